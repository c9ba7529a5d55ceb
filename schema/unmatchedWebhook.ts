import type { GatewayAccount } from '../src/access/accounts.ts'
import type { UnmatchedWebhook } from '../src/webhook/in/unmatched.ts'
import { builder } from './builder.ts'
import { checkFirst, connection } from './connection.ts'
import { describedValues } from './enumValues.ts'
import { accountsOf, GatewayType } from './gateway.ts'
import { needOperator } from './operator.ts'
import { pageArguments } from './pageArguments.ts'
import { topLevelError } from './problem.ts'
import { connectionType } from './relay.ts'

interface UnmatchedNode {
  readonly webhook: UnmatchedWebhook
  readonly account: GatewayAccount
}

const REASONS = { unknown_payment: 'UNKNOWN_PAYMENT', not_understood: 'NOT_UNDERSTOOD' } as const

const UnmatchedReasonEnum = builder.enumType('UnmatchedReason', {
  description: 'Why a genuine webhook found no payment.',
  values: describedValues({
    UNKNOWN_PAYMENT:
      "It names a payment that is not there or not this gateway account's, or that has taken all the messages that it takes.",
    NOT_UNDERSTOOD:
      "It is of a kind that Turnpike does not read, or was sent by something else on the gateway's account.",
  }),
})

const UnmatchedWebhookType = builder.objectRef<UnmatchedNode>('UnmatchedWebhook').implement({
  description:
    'A webhook that its gateway certainly sent and that is about no payment here. It was acknowledged, so the gateway does not send it again; it is kept for somebody to look at.',
  fields: (t) => ({
    id: t.id({
      description: 'For `retryUnmatchedWebhook`; it begins with gwa_. `node(id:)` does not take it.',
      resolve: ({ webhook }) => webhook.id,
    }),
    gateway: t.field({
      description: 'The account that it was sent to.',
      type: GatewayType,
      resolve: ({ account }) => account,
    }),
    receivedAt: t.field({
      description: 'When it came; the last time, where the same came more than once.',
      type: 'DateTime',
      resolve: ({ webhook }) => webhook.receivedAtMs,
    }),
    reason: t.field({
      description: 'Why it found no payment. Null for those from before this was kept.',
      type: UnmatchedReasonEnum,
      nullable: true,
      resolve: ({ webhook }) => webhook.reason && REASONS[webhook.reason],
    }),
    body: t.string({
      description: 'As it came, of a longer one the first 16 KiB. Null where somebody removed it a moment ago.',
      nullable: true,
      resolve: ({ webhook }, _args, { services }) => services.unmatchedWebhooks.body(webhook.id),
    }),
    size: t.int({ description: 'Of the whole body, in bytes.', resolve: ({ webhook }) => webhook.sizeBytes }),
  }),
})

const UnmatchedWebhookConnectionType = connectionType('UnmatchedWebhook', UnmatchedWebhookType, { asOf: false })

builder.queryFields((t) => ({
  unmatchedWebhooks: t.field({
    description:
      "Webhooks to the merchant's gateway accounts, in the mode of the key, that found no payment. They stand by gateway and within one in no order that means anything. For operator keys; others get FORBIDDEN.",
    type: UnmatchedWebhookConnectionType,
    args: {
      ...pageArguments(t),
      gateway: t.arg.id({
        description:
          'A gateway account, by its name or its id; all when omitted. One that does not exist finds nothing.',
      }),
    },
    resolve: async (_root, { first, after, gateway }, context) => {
      const operator = needOperator(context, 'Query.unmatchedWebhooks')
      const all = await accountsOf(context.services, operator)
      const accounts = gateway ? all.filter(({ id, name }) => id === gateway || name === gateway) : all
      const isKnown = (cursor: string) => accounts.some(({ id }) => CURSOR.test(cursor) && cursor.startsWith(`${id}_`))
      if (typeof after === 'string' && !isKnown(after)) {
        throw topLevelError('BAD_REQUEST', 'after is not a cursor of this list.')
      }
      const page = { first: checkFirst(first), ...(typeof after === 'string' ? { after } : {}) }
      const ids = accounts.map(({ id }) => id)
      const { webhooks, hasNextPage } = await context.services.unmatchedWebhooks.list(ids, page)
      const edges = webhooks.flatMap((webhook) => {
        const account = accounts.find(({ id }) => id === webhook.accountId)
        return account === undefined ? [] : [{ node: { webhook, account }, cursor: webhook.id }]
      })
      return connection(edges, hasNextPage, typeof after === 'string', Date.now())
    },
  }),
}))

/** A webhook's place in the list is its id. */
const CURSOR = /^gwa_\w{1,40}_[0-9a-f]{64}$/
