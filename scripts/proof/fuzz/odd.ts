import type { Random } from './random.ts'

/** Texts that somebody's parser, printer or database has stumbled over. */
const TEXTS: readonly string[] = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\udfff\ud800',
  '\ufeff',
  '\u202eabc\u202c',
  '\r\nSet-Cookie: a=b',
  '\u2028\u2029',
  `a${'\u0301'.repeat(1_000)}`,
  '﷽'.repeat(300),
  '👩‍👩‍👧‍👦'.repeat(100),
  'İıſß',
  '４２',
  '٤٢',
  '__proto__',
  'constructor',
  'toString',
  'null',
  'undefined',
  'NaN',
  '-0',
  '1e400',
  '0x1F',
  '1_000',
  '10,00',
  '9'.repeat(10_000),
  "' or ''='",
  '");--',
  '{{7*7}}<%= 7*7 %>#{7*7}',
  '%s%n%p%00',
  '=1+1',
  '../../../../etc/passwd',
  '<svg onload=alert(1)>',
  'javascript:alert(1)',
  '//evil.example',
  'http://[::ffff:7f00:1]/',
  'https://a@b.example/#c',
  '4242424242424242',
  '4242 4242 4242 4242',
  'a'.repeat(70_000),
]

const NUMBERS: readonly number[] = [
  0,
  -0,
  -1,
  1,
  0.1,
  255,
  65_536,
  2 ** 31 - 1,
  2 ** 31,
  -(2 ** 31) - 1,
  2 ** 53,
  2 ** 53 + 2,
  1e21,
  1e308,
  5e-324,
]

export const oddText = (random: Random): string =>
  random.once(3) ? anyText(random, 1 + random.int(40)) : random.pick(TEXTS)

export const oddNumber = (random: Random): number =>
  random.once(4) ? random.int(2 ** 31) * (random.once(2) ? -1 : 1) : random.pick(NUMBERS)

/** Any code units, halves of surrogate pairs too. */
function anyText(random: Random, length: number): string {
  const highest = random.pick([128, 256, 2_048, 65_536])
  return Array.from({ length }, () => String.fromCharCode(random.int(highest))).join('')
}

/** Anything that JSON can say, in a place where something else is wanted. */
export function oddValue(random: Random): unknown {
  switch (random.int(9)) {
    case 0:
      return null
    case 1:
      return random.once(2)
    case 2:
      return oddNumber(random)
    case 3:
      return []
    case 4:
      return {}
    case 5:
      return nested(random, 1 + random.int(300))
    case 6:
      return Array.from({ length: random.int(3_000) }, () => 0)
    default:
      return oddText(random)
  }
}

/** So many lists or objects, each in the one before. */
function nested(random: Random, depth: number): unknown {
  const isList = random.once(2)
  let value: unknown = 0
  for (let level = 0; level < depth; level += 1) value = isList ? [value] : { a: value }
  return value
}

/** A text with a piece of it gone, doubled, or something odd put in. */
export function mangled(random: Random, text: string): string {
  const [start, length] = [random.int(text.length + 1), random.int(40)]
  const [before, piece, after] = [text.slice(0, start), text.slice(start, start + length), text.slice(start + length)]
  switch (random.int(4)) {
    case 0:
      return before + after
    case 1:
      return before + piece.repeat(1 + random.int(20)) + after
    case 2:
      return before + oddText(random) + after
    default:
      return before + random.pick([...'{}[]()"\\:,@$!|&.#']).repeat(1 + random.int(200)) + piece + after
  }
}

/** A value like this one, with one place in it that is odd, missing or new. */
export function nearly(random: Random, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || random.once(8)) return oddValue(random)
  if (Array.isArray(value)) {
    if (value.length === 0) return [oddValue(random)]
    const at = random.int(value.length)
    return random.once(5) ? value.toSpliced(at, 1) : value.with(at, nearly(random, value[at]))
  }
  const fields = Object.entries(value)
  const [name, field] = fields.length === 0 ? ['a', undefined] : random.pick(fields)
  const rest = Object.fromEntries(fields.filter(([other]) => other !== name))
  switch (random.int(6)) {
    case 0:
      return rest
    case 1:
      return { ...value, [oddText(random)]: oddValue(random) }
    default:
      return { ...rest, [name]: nearly(random, field) }
  }
}
