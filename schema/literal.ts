import type { ValueNode } from 'graphql'

/**
 * The plain value of a literal. Objects get their keys as own properties, whatever the key, so that `__proto__` is a
 * key like any other. A key given twice does not get here: validation refuses it.
 */
export function untypedLiteral(node: ValueNode, variables: Readonly<Record<string, unknown>>): unknown {
  switch (node.kind) {
    case 'Variable':
      return variables[node.name.value]
    case 'NullValue':
      return null
    case 'IntValue':
    case 'FloatValue':
      return Number(node.value)
    case 'StringValue':
    case 'BooleanValue':
    case 'EnumValue':
      return node.value
    case 'ListValue':
      return node.values.map((value) => untypedLiteral(value, variables))
    case 'ObjectValue':
      return objectLiteral(node.fields, variables)
  }
}

function objectLiteral(
  fields: readonly { readonly name: { readonly value: string }; readonly value: ValueNode }[],
  variables: Readonly<Record<string, unknown>>,
): unknown {
  const result: Record<string, unknown> = {}
  for (const { name, value } of fields) {
    Object.defineProperty(result, name.value, {
      value: untypedLiteral(value, variables),
      enumerable: true,
      configurable: true,
      writable: true,
    })
  }
  return result
}
