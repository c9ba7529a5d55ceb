import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const DOCUMENT = join(import.meta.dirname, '../docs/benchmarks.md')

/** Puts a benchmark's table into its place in docs/benchmarks.md, in the stead of what an earlier run left there. */
export function document(name: string, table: string): void {
  writeFileSync(DOCUMENT, withFigures(readFileSync(DOCUMENT, 'utf8'), name, table, new Date()))
}

export function withFigures(page: string, name: string, table: string, at: Date): string {
  const begin = `<!-- figures of ${name} -->`
  const end = `<!-- end of ${name} -->`
  const [before, rest] = page.split(begin)
  const after = rest?.split(end)[1]
  if (before === undefined || after === undefined) throw new Error(`docs/benchmarks.md has no place for ${name}`)
  const when = `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`
  return `${before}${begin}\n\nAs \`npm run bench -- ${name} --write\` left it, ${when}:\n\n\`\`\`text\n${table.trim()}\n\`\`\`\n\n${end}${after}`
}
