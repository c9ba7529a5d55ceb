import { builder } from '../builder.ts'
import type { ApiContext, Identity } from '../context.ts'
import { describedValues } from '../enumValues.ts'
import { forbiddenError, notFoundError } from '../error.ts'
import { accountsOf } from '../gateway.ts'
import { operatorOf } from '../operator.ts'
import { topLevelError } from '../problem.ts'
import { resultType } from './result.ts'
import { INPUT } from './words.ts'

const RECEIPTS = { stored: 'STORED', duplicate: 'DUPLICATE', unmatched: 'UNMATCHED' } as const
type Receipt = keyof typeof RECEIPTS

const WebhookReceiptEnum = builder.enumType('WebhookReceipt', {
  description: 'What became of a webhook that was offered to the payments.',
  values: describedValues({
    STORED: 'A payment took it: its events tell what it changed.',
    DUPLICATE: 'A payment had it already, and nothing changed.',
    UNMATCHED: 'It is about no payment still, and is kept.',
  }),
})

interface RetryPayload {
  readonly __typename: 'RetryUnmatchedWebhookPayload'
  readonly received: Receipt
}

const RetryUnmatchedWebhookPayload = builder.objectRef<RetryPayload>('RetryUnmatchedWebhookPayload').implement({
  description: 'It was offered.',
  fields: (t) => ({
    received: t.field({
      description: 'What became of it. Once it is STORED or a DUPLICATE it is gone from the list.',
      type: WebhookReceiptEnum,
      resolve: ({ received }) => RECEIPTS[received],
    }),
  }),
})

const RetryUnmatchedWebhookInput = builder.inputType('RetryUnmatchedWebhookInput', {
  description: 'Which webhook to offer once more.',
  fields: (t) => ({ id: t.id({ description: 'As `unmatchedWebhooks` has it.', required: true }) }),
})

interface DismissPayload {
  readonly __typename: 'DismissUnmatchedWebhookPayload'
  readonly id: string
}

const DismissUnmatchedWebhookPayload = builder.objectRef<DismissPayload>('DismissUnmatchedWebhookPayload').implement({
  description: 'It is forgotten.',
  fields: (t) => ({ webhookId: t.id({ description: 'Of the webhook that is gone.', resolve: ({ id }) => id }) }),
})

const DismissUnmatchedWebhookInput = builder.inputType('DismissUnmatchedWebhookInput', {
  description: 'Which webhook to forget.',
  fields: (t) => ({ id: t.id({ description: 'As `unmatchedWebhooks` has it.', required: true }) }),
})

/** The account of the operator's merchant and mode that a webhook came through. */
const accountOf = async (context: ApiContext, operator: Identity, id: string) =>
  (await accountsOf(context.services, operator)).find((one) => id.startsWith(`${one.id}_`))

const ABOUT_OPERATORS = 'Webhooks that found no payment are for operator keys.'

builder.mutationFields((t) => ({
  dismissUnmatchedWebhook: t.field({
    description:
      'Forgets a webhook that found no payment, body and all: one that belongs to another system at the same gateway account, for example. The same again is a NotFoundError. For operator keys. Errors to expect: NotFoundError, ForbiddenError.',
    type: resultType('DismissUnmatchedWebhook', DismissUnmatchedWebhookPayload),
    args: { input: t.arg({ description: INPUT, type: DismissUnmatchedWebhookInput, required: true }) },
    resolve: async (_root, { input: { id } }, context) => {
      const operator = operatorOf(context)
      if (operator === undefined) return forbiddenError(ABOUT_OPERATORS)
      const account = await accountOf(context, operator, id)
      const isGone = account !== undefined && (await context.services.unmatchedWebhooks.dismiss(account, id))
      return isGone ? { __typename: 'DismissUnmatchedWebhookPayload' as const, id } : notFoundError('id')
    },
  }),
  retryUnmatchedWebhook: t.field({
    description:
      'Offers a webhook that found no payment to the payments once more, as if it came now: its signature was verified when it was kept. The same again is a NotFoundError once it was taken, and moves nothing twice. UNAVAILABLE where the gateway has to be asked what it is about and does not answer. For operator keys. Errors to expect: NotFoundError, ForbiddenError.',
    type: resultType('RetryUnmatchedWebhook', RetryUnmatchedWebhookPayload),
    args: { input: t.arg({ description: INPUT, type: RetryUnmatchedWebhookInput, required: true }) },
    resolve: async (_root, { input: { id } }, context) => {
      const operator = operatorOf(context)
      if (operator === undefined) return forbiddenError(ABOUT_OPERATORS)
      const account = await accountOf(context, operator, id)
      const received = account && (await context.services.unmatchedWebhooks.retry(account, id))
      if (received === undefined || received === 'not_found') return notFoundError('id')
      if (received === 'unavailable') throw topLevelError('UNAVAILABLE', 'The gateway does not answer. Try again.')
      return { __typename: 'RetryUnmatchedWebhookPayload' as const, received }
    },
  }),
}))
