import type { Appearance } from '../../protocol/messages.ts'
import { type Rule, rulesOf } from './rules.ts'
import { colour, families, pixels, type Reader, size, weight } from './values.ts'

/** A look as the frame's style sheet knows it: names of custom properties with values that were read, not copied. */
export interface Look {
  readonly theme: NonNullable<Appearance['theme']>
  readonly labels: NonNullable<Appearance['labels']>
  readonly properties: Readonly<Record<string, string>>
  readonly rules: readonly Rule[]
  /** What was left out and why, for the shop's developers. */
  readonly refused: readonly string[]
}

/** Smaller text than this is hard to read; inputs stay at 16 px in any case, or a phone would zoom in. */
const SMALLEST_FONT_PX = 14

const fontSize = ['--font-size', pixels(SMALLEST_FONT_PX, 22)] as const

export const VARIABLES: Readonly<Record<string, readonly [property: string, read: Reader]>> = {
  colorPrimary: ['--primary', colour],
  colorBackground: ['--background', colour],
  colorText: ['--text', colour],
  colorTextSecondary: ['--text-secondary', colour],
  colorTextPlaceholder: ['--placeholder', colour],
  colorIcon: ['--icon', colour],
  colorBorder: ['--border', colour],
  colorDanger: ['--danger', colour],
  colorSuccess: ['--success', colour],
  borderRadius: ['--radius', pixels(0, 24)],
  borderWidth: ['--border-width', pixels(0, 3)],
  fontFamily: ['--font-family', families],
  fontSizeBase: fontSize,
  fontSize,
  fontLineHeight: ['--line-height', size({ '': [1.1, 2] })],
  fontWeightNormal: ['--weight', weight],
  fontWeightMedium: ['--weight-medium', weight],
  fontWeightBold: ['--weight-bold', weight],
  spacingUnit: ['--unit', pixels(2, 8)],
  spacing: ['--spacing', pixels(8, 28)],
  gridRowSpacing: ['--row-gap', pixels(4, 32)],
  gridColumnSpacing: ['--column-gap', pixels(4, 32)],
}

/** What a page asks for, as far as it is of the kinds above. The rest is left out: a page cannot style anything else. */
export function lookOf({ theme = 'default', labels = 'above', variables = {}, rules: given = {} }: Appearance): Look {
  const properties: Record<string, string> = {}
  const unread: string[] = []
  for (const [name, value] of Object.entries(variables)) {
    const [property, read] = (Object.hasOwn(VARIABLES, name) ? VARIABLES[name] : undefined) ?? []
    const checked = read?.(value.trim())
    if (property !== undefined && checked !== undefined) properties[property] = checked
    else unread.push(`the variable "${name}": ${read === undefined ? 'there is no such variable' : 'its value'}`)
  }
  const { rules, refused } = rulesOf(given)
  return { theme, labels, properties, rules, refused: [...unread, ...refused] }
}
