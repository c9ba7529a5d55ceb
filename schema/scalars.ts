import type { ValueNode } from 'graphql'
import { builder } from './builder.ts'
import { untypedLiteral } from './literal.ts'

const anything = {
  parseValue: (value: unknown): unknown => value,
  parseLiteral: (node: ValueNode, variables?: Readonly<Record<string, unknown>> | null): unknown =>
    untypedLiteral(node, variables ?? {}),
}

builder.scalarType('DateTime', {
  description:
    'A moment by RFC 3339, printed in UTC with milliseconds: "2026-01-31T12:00:00.000Z". Inputs may name any offset from UTC.',
  serialize: (milliseconds) => new Date(milliseconds).toISOString(),
  ...anything,
})

builder.scalarType('Decimal', {
  description:
    'An amount in major units as a string, "10.00", printed with exactly the decimals of its currency. Inputs are digits and at most one point: no sign, exponent or separator, and never a JSON number.',
  serialize: (text) => text,
  ...anything,
})

builder.scalarType('MinorUnits', {
  description:
    'An amount in the minor units of its currency as a string of digits: "1000" is 10.00 EUR and 1000 JPY. A string, because it does not fit Int.',
  serialize: (minor) => minor.toString(),
  ...anything,
})

builder.scalarType('CurrencyCode', {
  description: 'An ISO 4217 code in use, in upper case: "EUR".',
  serialize: (text) => text,
  ...anything,
})

builder.scalarType('JSON', {
  description: 'Any JSON value; the field says which shape it has.',
  serialize: (value) => value,
  ...anything,
})
