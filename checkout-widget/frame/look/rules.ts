import {
  border,
  borderWords,
  colour,
  either,
  families,
  length,
  oneOf,
  pixels,
  type Reader,
  several,
  shadows,
  size,
  weight,
} from './values.ts'

/** One rule of the frame's own style sheet: its selector, and properties with values that were read. */
export interface Rule {
  readonly selector: string
  readonly style: Readonly<Record<string, string>>
}

const INPUT = 'body .control input'
const TAB = 'body .networks .tab'

/** What a page may name, and what that is here. Nothing else can be selected. */
const SELECTORS: Readonly<Record<string, string>> = {
  '.Input': INPUT,
  '.Input:hover': `${INPUT}:hover`,
  '.Input:focus': `${INPUT}:focus`,
  '.Input:autofill': `${INPUT}:autofill`,
  '.Input::placeholder': `${INPUT}::placeholder`,
  '.Input--empty': `${INPUT}:placeholder-shown`,
  '.Input--invalid': `${INPUT}[aria-invalid="true"]`,
  '.Input--invalid:focus': `${INPUT}[aria-invalid="true"]:focus`,
  '.Label': 'body .field > label',
  '.Error': 'body .problem',
  '.Tab': TAB,
  '.Tab:hover': `${TAB}:hover`,
  '.Tab:focus': `${TAB}:has(:focus-visible)`,
  '.Tab--selected': `${TAB}:has(:checked)`,
  '.TabLabel': 'body .networks legend',
  '.Banner': 'body .banner',
  '.Total': 'body .summary-label',
  '.Amount': 'body .summary-amount strong',
  '.Description': 'body .summary-description',
  '.Secured': 'body .secured',
  '.Spinner': 'body .spinner',
}

/** Inputs below 16 px make a phone zoom in when they are touched. */
const SMALLEST_INPUT_PX = 16

const box = length(32)
const sides = (property: string, read: Reader): Readonly<Record<string, Reader>> =>
  Object.fromEntries(['Top', 'Right', 'Bottom', 'Left'].map((side) => [`${property}${side}`, read]))

/** What a rule may set: how a thing looks, never whether or where it is. */
const PROPERTIES: Readonly<Record<string, Reader>> = {
  color: colour,
  backgroundColor: colour,
  borderColor: several(4, colour),
  caretColor: colour,
  outlineColor: colour,
  border,
  borderTop: border,
  borderRight: border,
  borderBottom: border,
  borderLeft: border,
  outline: border,
  borderWidth: several(4, length(8)),
  borderStyle: several(4, borderWords),
  borderRadius: several(4, length(64)),
  outlineOffset: pixels(-8, 8),
  boxShadow: shadows,
  fontFamily: families,
  fontSize: size({ px: [12, 32], em: [0.75, 2] }),
  fontStyle: oneOf('normal', 'italic'),
  fontWeight: weight,
  letterSpacing: either(oneOf('normal'), size({ px: [-2, 6], em: [-0.1, 0.4], '': [0, 0] })),
  lineHeight: size({ px: [12, 64], em: [1, 2], '': [1, 2] }),
  textDecoration: oneOf('none', 'underline'),
  textTransform: oneOf('none', 'uppercase', 'lowercase', 'capitalize'),
  padding: several(4, box),
  ...sides('padding', box),
  marginTop: box,
  marginBottom: box,
}

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

/** What a page asks for by rules, and a sentence about each thing that was left out. */
export function rulesOf(given: Readonly<Record<string, Readonly<Record<string, string>>>>): {
  readonly rules: readonly Rule[]
  readonly refused: readonly string[]
} {
  const refused: string[] = []
  const rules: Rule[] = []
  for (const [name, properties] of Object.entries(given)) {
    const selector = Object.hasOwn(SELECTORS, name) ? SELECTORS[name] : undefined
    if (selector === undefined) {
      refused.push(`the rule "${name}": there is no such selector`)
      continue
    }
    const style: Record<string, string> = {}
    for (const [property, value] of Object.entries(properties)) {
      const read = Object.hasOwn(PROPERTIES, property) ? PROPERTIES[property] : undefined
      const text = read?.(value.trim())
      if (text === undefined || isTooSmall(selector, property, text)) {
        refused.push(`"${property}" of the rule "${name}": ${read === undefined ? 'no such property' : 'its value'}`)
      } else style[kebab(property)] = text
    }
    rules.push({ selector, style })
  }
  return { rules, refused }
}

const isTooSmall = (selector: string, property: string, value: string): boolean =>
  property === 'fontSize' &&
  selector.startsWith(INPUT) &&
  Number.parseFloat(value) < (value.endsWith('px') ? SMALLEST_INPUT_PX : 1)
