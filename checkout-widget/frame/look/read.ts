import { type Appearance, type FontMessage, LABELS, THEMES } from '../../protocol/messages.ts'
import { fieldsOf, oneOf, type Read, record, text, texts } from '../../protocol/read.ts'

const LONGEST_VALUE = 256
const MOST_VARIABLES = 40
const MOST_RULES = 60
/** A family's weight for Latin scripts takes 20 to 100 kB, one for Chinese some megabytes, which nobody waits for. */
const LARGEST_FONT = 524_288

const properties = texts(MOST_VARIABLES, LONGEST_VALUE)

const rules: Read<NonNullable<Appearance['rules']>> = (value) => {
  const entries = Object.entries(fieldsOf(value) ?? {})
  if (fieldsOf(value) === undefined || entries.length > MOST_RULES) return undefined
  return Object.fromEntries(
    entries.flatMap(([selector, given]) => {
      const style = properties(given)
      return style === undefined ? [] : [[selector, style] as const]
    }),
  )
}

/** A look, of which what is no theme, text or record is left out; undefined where it has more than anybody needs. */
export const readAppearance: Read<Appearance> = record(
  {},
  { theme: oneOf(...THEMES), labels: oneOf(...LABELS) },
  { variables: properties, rules },
)

const data: Read<ArrayBuffer> = (value) =>
  value instanceof ArrayBuffer && value.byteLength <= LARGEST_FONT ? value : undefined

export const readFont: Read<Omit<FontMessage, 'type'>> = record({
  family: text(64, /^[\p{L}\d][\p{L}\d _-]*$/u),
  weight: text(9, /^[1-9]\d{0,2}0?( [1-9]\d{0,2}0?)?$/),
  style: oneOf('normal', 'italic'),
  data,
})
