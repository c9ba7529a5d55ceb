import type { ValueNode } from 'graphql'
import { builder } from './builder.ts'
import { untypedLiteral } from './literal.ts'

const anything = {
  parseValue: (value: unknown): unknown => value,
  parseLiteral: (node: ValueNode, variables?: Readonly<Record<string, unknown>> | null): unknown =>
    untypedLiteral(node, variables ?? {}),
}

builder.scalarType('DateTime', {
  description: 'RFC 3339 in UTC with milliseconds.',
  serialize: (milliseconds) => new Date(milliseconds).toISOString(),
  ...anything,
})

builder.scalarType('Decimal', {
  description: 'An amount in major units as a string, "10.00", printed with exactly the decimals of its currency.',
  serialize: (text) => text,
  ...anything,
})

builder.scalarType('MinorUnits', {
  description: "An amount in the currency's minor units as a string of digits.",
  serialize: (minor) => minor.toString(),
  ...anything,
})

builder.scalarType('CurrencyCode', {
  description: 'An ISO 4217 code in upper case.',
  serialize: (text) => text,
  ...anything,
})

builder.scalarType('JSON', {
  description: 'Any JSON value.',
  serialize: (value) => value,
  ...anything,
})
