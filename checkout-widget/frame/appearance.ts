import type { Appearance } from '../protocol/messages.ts'

/** A look as the frame's style sheet knows it: names of custom properties with values that were read, not copied. */
export interface Look {
  readonly theme: 'default' | 'dark' | 'auto'
  readonly properties: Readonly<Record<string, string>>
}

type Reader = (value: string) => string | undefined

const colour: Reader = (value) =>
  /^#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/i.test(value) ||
  /^(?:rgb|hsl)a?\(\s*[\d.]+(?:deg)?(?:[\s,/]+[\d.]+%?){2,3}\s*\)$/i.test(value) ||
  /^[a-z]{3,24}$/i.test(value)
    ? value
    : undefined

const pixels =
  (least: number, most: number): Reader =>
  (value) => {
    const match = /^(\d{1,3}(?:\.\d{1,2})?)px$/.exec(value)
    const number = Number(match?.[1])
    return match && number >= least && number <= most ? value : undefined
  }

/** Names of families that the shopper's machine has, separated by commas; each is quoted anew. */
const families: Reader = (value) => {
  const names = value.split(',').map((name) => name.trim().replace(/^(["'])(.*)\1$/, '$2'))
  return names.length <= 8 && names.every((name) => /^[\p{L}\d][\p{L}\d _-]{0,63}$/u.test(name))
    ? names.map((name) => (/^[a-z-]+$/.test(name) ? name : `"${name}"`)).join(', ')
    : undefined
}

/** Inputs below 16 px make a phone zoom in when they are touched. */
const SMALLEST_FONT_PX = 16

const VARIABLES: Readonly<Record<string, readonly [property: string, read: Reader]>> = {
  colorPrimary: ['--primary', colour],
  colorBackground: ['--background', colour],
  colorText: ['--text', colour],
  colorTextSecondary: ['--text-secondary', colour],
  colorBorder: ['--border', colour],
  colorDanger: ['--danger', colour],
  borderRadius: ['--radius', pixels(0, 24)],
  fontSize: ['--font-size', pixels(SMALLEST_FONT_PX, 22)],
  spacing: ['--spacing', pixels(8, 28)],
  fontFamily: ['--font-family', families],
}

/** What a page asks for, as far as it is of the kinds above. The rest is left out: a page cannot style anything else. */
export function lookOf({ theme = 'default', variables = {} }: Appearance): Look {
  const properties: Record<string, string> = {}
  for (const [name, value] of Object.entries(variables)) {
    const [property, read] = (Object.hasOwn(VARIABLES, name) ? VARIABLES[name] : undefined) ?? []
    const checked = read?.(value.trim())
    if (property !== undefined && checked !== undefined) properties[property] = checked
  }
  return { theme, properties }
}
