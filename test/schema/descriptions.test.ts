import { type GraphQLNamedType, isEnumType, isInputObjectType, isInterfaceType, isObjectType } from 'graphql'
import { describe, expect, it } from 'vitest'
import { schema } from '../../schema/schema.ts'

interface Described {
  readonly description?: string | null | undefined
}
type Entry = readonly [name: string, description: string | null | undefined]

const types: readonly GraphQLNamedType[] = Object.values(schema.getTypeMap()).filter(
  (type) => !type.name.startsWith('__') && !['ID', 'String', 'Int', 'Float', 'Boolean'].includes(type.name),
)

const entries = (owner: string, members: Readonly<Record<string, Described>>): readonly Entry[] =>
  Object.entries(members).map(([name, { description }]) => [`${owner}.${name}`, description])

const enumValues = types
  .filter(isEnumType)
  .flatMap((type) => type.getValues().map((value): Entry => [`${type.name}.${value.name}`, value.description]))

const inputFields = types.filter(isInputObjectType).flatMap((type) => entries(type.name, type.getFields()))

const outputTypes = types.filter((type) => isObjectType(type) || isInterfaceType(type))
const outputFields = outputTypes.flatMap((type) => entries(type.name, type.getFields()))

const fieldArguments = outputTypes.flatMap((type) =>
  Object.values(type.getFields()).flatMap((field) =>
    field.args.map((argument): Entry => [`${type.name}.${field.name}(${argument.name}:)`, argument.description]),
  ),
)

/** Those that say nothing, or do not end as a sentence does. */
const undescribed = (all: readonly Entry[]): readonly string[] =>
  all.filter(([, description]) => description?.trimEnd().endsWith('.') !== true).map(([name]) => name)

describe('what the public contract says of itself', () => {
  it.each([
    ['type', types.map((type): Entry => [type.name, type.description])],
    ['enum value', enumValues],
    ['input field', inputFields],
    ['field of a query, mutation, subscription or object', outputFields],
    ['argument', fieldArguments],
  ] as const)('every %s has a description in whole sentences', (_kind, all) => {
    expect(all.length).toBeGreaterThan(0)
    expect(undescribed(all)).toEqual([])
  })
})
