import type { RecurringSuccess, SuccessFigures } from '../src/recurring/success.ts'
import { builder } from './builder.ts'
import { shopOf } from './customer.ts'
import { readRecurringSpan } from './input/recurring.ts'
import { topLevelError } from './problem.ts'

const SuccessFiguresType = builder.interfaceRef<SuccessFigures>('SuccessFigures').implement({
  description: 'How many payments went how.',
  fields: (t) => ({
    payments: t.exposeInt('payments', { description: 'All of them.' }),
    approved: t.exposeInt('approved', { description: 'An issuer approved it, at whichever attempt.' }),
    failed: t.exposeInt('failed', { description: 'None of its attempts was approved, and none is under way.' }),
    open: t.exposeInt('open', { description: 'Its outcome is still to come. It is in no rate.' }),
    recovered: t.exposeInt('recovered', {
      description: 'Of those approved, how many needed more than one attempt: what failing over brought.',
    }),
    successRate: t.float({
      description: 'The share of the approved among those that ended, from 0 to 1. Null where none has ended.',
      nullable: true,
      resolve: ({ rate }) => rate,
    }),
  }),
})

const RecurringAtGatewayType = builder.objectRef<RecurringSuccess['gateways'][number]>('RecurringAtGateway').implement({
  description: 'How payments without the shopper went whose last attempt was at this gateway.',
  interfaces: [SuccessFiguresType],
  fields: (t) => ({ gateway: t.exposeString('gateway', { description: "The account's name at that time." }) }),
})

const FailureCountType = builder.objectRef<RecurringSuccess['failures'][number]>('FailureCount').implement({
  description: 'How many payments failed for one reason.',
  fields: (t) => ({
    code: t.exposeString('code', { description: 'As `PaymentFailure.code` has it.' }),
    payments: t.exposeInt('payments', { description: 'So many.' }),
  }),
})

const RecurringSuccessType = builder
  .objectRef<RecurringSuccess & { readonly asOfMs: number }>('RecurringSuccess')
  .implement({
    description: 'How payments on the merchant’s initiative went: subscriptions, top-ups, fees.',
    interfaces: [SuccessFiguresType],
    fields: (t) => ({
      gateways: t.field({
        description: 'The same by gateway, most payments first.',
        type: [RecurringAtGatewayType],
        resolve: ({ gateways }) => [...gateways],
      }),
      failures: t.field({
        description: 'Why payments failed, by the last attempt, most frequent first.',
        type: [FailureCountType],
        resolve: ({ failures }) => [...failures],
      }),
      asOf: t.field({
        description: 'How far the read model is that this was counted in.',
        type: 'DateTime',
        resolve: ({ asOfMs }) => asOfMs,
      }),
    }),
  })

builder.queryFields((t) => ({
  recurringSuccess: t.field({
    description:
      "How the payments of the key's merchant and mode went that were made on the merchant's initiative with a stored method and have at least one attempt, counted in the read model. For secret and operator keys.",
    type: RecurringSuccessType,
    args: {
      from: t.arg({ description: 'Payments made from then on.', type: 'DateTime', required: true }),
      before: t.arg({
        description: 'Payments made before then; at most 92 days after `from`. Now when omitted.',
        type: 'DateTime',
      }),
    },
    resolve: async (_root, args, context) => {
      const shop = shopOf(context)
      if (shop === undefined) throw topLevelError('FORBIDDEN', 'recurringSuccess needs a secret key.')
      const span = readRecurringSpan(args, Date.now())
      if (!span.ok) throw topLevelError('BAD_REQUEST', `${span.error.path.join('.')} ${span.error.message}.`)
      const { merchantId, mode } = shop
      return context.services.recurringSuccess({ merchantId, mode }, span.value)
    },
  }),
}))
