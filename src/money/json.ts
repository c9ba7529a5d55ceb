/**
 * JSON with bigints. SQLite and JSON have no integer beyond 2^53, so amounts travel as digits; by convention every
 * field that holds one ends in `Minor`, and only those are read back as bigint. Names that come from outside (metadata,
 * what a return visit carried) may end so too: a text under such a name is marked, so that every value comes back as it was.
 */
const TEXT_MARK = 'text:'
const DIGITS = /^-?[0-9]+$/

const isAmountName = (name: string): boolean => name.endsWith('Minor')

export const toJson = (value: unknown): string =>
  JSON.stringify(value, (name, field: unknown) => {
    if (typeof field === 'bigint') return field.toString()
    return typeof field === 'string' && isAmountName(name) ? TEXT_MARK + field : field
  })

export const fromJson = <Value>(text: string): Value => withAmounts(JSON.parse(text)) as Value

/** In place, for what was just parsed is nobody else's. A reviver would be asked for every value, and costs five times as much. */
function withAmounts(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    for (const item of value) withAmounts(item)
    return value
  }
  const fields = value as Record<string, unknown>
  for (const name of Object.keys(fields)) {
    const field = fields[name]
    if (typeof field === 'string') {
      if (isAmountName(name)) fields[name] = amountOf(field)
    } else withAmounts(field)
  }
  return value
}

function amountOf(text: string): string | bigint {
  if (text.startsWith(TEXT_MARK)) return text.slice(TEXT_MARK.length)
  return DIGITS.test(text) ? BigInt(text) : text
}
