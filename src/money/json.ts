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

export const fromJson = <Value>(text: string): Value =>
  JSON.parse(text, (name, field: unknown) => {
    if (typeof field !== 'string' || !isAmountName(name)) return field
    if (field.startsWith(TEXT_MARK)) return field.slice(TEXT_MARK.length)
    return DIGITS.test(field) ? BigInt(field) : field
  }) as Value
