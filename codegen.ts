import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { buildSchema, findBreakingChanges, lexicographicSortSchema, printSchema } from 'graphql'
import { schema } from './schema/schema.ts'
import { type GeneratedFile, generateDocuments } from './scripts/codegen/documents.ts'
import { generateErrorCodes } from './scripts/codegen/errorCodes.ts'
import { generateEvents } from './scripts/codegen/events.ts'
import { generatePaymentMethods } from './scripts/codegen/paymentMethods.ts'

/**
 * Prints the public contract to schema/schema.graphql, from it and the operations of demo shop and widget their typed
 * documents, the taxonomy of failures to docs/error-codes.md, the catalogue of events to docs/events.md, and the registry of
 * methods to docs/payment-methods.md. With `--check` it writes nothing and fails where a file is not what the code says, or
 * where the code breaks what was committed: names are clients' to rely on.
 */
const SCHEMA_FILE = 'schema/schema.graphql'

const printed = `${printSchema(lexicographicSortSchema(schema))}\n`
const files: readonly GeneratedFile[] = [
  { path: SCHEMA_FILE, content: printed },
  ...(await generateDocuments(buildSchema(printed))),
  generateErrorCodes(),
  generateEvents(),
  generatePaymentMethods(),
]

const isStale = ({ path, content }: GeneratedFile): boolean =>
  !existsSync(path) || readFileSync(path, 'utf8') !== content

function committedSchema(): string | undefined {
  try {
    return execFileSync('git', ['show', `HEAD:${SCHEMA_FILE}`], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
  } catch {
    // Outside a checkout, or before the first commit of the file, there is nothing to compare with.
    return undefined
  }
}

function check(): string[] {
  const problems = files.filter(isStale).map(({ path }) => `${path} is not what the code says: run npm run codegen`)
  const before = committedSchema()
  if (before !== undefined) {
    const breaking = findBreakingChanges(buildSchema(before), buildSchema(printed))
    problems.push(...breaking.map(({ type, description }) => `breaking change: ${type}: ${description}`))
  }
  return problems
}

if (process.argv.includes('--check')) {
  const problems = check()
  for (const problem of problems) console.error(problem)
  if (problems.length === 0) console.log(`${files.map(({ path }) => path).join(', ')}: fresh, and nothing breaks`)
  process.exitCode = problems.length === 0 ? 0 : 1
} else {
  for (const file of files) {
    mkdirSync(dirname(file.path), { recursive: true })
    if (isStale(file)) writeFileSync(file.path, file.content)
    console.log(`wrote ${file.path}`)
  }
}
