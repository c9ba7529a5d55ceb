import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLError,
  getArgumentValues,
  type SelectionSetNode,
  type ValidatedSubscriptionArgs,
} from 'graphql'
import { badCursor, lostCursor } from '../../../schema/activityCursor.ts'
import { type ActivityFilterInput, activityFilter } from '../../../schema/input/activityFilter.ts'
import { topLevelError } from '../../../schema/problem.ts'
import { schema } from '../../../schema/schema.ts'
import { holds } from '../../../schema/selection.ts'
import type { ActivityFilter } from '../../activity/filter.ts'
import type { Wanted } from '../../activity/open.ts'

/** A payment's states, or its events from a place in its log on. */
export type PaymentFollow =
  | { readonly kind: 'payment'; readonly paymentId: string }
  | { readonly kind: 'paymentEvents'; readonly paymentId: string; readonly after: number }

/** The health of one of the caller's gateway accounts, or of all of them. */
export interface HealthFollow {
  readonly kind: 'gatewayHealth'
  readonly accountId?: string
}

/** Every event of the caller's merchant, from a cursor or from now on. */
export interface ActivityFollow {
  readonly kind: 'paymentActivity'
  readonly after?: string
  readonly filter: ActivityFilter
  readonly wanted: Wanted
}

export type Follow = PaymentFollow | HealthFollow | ActivityFollow

/** Why there is nothing to follow, or nothing more. */
export type FollowRefusal = 'not_found' | 'too_many' | 'bad_cursor' | 'lost'

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
  if (field.name === 'paymentActivity') return activityFollow(values, operation.selectionSet, document)
  const after = Number(values.after ?? 0)
  if (after < 0) throw topLevelError('BAD_REQUEST', 'after must be 0 or a seq.', 400)
  return { kind: 'paymentEvents', paymentId: String(values.paymentId), after }
}

function activityFollow(
  { after, filter }: Readonly<Record<string, unknown>>,
  selectionSet: SelectionSetNode,
  document: DocumentNode,
): ActivityFollow {
  const fragments = Object.fromEntries(
    document.definitions.flatMap((definition) =>
      definition.kind === 'FragmentDefinition' ? [[definition.name.value, definition]] : [],
    ),
  )
  const selects = (field: string) => holds(selectionSet, ['paymentActivity', 'event', field], fragments)
  return {
    kind: 'paymentActivity',
    ...(after === undefined || after === null ? {} : { after: String(after) }),
    filter: activityFilter(filter as ActivityFilterInput | null | undefined),
    wanted: { views: selects('payment'), data: selects('data') },
  }
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
  paymentActivity: 'feed',
}

/** Another merchant's payment or gateway and an id that was never given are the same to a caller. */
export const notFound = ({ kind }: Follow): GraphQLError =>
  topLevelError('NOT_FOUND', `There is no such ${SUBJECTS[kind]}.`)

export function refusalError(follow: Follow, refusal: FollowRefusal): GraphQLError {
  switch (refusal) {
    case 'not_found':
      return notFound(follow)
    case 'too_many':
      return topLevelError('RATE_LIMITED', `This ${SUBJECTS[follow.kind]} has as many live connections as it may have.`)
    case 'bad_cursor':
      return badCursor()
    case 'lost':
      return lostCursor()
  }
}
