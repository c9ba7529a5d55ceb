import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLError,
  getArgumentValues,
  type SelectionSetNode,
  type ValidatedSubscriptionArgs,
} from 'graphql'
import { topLevelError } from '../../../schema/problem.ts'
import { schema } from '../../../schema/schema.ts'

/** A payment's states, or its events from a place in its log on. */
export type PaymentFollow =
  | { readonly kind: 'payment'; readonly paymentId: string }
  | { readonly kind: 'paymentEvents'; readonly paymentId: string; readonly after: number }

/** The health of one of the caller's gateway accounts, or of all of them. */
export interface HealthFollow {
  readonly kind: 'gatewayHealth'
  readonly accountId?: string
}

export type Follow = PaymentFollow | HealthFollow

/** What the one root field of a validated subscription follows. */
export function followOf({ operation, variableValues }: ValidatedSubscriptionArgs, document: DocumentNode): Follow {
  const node = rootField(operation.selectionSet, document)
  const field = node && schema.getSubscriptionType()?.getFields()[node.name.value]
  if (node === undefined || field === undefined) throw new Error('a validated subscription has one root field')
  const values = getArgumentValues(field, node, variableValues)
  if (field.name === 'payment') return { kind: 'payment', paymentId: String(values.id) }
  if (field.name === 'gatewayHealth') {
    const { id } = values
    return { kind: 'gatewayHealth', ...(id === undefined || id === null ? {} : { accountId: String(id) }) }
  }
  const after = Number(values.after ?? 0)
  if (after < 0) throw topLevelError('BAD_REQUEST', 'after must be 0 or a seq.', 400)
  return { kind: 'paymentEvents', paymentId: String(values.paymentId), after }
}

/** Validation has seen to it that there is exactly one, and that fragments do not go in circles. */
function rootField({ selections }: SelectionSetNode, document: DocumentNode): FieldNode | undefined {
  for (const selection of selections) {
    if (selection.kind === 'Field') return selection
    const below = selection.kind === 'InlineFragment' ? selection : fragmentOf(document, selection.name.value)
    const found = below && rootField(below.selectionSet, document)
    if (found !== undefined) return found
  }
  return undefined
}

const fragmentOf = (document: DocumentNode, name: string): FragmentDefinitionNode | undefined =>
  document.definitions.find(
    (definition): definition is FragmentDefinitionNode =>
      definition.kind === 'FragmentDefinition' && definition.name.value === name,
  )

const SUBJECTS: Readonly<Record<Follow['kind'], string>> = {
  payment: 'payment',
  paymentEvents: 'payment',
  gatewayHealth: 'gateway',
}

export const tooManySubscribers = ({ kind }: Follow): GraphQLError =>
  topLevelError('RATE_LIMITED', `This ${SUBJECTS[kind]} has as many live connections as it may have.`)

/** Another merchant's payment or gateway and an id that was never given are the same to a caller. */
export const notFound = ({ kind }: Follow): GraphQLError =>
  topLevelError('NOT_FOUND', `There is no such ${SUBJECTS[kind]}.`)
