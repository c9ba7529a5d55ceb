import {
  type DocumentNode,
  executeSubscriptionEvent,
  type FormattedExecutionResult,
  type GraphQLError,
  getOperationAST,
  NoSchemaIntrospectionCustomRule,
  specifiedRules,
  type ValidatedSubscriptionArgs,
  validate,
  validateSubscriptionArgs,
} from 'graphql'
import { type ActivityNode, activityEvent } from '../../../schema/activity.ts'
import { type ApiContext, type ApiServices, callerOf, type Identity, mayReach } from '../../../schema/context.ts'
import type { EventNode } from '../../../schema/event.ts'
import { topLevelError } from '../../../schema/problem.ts'
import { schema } from '../../../schema/schema.ts'
import { isGatewayAccountId } from '../../access/accountId.ts'
import type { GatewayAccount } from '../../access/accounts.ts'
import type { Activity } from '../../activity/contract.ts'
import type { OpenedEvent } from '../../activity/open.ts'
import { isPaymentId } from '../../ids/ids.ts'
import type { Caller } from '../../payment/command.ts'
import type { PaymentEvent } from '../../payment/event.ts'
import type { PaymentView } from '../../payment/view.ts'
import type { HealthDetails } from '../../resilience/snapshot.ts'
import { ok, type Result, refuse } from '../../result.ts'
import { documentCache } from './documentCache.ts'
import { publicError } from './errors.ts'
import { type Follow, followOf, notFound } from './follow.ts'
import { checkLimits } from './limits.ts'
import { parseWithinLimits } from './parse.ts'
import type { GraphqlParameters } from './request.ts'
import { checkSelection, unauthenticated } from './selection.ts'

/** The payment after a commit, or an event and the payment after it. */
export interface PaymentChange {
  readonly kind: 'payment'
  readonly view: PaymentView
  readonly event?: PaymentEvent
}

/** An account, and what is measured of it now. */
export interface HealthChange {
  readonly kind: 'health'
  readonly account: GatewayAccount
  readonly health: HealthDetails | null
}

/** An event of the merchant's feed; with the payment after it where the document selects it. */
export interface ActivityChange {
  readonly kind: 'activity'
  readonly activity: Activity
  readonly event: OpenedEvent
  readonly cursor: string
}

/** One change, as the root value of one execution. */
export type Change = PaymentChange | HealthChange | ActivityChange

export interface Surroundings {
  readonly requestId: string
  readonly services: ApiServices
}

/** A subscription that was parsed, validated and allowed. */
export interface Subscription {
  readonly caller: Caller
  readonly follow: Follow
  /** Executes the document on one change. */
  execute(change: Change, surroundings: Surroundings): Promise<FormattedExecutionResult>
}

/** `query_or_mutation` stands for whatever is no subscription, and is for the request-and-answer server. */
export type Prepare = (
  parameters: GraphqlParameters,
  identity: Identity | undefined,
) => Result<Subscription, readonly GraphQLError[] | 'query_or_mutation'>

interface Checked {
  readonly document: DocumentNode
  readonly errors: readonly GraphQLError[]
}

/** Checks a subscription as the GraphQL server checks queries: the same bounds, the same rules, the same selections. */
export function subscriptions({ production }: { readonly production: boolean }): Prepare {
  const cache = documentCache<Checked>()
  const rules = production ? [...specifiedRules, NoSchemaIntrospectionCustomRule] : specifiedRules

  const checked = (query: string): Checked => {
    const known = cache.get(query)
    if (known !== undefined) return known
    const document = parseWithinLimits(query)
    // Structure first: some of the rules are slower than linear.
    checkLimits(schema, document, undefined, {})
    const value = { document, errors: validate(schema, document, rules) }
    cache.set(query, value)
    return value
  }

  return ({ query, variables = {}, operationName }, identity) => {
    try {
      const { document, errors } = checked(query)
      const operation = getOperationAST(document, operationName)
      if (operation?.operation !== 'subscription') return refuse('query_or_mutation')
      if (errors.length > 0) return refuse(errors)
      checkLimits(schema, document, operationName, variables)
      checkSelection(schema, document, identity)
      const args = validateSubscriptionArgs({ schema, document, operationName, variableValues: variables })
      if (!('schema' in args)) return refuse(args)
      return ok(subscription(args, document, identity, production))
    } catch (error) {
      return refuse([error as GraphQLError])
    }
  }
}

function subscription(
  args: ValidatedSubscriptionArgs,
  document: DocumentNode,
  identity: Identity | undefined,
  production: boolean,
): Subscription {
  const caller = callerOf(identity)
  if (caller === undefined) throw unauthenticated()
  const follow = followOf(args, document)
  checkReach(follow, identity)
  return {
    caller,
    follow,
    execute: async (change, { requestId, services }) => {
      const contextValue: ApiContext = {
        requestId,
        services,
        identity,
        development: !production,
        // What the document reads beyond the root is of the same moment.
        loaded: new Map(viewsOf(change).map((view) => [view.id, Promise.resolve(view)])),
        measured: new Map(change.kind === 'health' ? [[change.account.id, Promise.resolve(change.health)]] : []),
      }
      const { data, errors } = await executeSubscriptionEvent({
        ...args,
        rootValue: rootOf(change, caller),
        contextValue,
      })
      const shown = errors?.map((error) => publicError(error, { requestId, production, executed: true }).toJSON())
      return { ...(shown === undefined ? {} : { errors: shown }), data: data ?? null }
    },
  }
}

/** Refuses what can be refused at sight; whose the object is, is asked of those who know before anything is told. */
function checkReach(follow: Follow, identity: Identity | undefined): void {
  // Selecting the feed is refused to whoever may not read all of a merchant's payments.
  if (follow.kind === 'paymentActivity') return
  if (follow.kind !== 'gatewayHealth') {
    if (!isPaymentId(follow.paymentId) || !mayReach(identity, follow.paymentId)) throw notFound(follow)
    return
  }
  if (identity?.kind !== 'operator') {
    throw topLevelError('FORBIDDEN', 'Subscription.gatewayHealth needs an operator key.', 403)
  }
  if (follow.accountId !== undefined && !isGatewayAccountId(follow.accountId)) throw notFound(follow)
}

function viewsOf(change: Change): readonly PaymentView[] {
  switch (change.kind) {
    case 'payment':
      return [change.view]
    case 'activity':
      return change.event.view === undefined ? [] : [change.event.view]
    case 'health':
      return []
  }
}

function rootOf(change: Change, { mode }: Caller): PaymentView | EventNode | GatewayAccount | ActivityNode {
  switch (change.kind) {
    case 'payment':
      return change.event === undefined ? change.view : nodeOf(change.event, change.view)
    case 'activity':
      return { cursor: change.cursor, event: activityEvent(change.activity, change.event, mode) }
    case 'health':
      return change.account
  }
}

const nodeOf = (event: PaymentEvent, view: PaymentView): EventNode => ({
  __typename: 'PaymentEvent',
  paymentId: view.id,
  mode: view.mode,
  currency: view.currency,
  event: { ...event, view },
})

export const badSubscription = (): GraphQLError =>
  topLevelError('BAD_REQUEST', 'A WebSocket takes subscriptions: send queries and mutations over HTTP.')

export const tooManySubscriptions = (): GraphQLError =>
  topLevelError('RATE_LIMITED', 'This connection has as many subscriptions as it may have.')
