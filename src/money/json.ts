/**
 * JSON with bigints. SQLite and JSON have no integer beyond 2^53, so amounts travel as digits; by convention every
 * field that holds one ends in `Minor`, and only those are read back as bigint.
 */
export const toJson = (value: unknown): string =>
  JSON.stringify(value, (_name, field: unknown) => (typeof field === 'bigint' ? field.toString() : field))

export const fromJson = <Value>(text: string): Value =>
  JSON.parse(text, (name, field: unknown) =>
    name.endsWith('Minor') && typeof field === 'string' ? BigInt(field) : field,
  ) as Value
