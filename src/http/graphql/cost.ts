import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql'

/** What a document is measured by, fragments expanded where they are used. */
export interface Measures {
  readonly depth: number
  readonly cost: number
  readonly aliases: number
  readonly directives: number
  readonly fragments: number
  /** Lists of events below an event's payment. */
  readonly nestedEvents: number
}

/** Lists with a page size, and those without one but with a bound of their own (10 attempts a payment, some accounts). */
const PAGED: ReadonlySet<string> = new Set([
  'payments',
  'customers',
  'refunds',
  'disputes',
  'events',
  'paymentActivity',
  'routingPolicies',
  'deadLetters',
  'unmatchedWebhooks',
  'webhookDeliveries',
  'paymentMethods',
])
const BOUNDED: ReadonlySet<string> = new Set([
  'attempts',
  'paymentMethods',
  'captures',
  'candidates',
  'gateways',
  'rules',
  'costs',
  'unmappedCodes',
  'shares',
  'failures',
  'webhookEndpoints',
  'webhookDeliveriesOf',
])
const DEFAULT_PAGE = 20
const LARGEST_PAGE = 100
const USUAL_BOUNDED = 5
/** A mutation is a commit, and mostly a call to a gateway: far more than any field read. */
const COST_OF_MUTATION = 500
/** The payment as it stood after an event is folded from the log, and shown whole. */
const COST_OF_PAST_STATE = 50
/** The payment as it stood at a moment: its object reads the whole log for this one answer. */
const COST_OF_LOOKING_BACK = 250
/** A gateway's health is a call to an object of its own; a dry run chooses up to a thousand times. */
const COST_OF_HEALTH = 20
const COST_OF_DRY_RUN = 500
/** All payments without the shopper of a quarter of a year are read for it. */
const COST_OF_COUNTING = 500
/** An object of the bucket is read for it. */
const COST_OF_BODY = 20

type Variables = Readonly<Record<string, unknown>>

/**
 * Cost is the number of fields that the answer can hold at most, and more for what is more work than a field. The types
 * are followed as far as the document is valid: it is measured before it is validated.
 */
export function measure(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | undefined,
  variables: Variables,
): Measures {
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
  const expanded = operation === undefined ? NOTHING : measureOperation(schema, operation, fragments, variables)
  const { depth, cost, nestedEvents } = expanded
  return { ...counts, depth, cost, fragments: fragments.size, nestedEvents }
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
  /** How often a payment's events are listed here and below. */
  readonly events: number
  readonly nestedEvents: number
}

const NOTHING: Size = { depth: 0, cost: 0, events: 0, nestedEvents: 0 }

const together = (one: Size, other: Size): Size => ({
  depth: Math.max(one.depth, other.depth),
  cost: one.cost + other.cost,
  events: one.events + other.events,
  nestedEvents: one.nestedEvents + other.nestedEvents,
})

type Parent = GraphQLNamedType | null | undefined

function measureOperation(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  variables: Variables,
): Size {
  // A fragment is measured once, however often it is spread; one that is under way is a cycle, which validation refuses.
  const known = new Map<string, Size>()

  const ofSet = (set: SelectionSetNode | undefined, parent: Parent): Size =>
    (set?.selections ?? []).map((selection) => ofSelection(selection, parent)).reduce(together, NOTHING)

  const ofSelection = (selection: SelectionNode, parent: Parent): Size => {
    if (selection.kind === 'InlineFragment') {
      const { typeCondition, selectionSet } = selection
      return ofSet(selectionSet, typeCondition === undefined ? parent : schema.getType(typeCondition.name.value))
    }
    if (selection.kind === 'Field') return ofField(selection, parent)
    const name = selection.name.value
    const measured = known.get(name)
    if (measured !== undefined) return measured
    known.set(name, NOTHING)
    const fragment = fragments.get(name)
    const size = fragment ? ofSet(fragment.selectionSet, schema.getType(fragment.typeCondition.name.value)) : NOTHING
    known.set(name, size)
    return size
  }

  const ofField = (field: FieldNode, parent: Parent): Size => {
    const name = field.name.value
    // Introspection is off in production, and is deep by nature.
    if (name.startsWith('__')) return { ...NOTHING, cost: 1 }
    const below = ofSet(field.selectionSet, typeBelow(parent, name))
    const isPastState = parent?.name === 'PaymentEvent' && name === 'payment'
    const isEvents = parent?.name === 'Payment' && name === 'events'
    return {
      depth: below.depth + 1,
      // A subscription's own field is one change at a time.
      cost: costOf(parent, field) + below.cost * (isLive(parent) ? 1 : repetitions(field, operation, variables)),
      events: below.events + (isEvents ? 1 : 0),
      nestedEvents: isPastState ? below.events : below.nestedEvents,
    }
  }

  const isLive = (parent: Parent): boolean => parent !== undefined && parent === schema.getSubscriptionType()

  const costOf = (parent: Parent, { name: { value: name }, arguments: given = [] }: FieldNode): number => {
    if (parent === schema.getMutationType()) return COST_OF_MUTATION
    if (parent?.name === 'PaymentEvent' && name === 'payment') return COST_OF_PAST_STATE
    if (name === 'payment' && given.some((argument) => argument.name.value === 'asOf')) return COST_OF_LOOKING_BACK
    if (parent?.name === 'Gateway' && (name === 'health' || name === 'unmappedCodes')) return COST_OF_HEALTH
    if (parent?.name === 'UnmatchedWebhook' && name === 'body') return COST_OF_BODY
    if (name === 'recurringSuccess') return COST_OF_COUNTING
    return name === 'simulateRouting' ? COST_OF_DRY_RUN : 1
  }

  return ofSet(operation.selectionSet, schema.getRootType(operation.operation))
}

function typeBelow(parent: Parent, name: string): Parent {
  const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined
  return field && getNamedType(field.type)
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
