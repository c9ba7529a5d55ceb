import { readFileSync, writeFileSync } from 'node:fs'

const BENCHMARKS = new URL('../docs/benchmarks.md', import.meta.url)

/** Puts a benchmark's table into its place in docs/benchmarks.md. */
export const document = (name: string, table: string): void =>
  writeInto(BENCHMARKS, name, table, `npm run bench -- ${name} --write`)

/** Puts a table into its place in a page, in the stead of what an earlier run left there. */
export function writeInto(page: URL, name: string, table: string, command: string): void {
  writeFileSync(page, withFigures(readFileSync(page, 'utf8'), { name, table, command }, new Date()))
}

export function withFigures(
  page: string,
  { name, table, command }: { readonly name: string; readonly table: string; readonly command: string },
  at: Date,
): string {
  const begin = `<!-- figures of ${name} -->`
  const end = `<!-- end of ${name} -->`
  const [before, rest] = page.split(begin)
  const after = rest?.split(end)[1]
  if (before === undefined || after === undefined) throw new Error(`the page has no place for ${name}`)
  const when = `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`
  return `${before}${begin}\n\nAs \`${command}\` left it, ${when}:\n\n\`\`\`text\n${table.trim()}\n\`\`\`\n\n${end}${after}`
}
