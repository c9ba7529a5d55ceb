import type { GraphQLResolveInfo } from 'graphql'
import type { Activity } from '../src/activity/contract.ts'
import { readNewest } from '../src/activity/feed.ts'
import { type ActivityFilter, matcherOf } from '../src/activity/filter.ts'
import { type OpenedEvent, opened } from '../src/activity/open.ts'
import { justBefore } from '../src/activity/place.ts'
import type { Mode } from '../src/ids/ids.ts'
import { badCursor } from './activityCursor.ts'
import { builder } from './builder.ts'
import { type Connection, checkFirst, connection } from './connection.ts'
import { type ApiContext, callerOf, type Identity } from './context.ts'
import { type EventNode, PaymentEventType } from './event.ts'
import { PaymentEventTypeEnum } from './eventType.ts'
import { activityFilter } from './input/activityFilter.ts'
import { topLevelError } from './problem.ts'
import { connectionType } from './relay.ts'
import { selects } from './selection.ts'

/** An event in its merchant's feed. */
export interface ActivityNode {
  readonly cursor: string
  readonly event: EventNode
}

/** An event of the feed as a node, with what its payment's object added where that was asked. */
export const activityEvent = ({ paymentId, currency }: Activity, event: OpenedEvent, mode: Mode): EventNode => ({
  __typename: 'PaymentEvent',
  paymentId,
  mode,
  currency,
  event,
})

export const PaymentActivityType = builder.objectRef<ActivityNode>('PaymentActivity').implement({
  description:
    "An event of any of the merchant's payments. Those of one payment come in their order; between payments the order may differ from `occurredAt` by moments.",
  fields: (t) => ({
    cursor: t.exposeString('cursor', {
      description:
        'Opaque: where to go on from after this event. As `after` of the subscription it leads to what is newer, as `after` of the query to what is older.',
    }),
    event: t.field({
      description: 'The event, as the log of its payment has it.',
      type: PaymentEventType,
      resolve: ({ event }) => event,
    }),
  }),
})

export const PaymentActivityFilterInput = builder.inputType('PaymentActivityFilter', {
  description: 'What the feed is narrowed by: all given fields have to hold.',
  fields: (t) => ({
    type: t.field({
      description: 'Any of these, at most 50. An empty list finds nothing.',
      type: [PaymentEventTypeEnum],
    }),
    paymentId: t.id({ description: 'One payment; it begins with pay_. One that does not exist finds nothing.' }),
    reference: t.string({ description: "The payment's reference, exactly as it was given. At most 255 characters." }),
    gateway: t.id({
      description:
        'The gateway account of the newest attempt when the event was committed: its name, as `PaymentAttempt.gateway` has it, or its id, from `gateways`. One that does not exist finds nothing.',
    }),
  }),
})

interface ActivityConnection extends Connection<ActivityNode> {
  readonly resumeAfter: string
}

const PaymentActivityConnectionType = connectionType('PaymentActivity', PaymentActivityType, { asOf: false })

builder.objectField(PaymentActivityConnectionType, 'resumeAfter', (t) =>
  t.string({
    description:
      'The `after` for the subscription that goes on where this page is: everything newer than the page comes, once each.',
    resolve: (page) => (page as ActivityConnection).resumeAfter,
  }),
)

/** Where the connection's nodes select a field of their events. */
const selectsOfEvent = (info: GraphQLResolveInfo, field: string): boolean =>
  selects(info, ['nodes', 'event', field]) || selects(info, ['edges', 'node', 'event', field])

interface Page {
  readonly first: number
  readonly after: string | null | undefined
  readonly filter: ActivityFilter
}

async function readPage(
  identity: Identity,
  { first, after, filter }: Page,
  { services }: ApiContext,
  info: GraphQLResolveInfo,
): Promise<ActivityConnection> {
  const caller = callerOf(identity)
  if (caller === undefined) throw topLevelError('FORBIDDEN', NEEDS_KEY)
  const { merchantId, mode } = identity
  const feed = services.activity({ merchantId, mode })
  const from = after === undefined || after === null ? undefined : feed.pointOf(after)
  if (from === undefined && after !== undefined && after !== null) throw badCursor()
  const isNarrowed = Object.keys(filter).length > 0
  const accounts = filter.gateway === undefined ? [] : await services.gatewayAccounts({ merchantId, mode })
  const matches = isNarrowed ? matcherOf(filter, accounts) : undefined
  const page = await readNewest(feed, from && justBefore(from), { first, matches })
  const wanted = { views: selectsOfEvent(info, 'payment'), data: selectsOfEvent(info, 'data') }
  const events = await opened(
    page.placed.map(({ activity }) => activity),
    wanted,
    (paymentId, ...range) => services.payment(paymentId).readEvents(caller, ...range),
  )
  const edges = page.placed.map(({ activity, point }, index) => {
    const cursor = feed.cursorOf(point)
    return { cursor, node: { cursor, event: activityEvent(activity, events[index] ?? activity.event, mode) } }
  })
  const { pageInfo, ...rest } = connection(edges, page.hasMore, from !== undefined, Date.now())
  // A page that a filter left short goes on from what was looked at last.
  const endCursor = page.end === undefined ? pageInfo.endCursor : feed.cursorOf(page.end)
  return { ...rest, pageInfo: { ...pageInfo, endCursor }, resumeAfter: feed.cursorOf({ place: page.top }) }
}

const NEEDS_KEY = 'Query.paymentActivity needs a secret key.'

builder.queryField('paymentActivity', (t) =>
  t.field({
    description:
      "The newest events of all payments of the key's merchant and mode, newest first, of the last 30 days. For secret and operator keys. With a filter that finds little a page may be short or empty and have more all the same: `endCursor` goes on.",
    type: PaymentActivityConnectionType,
    args: {
      first: t.arg.int({ description: 'How many at most: 1 to 100, 20 when omitted. Beyond that it is BAD_REQUEST.' }),
      after: t.arg.string({
        description: "A cursor of this list or of the subscription: what is older. Another merchant's is BAD_REQUEST.",
      }),
      filter: t.arg({
        description: 'Everything when omitted. A bad value is BAD_REQUEST and names the field.',
        type: PaymentActivityFilterInput,
      }),
    },
    resolve: (_root, { first, after, filter }, context, info: GraphQLResolveInfo) => {
      const { identity } = context
      if (identity?.kind !== 'secret' && identity?.kind !== 'operator') throw topLevelError('FORBIDDEN', NEEDS_KEY)
      return readPage(identity, { first: checkFirst(first), after, filter: activityFilter(filter) }, context, info)
    },
  }),
)
