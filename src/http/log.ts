type Level = 'info' | 'warn' | 'error'

/** Keys, client secrets, tokens, and anything as long as a card number: none of it belongs in a log. */
const SECRETS: readonly (readonly [RegExp, string])[] = [
  [/\b(sk|op|pk)_(test|live)_[A-Za-z0-9_-]+/g, '$1_$2_[masked]'],
  [/_secret_[A-Za-z0-9_-]+/g, '_secret_[masked]'],
  [/\b(tok_0[a-z2-7]{28})_[a-z2-7]+/g, '$1_[masked]'],
  [/\bBearer\s+[^\s"]+/gi, 'Bearer [masked]'],
  [/(?<![0-9A-Za-z])(?:[0-9][ -]?){12,18}[0-9](?![0-9A-Za-z])/g, '[digits]'],
]

/** No one line is worth more than this of somebody's log storage. */
const LONGEST_TEXT = 4_000

export const masked = (text: string): string =>
  SECRETS.reduce(
    (masking, [pattern, replacement]) => masking.replace(pattern, replacement),
    text.slice(0, LONGEST_TEXT),
  )

/** One JSON object a line. Texts are masked; everything else is given by name, so nothing is logged by accident. */
export function log(level: Level, message: string, fields: Readonly<Record<string, unknown>> = {}): void {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined)
  const line = Object.fromEntries(
    entries.map(([name, value]) => [name, typeof value === 'string' ? masked(value) : value]),
  )
  console[level](JSON.stringify({ level, message: masked(message), ...line }))
}

/** What a log may say of an error: its name, message and where it came from, and the same of its cause. */
export function errorFields(error: unknown): Readonly<Record<string, unknown>> {
  if (!(error instanceof Error)) return { error: masked(String(error)) }
  const cause = error.cause instanceof Error ? masked(`${error.cause.name}: ${error.cause.message}`) : undefined
  return { error: masked(`${error.name}: ${error.message}`), cause, stack: masked(error.stack ?? '') }
}
