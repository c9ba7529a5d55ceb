/** Reads a value of one kind, or answers undefined. What is read is put together anew: nothing is copied unseen. */
export type Reader = (value: string) => string | undefined

export const colour: Reader = (value) =>
  /^#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/i.test(value) ||
  /^(?:rgb|hsl)a?\(\s*[\d.]+(?:deg)?(?:[\s,/]+[\d.]+%?){2,3}\s*\)$/i.test(value) ||
  /^[a-z]{3,24}$/i.test(value)
    ? value
    : undefined

type Unit = 'px' | 'em' | ''

/** A number with its unit, within what makes sense for each of them. */
export const size =
  (bounds: Readonly<Partial<Record<Unit, readonly [least: number, most: number]>>>): Reader =>
  (value) => {
    const [, number = '', unit = ''] = /^(-?\d{1,3}(?:\.\d{1,3})?)(px|em|)$/.exec(value) ?? []
    const [least, most] = bounds[unit as Unit] ?? []
    if (number === '' || least === undefined || most === undefined) return undefined
    return Number(number) >= least && Number(number) <= most ? value : undefined
  }

export const pixels = (least: number, most: number): Reader => size({ px: [least, most] })

/** A length of a box: nothing, or so many pixels or ems at most. */
export const length = (mostPixels: number): Reader => size({ px: [0, mostPixels], em: [0, 3], '': [0, 0] })

export const oneOf =
  (...words: readonly string[]): Reader =>
  (value) =>
    words.includes(value) ? value : undefined

export const either =
  (...readers: readonly Reader[]): Reader =>
  (value) => {
    for (const read of readers) {
      const found = read(value)
      if (found !== undefined) return found
    }
    return undefined
  }

/** Parts between spaces that are not within brackets. */
const partsOf = (value: string): readonly string[] => value.match(/(?:[^\s()]+(?:\([^()]*\))?)/g) ?? []

/** One to `most` values of a kind, as paddings and radii have. */
export const several =
  (most: number, read: Reader): Reader =>
  (value) => {
    const parts = partsOf(value)
    if (parts.length === 0 || parts.length > most) return undefined
    const found = parts.map(read)
    return found.every((part) => part !== undefined) ? found.join(' ') : undefined
  }

export const weight: Reader = (value) => (/^[1-9]\d{0,2}$/.test(value) ? value : oneOf('normal', 'bold')(value))

/** Names of families, separated by commas; each is quoted anew. */
export const families: Reader = (value) => {
  const names = value.split(',').map((name) => name.trim().replace(/^(["'])(.*)\1$/, '$2'))
  return names.length <= 8 && names.every((name) => FAMILY.test(name))
    ? names.map((name) => (/^[a-z-]+$/.test(name) ? name : `"${name}"`)).join(', ')
    : undefined
}
export const FAMILY = /^[\p{L}\d][\p{L}\d _-]{0,63}$/u

const borderStyle = oneOf('none', 'solid', 'dashed', 'dotted', 'double')

/** Width, style and colour, each at most once. */
export const border: Reader = several(3, either(length(8), borderStyle, colour))

const MOST_SHADOWS = 4
const shadowLength = size({ px: [-32, 32], '': [0, 0] })

/** `none`, or shadows of two to four lengths and a colour. */
export const shadows: Reader = (value) => {
  if (value === 'none') return value
  const all = value.split(/,(?![^(]*\))/).map((one) => several(6, either(shadowLength, oneOf('inset'), colour))(one))
  return all.length <= MOST_SHADOWS && all.every((one) => one !== undefined) ? all.join(', ') : undefined
}

export const borderWords = borderStyle
