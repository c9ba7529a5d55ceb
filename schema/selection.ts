import type { FragmentDefinitionNode, GraphQLResolveInfo, SelectionNode, SelectionSetNode } from 'graphql'

export type Fragments = Readonly<Record<string, FragmentDefinitionNode>>

/** Whether the field under way selects this path below it, by the fields' own names. */
export const selects = (info: GraphQLResolveInfo, path: readonly string[]): boolean =>
  info.fieldNodes.some((node) => node.selectionSet !== undefined && holds(node.selectionSet, path, info.fragments))

/** Whether a path of fields is selected below here, whatever `@include` and `@skip` make of it. */
export const holds = (set: SelectionSetNode, path: readonly string[], fragments: Fragments): boolean =>
  set.selections.some((selection) => leadsTo(selection, path, fragments))

function leadsTo(selection: SelectionNode, path: readonly string[], fragments: Fragments): boolean {
  switch (selection.kind) {
    case 'Field': {
      const [name, ...below] = path
      if (selection.name.value !== name) return false
      return (
        below.length === 0 || (selection.selectionSet !== undefined && holds(selection.selectionSet, below, fragments))
      )
    }
    case 'InlineFragment':
      return holds(selection.selectionSet, path, fragments)
    case 'FragmentSpread': {
      const fragment = fragments[selection.name.value]
      return fragment !== undefined && holds(fragment.selectionSet, path, fragments)
    }
  }
}
