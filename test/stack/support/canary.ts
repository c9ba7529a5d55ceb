import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { gunzipSync } from 'node:zlib'

/** A card whose digits nobody else uses: wherever they are found, they leaked. */
export interface Canary {
  readonly number: string
  /** Absent where it is nothing of its own. */
  readonly cvc?: string
}

/** A number of 16 digits with this beginning that passes Luhn's test. */
export function numberFrom(beginning: string): string {
  const body = beginning.padEnd(15, '7')
  const sum = [...body].reverse().reduce((total, digit, place) => {
    const value = Number(digit) * (place % 2 === 0 ? 2 : 1)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return `${body}${(10 - (sum % 10)) % 10}`
}

/** A file, or an answer, with the name by which it is found again. */
export type Kept = readonly [name: string, bytes: Buffer]

/** Everything that the stack keeps, packed files unpacked beside themselves. SQLite's pages are searched as they are, free ones too. */
export const keptIn = (directory: string): readonly Kept[] =>
  readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => statSync(path).size > 0)
    .flatMap((path): readonly Kept[] => {
      const bytes = readFileSync(path)
      const name = relative(directory, path)
      const unpacked = bytes.readUInt16BE(0) === 0x1f8b && bytes.length > 20 ? unpack(bytes) : undefined
      return unpacked === undefined
        ? [[name, bytes]]
        : [
            [name, bytes],
            [`${name} unpacked`, unpacked],
          ]
    })

function unpack(bytes: Buffer): Buffer | undefined {
  try {
    return gunzipSync(bytes)
  } catch {
    return undefined
  }
}

/** The ways in which digits are written down: plain, spaced, dashed, as UTF-16, in hex, and in base64 at each of its three offsets. */
function spellings(text: string): readonly Buffer[] {
  const groups = text.length === 15 ? /^(\d{4})(\d{6})/ : /(\d{4})(?=\d)/g
  const grouped = (between: string) =>
    text.replace(groups, text.length === 15 ? `$1${between}$2${between}` : `$1${between}`)
  const base64 = [0, 1, 2].map((offset) => {
    const encoded = Buffer.from('\0'.repeat(offset) + text).toString('base64')
    // The ends share their characters with what stands before and after.
    return Buffer.from(encoded.slice(offset === 0 ? 0 : offset + 1, -4))
  })
  return [
    Buffer.from(text),
    Buffer.from(grouped(' ')),
    Buffer.from(grouped('-')),
    Buffer.from(grouped('%20')),
    Buffer.from(text, 'utf16le'),
    Buffer.from(Buffer.from(text).toString('hex')),
    ...base64,
  ]
}

/** Where any of the canaries is, and which. A state of a hundred megabytes is read as text once, not for each of them. */
export function leaksIn(kept: readonly Kept[], canaries: readonly Canary[]): readonly string[] {
  const sought = canaries.map(({ number }) => ({ number, spellings: spellings(number) }))
  // Three digits alone are everywhere by chance; beside their own name they are not.
  const codes = canaries.flatMap(({ cvc }) => cvc ?? []).join('|')
  const named = new RegExp(`(?:c(?:vc|vv|sc|id)2?|security.?code)\\W{0,8}(?:${codes})(?!\\d)`, 'i')
  return kept.flatMap(([name, bytes]) => [
    ...sought
      .filter((one) => one.spellings.some((spelling) => bytes.includes(spelling)))
      .map(({ number }) => `${name}: ${number}`),
    ...(codes !== '' && named.test(bytes.toString('latin1')) ? [`${name}: a security code`] : []),
  ])
}
