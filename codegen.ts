import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { buildSchema, findBreakingChanges, lexicographicSortSchema, printSchema } from 'graphql'
import { schema } from './schema/schema.ts'

/**
 * Prints the public contract to schema/schema.graphql. With `--check` it writes nothing and fails where the file is not
 * what the code says, or where the code breaks what was committed: names are clients' to rely on.
 */
const FILE = 'schema/schema.graphql'

const printed = `${printSchema(lexicographicSortSchema(schema))}\n`

function committed(): string | undefined {
  try {
    return execFileSync('git', ['show', `HEAD:${FILE}`], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  } catch {
    // Outside a checkout, or before the first commit of the file, there is nothing to compare with.
    return undefined
  }
}

function check(): string[] {
  const problems: string[] = []
  if (readFileSync(FILE, 'utf8') !== printed) problems.push(`${FILE} is not what the code says: run npm run codegen`)
  const before = committed()
  if (before !== undefined) {
    const breaking = findBreakingChanges(buildSchema(before), buildSchema(printed))
    problems.push(...breaking.map(({ type, description }) => `breaking change: ${type}: ${description}`))
  }
  return problems
}

if (process.argv.includes('--check')) {
  const problems = check()
  for (const problem of problems) console.error(problem)
  if (problems.length === 0) console.log(`${FILE} is fresh and breaks nothing`)
  process.exitCode = problems.length === 0 ? 0 : 1
} else {
  writeFileSync(FILE, printed)
  console.log(`wrote ${FILE}`)
}
