import type { InputFields } from '../payment/command.ts'

type Leaf = string | number | boolean | bigint | undefined
export interface InputTree {
  readonly [name: string]: Leaf | InputTree
}

/**
 * The normalised input as pairs of path and text, in the order written: `{ amount: { amount: '10.00' } }` is
 * `[['amount.amount', '10.00']]`. What was not given is left out, so that absent and null are the same input.
 */
export const inputFields = (input: InputTree): InputFields => fieldsBelow(input, '')

function fieldsBelow(tree: InputTree, prefix: string): InputFields {
  return Object.entries(tree).flatMap(([name, value]): InputFields => {
    if (value === undefined) return []
    return typeof value === 'object' ? fieldsBelow(value, `${prefix}${name}.`) : [[prefix + name, String(value)]]
  })
}
