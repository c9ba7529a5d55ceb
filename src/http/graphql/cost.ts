import type {
  DocumentNode,
  FieldNode,
  FragmentDefinitionNode,
  OperationDefinitionNode,
  SelectionNode,
  SelectionSetNode,
} from 'graphql'

/** What a document is measured by, fragments expanded where they are used. */
export interface Measures {
  readonly depth: number
  readonly cost: number
  readonly aliases: number
  readonly directives: number
  readonly fragments: number
}

/** Lists with a page size, and those without one but with a bound of their own (10 attempts a payment, some accounts). */
const PAGED: ReadonlySet<string> = new Set(['payments', 'refunds', 'disputes', 'events'])
const BOUNDED: ReadonlySet<string> = new Set(['attempts', 'captures', 'candidates', 'gateways'])
const DEFAULT_PAGE = 20
const LARGEST_PAGE = 100
const USUAL_BOUNDED = 5
/** A mutation is a commit, and mostly a call to a gateway: far more than any field read. */
const COST_OF_MUTATION = 500

type Variables = Readonly<Record<string, unknown>>

/** Cost is the number of fields that the answer can hold at most. */
export function measure(document: DocumentNode, operationName: string | undefined, variables: Variables): Measures {
  const fragments = new Map<string, FragmentDefinitionNode>()
  const operations: OperationDefinitionNode[] = []
  for (const definition of document.definitions) {
    if (definition.kind === 'FragmentDefinition') fragments.set(definition.name.value, definition)
    if (definition.kind === 'OperationDefinition') operations.push(definition)
  }
  const operation = operations.find(({ name }) => operationName === undefined || name?.value === operationName)
  const counts = { aliases: 0, directives: 0 }
  for (const definition of document.definitions) {
    if ('selectionSet' in definition) count(definition.selectionSet, counts)
    counts.directives += definition.directives?.length ?? 0
  }
  const expanded = operation === undefined ? { depth: 0, cost: 0 } : measureOperation(operation, fragments, variables)
  return { ...counts, ...expanded, fragments: fragments.size }
}

function count(set: SelectionSetNode, counts: { aliases: number; directives: number }): void {
  for (const selection of set.selections) {
    counts.directives += selection.directives?.length ?? 0
    if (selection.kind === 'Field' && selection.alias !== undefined) counts.aliases += 1
    if (selection.kind !== 'FragmentSpread' && selection.selectionSet !== undefined)
      count(selection.selectionSet, counts)
  }
}

interface Size {
  readonly depth: number
  readonly cost: number
}

function measureOperation(
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  variables: Variables,
): Size {
  // A fragment is measured once, however often it is spread; one that is under way is a cycle, which validation refuses.
  const known = new Map<string, Size>()

  const ofSet = (set: SelectionSetNode | undefined): Size =>
    (set?.selections ?? [])
      .map(ofSelection)
      .reduce((sum, size) => ({ depth: Math.max(sum.depth, size.depth), cost: sum.cost + size.cost }), {
        depth: 0,
        cost: 0,
      })

  const ofSelection = (selection: SelectionNode): Size => {
    if (selection.kind === 'InlineFragment') return ofSet(selection.selectionSet)
    if (selection.kind === 'Field') return ofField(selection)
    const name = selection.name.value
    const measured = known.get(name)
    if (measured !== undefined) return measured
    known.set(name, { depth: 0, cost: 0 })
    const size = ofSet(fragments.get(name)?.selectionSet)
    known.set(name, size)
    return size
  }

  const ofField = (field: FieldNode): Size => {
    // Introspection is off in production, and is deep by nature.
    if (field.name.value.startsWith('__')) return { depth: 0, cost: 1 }
    const below = ofSet(field.selectionSet)
    return { depth: below.depth + 1, cost: 1 + below.cost * repetitions(field, operation, variables) }
  }

  const size = ofSet(operation.selectionSet)
  const mutations = operation.operation === 'mutation' ? operation.selectionSet.selections.length : 0
  return { depth: size.depth, cost: size.cost + mutations * COST_OF_MUTATION }
}

function repetitions(field: FieldNode, operation: OperationDefinitionNode, variables: Variables): number {
  const name = field.name.value
  if (BOUNDED.has(name)) return USUAL_BOUNDED
  if (!PAGED.has(name)) return 1
  const value = field.arguments?.find((argument) => argument.name.value === 'first')?.value
  if (value?.kind === 'IntValue') return clamped(Number(value.value))
  if (value?.kind !== 'Variable') return DEFAULT_PAGE
  const variable = value.name.value
  const given = Object.hasOwn(variables, variable) ? variables[variable] : undefined
  if (typeof given === 'number') return clamped(given)
  const fallback = operation.variableDefinitions?.find((known) => known.variable.name.value === variable)?.defaultValue
  return fallback?.kind === 'IntValue' ? clamped(Number(fallback.value)) : DEFAULT_PAGE
}

/** A page size out of range is refused later, by the field itself. */
const clamped = (first: number): number => Math.min(Math.max(first, 1), LARGEST_PAGE)
