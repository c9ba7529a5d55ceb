import {
  type GraphQLArgument,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
} from 'graphql'
import { oddNumber, oddText, oddValue } from './odd.ts'
import type { Random } from './random.ts'

/** Ids that lead somewhere, so that not everything ends at "not found". */
export interface Known {
  readonly ids: readonly string[]
  readonly tokens: readonly string[]
}

/** Stranger than any client, and still within what the server looks at before it refuses. */
const DEEPEST = 8

/** An operation that the schema would take, but for what is odd in it here and there. */
export function operationOf(schema: GraphQLSchema, random: Random, known: Known): string {
  const isMutation = random.once(3)
  const root = isMutation ? schema.getMutationType() : schema.getQueryType()
  if (root === undefined || root === null) throw new Error('the schema has no such root')
  const fields = Object.values(root.getFields())
  const times = random.once(12) ? 1 + random.int(80) : 1 + random.int(3)
  const selections = Array.from({ length: times }, (_, index) => {
    const field = random.pick(fields)
    return `f${index}: ${selectionOf(schema, field.name, field.args, field.type, random, known, 0)}`
  })
  return `${isMutation ? 'mutation' : 'query'} Q { ${selections.join(' ')} }`
}

function selectionOf(
  schema: GraphQLSchema,
  name: string,
  fieldArguments: readonly GraphQLArgument[],
  type: GraphQLOutputType,
  random: Random,
  known: Known,
  depth: number,
): string {
  const given = fieldArguments.filter((one) => (isRequiredArgument(one) ? !random.once(30) : random.once(3)))
  const values = given.map((one) => `${one.name}: ${literalOf(one.type, random, known, 0)}`)
  const directive = random.once(30) ? ` @include(if: ${random.once(2) ? 'true' : literal(oddValue(random))})` : ''
  return `${name}${values.length === 0 ? '' : `(${values.join(', ')})`}${directive}${below(schema, getNamedType(type), random, known, depth)}`
}

function below(schema: GraphQLSchema, type: GraphQLNamedType, random: Random, known: Known, depth: number): string {
  if (isLeafType(type)) return random.once(200) ? ' { a }' : ''
  const wanted = isAbstractType(type)
    ? schema.getPossibleTypes(type).filter(() => random.once(3))
    : isObjectType(type)
      ? [type]
      : []
  const parts = wanted.map((object) => {
    const open = Object.values(object.getFields()).filter(
      ({ type: next }) => depth < DEEPEST || isLeafType(getNamedType(next)),
    )
    const chosen = open.length === 0 ? [] : Array.from({ length: 1 + random.int(4) }, () => random.pick(open))
    const texts = chosen.map((field, index) => {
      const alias = random.once(6) ? `a${index}: ` : ''
      return alias + selectionOf(schema, field.name, field.args, field.type, random, known, depth + 1)
    })
    return isAbstractType(type) ? `... on ${object.name} { ${texts.join(' ')} }` : texts.join(' ')
  })
  return ` { __typename ${parts.join(' ')} }`
}

function literalOf(type: GraphQLInputType, random: Random, known: Known, depth: number): string {
  if (random.once(25)) return literal(oddValue(random))
  if (isNonNullType(type)) return literalOf(type.ofType, random, known, depth)
  if (isListType(type)) {
    const length = random.once(20) ? random.int(500) : random.int(4)
    return `[${Array.from({ length }, () => literalOf(type.ofType, random, known, depth + 1)).join(', ')}]`
  }
  if (isEnumType(type)) return random.once(20) ? 'NO_SUCH_VALUE' : random.pick(type.getValues()).name
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter((field) =>
      isNonNullType(field.type) ? !random.once(30) : random.once(2 + depth),
    )
    return `{${fields.map((field) => `${field.name}: ${literalOf(field.type, random, known, depth + 1)}`).join(', ')}}`
  }
  return scalarOf(type.name, random, known)
}

function scalarOf(name: string, random: Random, known: Known): string {
  if (random.once(4)) return literal(oddValue(random))
  switch (name) {
    case 'ID':
      return literal(random.pick(known.ids))
    case 'Int':
      return String(random.once(3) ? Math.trunc(oddNumber(random)) : random.int(100))
    case 'Float':
      return String(oddNumber(random))
    case 'Boolean':
      return String(random.once(2))
    case 'DateTime':
      return literal(random.pick(['2026-11-01T00:00:00Z', '0000-00-00T99:99:99Z', '275761-01-01T00:00:00Z']))
    case 'Decimal':
      return literal(random.pick(['10.00', '0.01', '999999999.99', '-1', '1e3']))
    default:
      return literal(random.pick(['EUR', 'JPY', '10.00', ...known.tokens, ...known.ids, oddText(random)]))
  }
}

/** JSON's value as a GraphQL literal, which differs in the names of fields alone. */
function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  return `{${Object.entries(value)
    .map(([name, field]) => `${name.replace(/[^_A-Za-z]/g, '_') || 'a'}: ${literal(field)}`)
    .join(', ')}}`
}
