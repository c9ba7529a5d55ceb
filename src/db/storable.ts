/**
 * What Postgres can keep: its text has no NUL and no half of a surrogate pair. A gateway may send either in a code or a
 * reference; one such character must not keep a payment out of the read model.
 */
export const storableText = (text: string): string => text.toWellFormed().replaceAll('\0', '\uFFFD')

/** JSON as Postgres can keep it, with bigints as digits. */
export const storableJson = (value: unknown): string =>
  JSON.stringify(value, (_name, field: unknown) => {
    if (typeof field === 'bigint') return field.toString()
    return typeof field === 'string' ? storableText(field) : field
  })
