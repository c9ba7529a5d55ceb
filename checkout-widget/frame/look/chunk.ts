import { wear } from './dress.ts'
import { takeFont as take } from './fonts.ts'
import style from './look.css'
import { lookOf } from './look.ts'
import { readAppearance, readFont } from './read.ts'

/** The chunk of looks: themes, floating labels, and the variables, rules and fonts of a page. */

const [sheet] = document.styleSheets
for (const rule of style) sheet?.insertRule(rule, sheet.cssRules.length)

/** Throws what it cannot read at all. */
export function dress(given: unknown): void {
  // An attribute of `<turnpike-checkout>` is a text.
  const appearance = readAppearance(typeof given === 'string' ? JSON.parse(given) : given)
  if (appearance === undefined) throw new Error('it is no record, or has more variables or rules than are read')
  wear(lookOf(appearance))
}

export async function takeFont(given: unknown): Promise<void> {
  const font = readFont(given)
  if (font === undefined) throw new Error('family, weight and style are as in CSS, and the file has at most 512 kB')
  await take(font)
}
