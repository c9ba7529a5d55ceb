/**
 * Readers of what comes from elsewhere: each answers the value where it is of its kind, and undefined where it is not. What is
 * read is put together anew, so that only what is named gets through.
 */
export type Read<Value> = (value: unknown) => Value | undefined

export type Fields = Readonly<Record<string, unknown>>

type Shape = Readonly<Record<string, Read<unknown>>>
type NoShape = Readonly<Record<never, Read<unknown>>>
type Required<Of extends Shape> = { readonly [Name in keyof Of]: Exclude<ReturnType<Of[Name]>, undefined> }
type Optional<Of extends Shape> = { readonly [Name in keyof Of]?: Exclude<ReturnType<Of[Name]>, undefined> }
type Together<Of> = { [Name in keyof Of]: Of[Name] }

const LONGEST_TEXT = 4096

export const fieldsOf = (value: unknown): Fields | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined

export const text =
  (longest = LONGEST_TEXT, shape = /^/): Read<string> =>
  (value) =>
    typeof value === 'string' && value.length <= longest && shape.test(value) ? value : undefined

export const oneOf =
  <const Word extends string>(...words: readonly Word[]): Read<Word> =>
  (value) =>
    words.find((word) => word === value)

export const number: Read<number> = (value) => (typeof value === 'number' && Number.isFinite(value) ? value : undefined)

export const count: Read<number> = (value) =>
  Number.isInteger(value) && Number(value) >= 0 ? Number(value) : undefined

export const flag: Read<boolean> = (value) => (typeof value === 'boolean' ? value : undefined)

/**
 * An object of which the first fields have to be there; of the next ones each is left out that is not right; of the last ones,
 * which may be absent too, one that is not right spoils the whole.
 */
export const record =
  <Needed extends Shape, Loose extends Shape = NoShape, Strict extends Shape = NoShape>(
    needed: Needed,
    loose?: Loose,
    strict?: Strict,
  ): Read<Together<Required<Needed> & Optional<Loose> & Optional<Strict>>> =>
  (value) => {
    const fields = fieldsOf(value)
    if (fields === undefined) return undefined
    const found: Record<string, unknown> = {}
    for (const [name, read] of Object.entries({ ...loose, ...strict, ...needed })) {
      const part = read(fields[name])
      if (part !== undefined) found[name] = part
      else if (name in needed || (fields[name] !== undefined && strict !== undefined && name in strict))
        return undefined
    }
    return found as ReturnType<Read<Together<Required<Needed> & Optional<Loose> & Optional<Strict>>>>
  }

/** The first of them that reads it. */
export const either =
  <One, Other>(one: Read<One>, other: Read<Other>): Read<One | Other> =>
  (value) =>
    one(value) ?? other(value)

/** The entries that are texts; undefined where there is no record, or one with more than anybody needs. */
export const texts =
  (most: number, longest: number): Read<Readonly<Record<string, string>>> =>
  (value) => {
    const entries = Object.entries(fieldsOf(value) ?? {})
    if (fieldsOf(value) === undefined || entries.length > most) return undefined
    const isText = text(longest)
    return Object.fromEntries(entries.filter((entry): entry is [string, string] => isText(entry[1]) !== undefined))
  }
