import { cpSync, existsSync, globSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Check } from './check.ts'
import { run } from './run.ts'

/** What `npm run codegen` writes. */
const GENERATED = [
  'schema/schema.graphql',
  'docs/error-codes.md',
  'docs/events.md',
  'docs/payment-methods.md',
  '{src,schema,test,bench,docs,sandbox,checkout-widget}/**/generated/**',
  'src/bindings.*.d.ts',
]

export const generatedFilesCheck: Check = {
  name: 'generated files are fresh',
  async run() {
    if (!existsSync('codegen.ts')) return 'codegen.ts is missing'
    const before = generatedFiles()
    const generation = await run('node', ['codegen.ts'])
    if (!generation.ok) return generation.output
    const after = generatedFiles()
    const stale = [...new Set([...before.keys(), ...after.keys()])].filter(
      (path) => before.get(path) !== after.get(path),
    )
    return stale.length === 0 ? undefined : `\`npm run codegen\` changed ${stale.join(', ')}: look at it and commit it`
  },
}

const generatedFiles = (): Map<string, string> =>
  new Map(
    globSync(GENERATED, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path, readFileSync(path, 'utf8')]),
  )

/** Where the tables and the migrations differ, drizzle-kit would write one more migration: it is asked on a copy. */
export const migrationsCheck: Check = {
  name: 'migrations cover the tables',
  async run() {
    const directory = mkdtempSync(join(tmpdir(), 'turnpike-migrations-'))
    try {
      cpSync('src/db/migrations', directory, { recursive: true })
      const before = readdirSync(directory).length
      const generation = await run('drizzle-kit', [
        'generate',
        '--dialect=postgresql',
        '--schema=./src/db/schema.ts',
        `--out=${directory}`,
      ])
      if (!generation.ok) return generation.output
      return readdirSync(directory).length === before ? undefined : 'run `npm run db:generate` and commit the migration'
    } finally {
      rmSync(directory, { recursive: true, force: true })
    }
  },
}
