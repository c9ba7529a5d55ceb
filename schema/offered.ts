import type { CustomerView } from '../src/customer/contract.ts'
import { offeredNow } from '../src/customer/offer.ts'
import type { CardFacts } from '../src/gateway/outcome.ts'
import type { StoredOffer } from '../src/payment/event.ts'
import type { PaymentView } from '../src/payment/view.ts'
import { builder } from './builder.ts'
import { CardDetailsType } from './card.ts'
import type { ApiContext } from './context.ts'
import { PaymentType } from './payment.ts'
import { PaymentMethodUsageEnum } from './paymentMethod.ts'

interface Offered extends StoredOffer {
  readonly methods: readonly { readonly id: string; readonly card: CardFacts }[]
}

/** A card is good until the end of its month, wherever the shopper is. */
const isGood = ({ expiryMonth, expiryYear }: CardFacts, nowMs: number): boolean =>
  nowMs < Date.UTC(expiryYear, expiryMonth, 2)

/** Read at the customer's object, which is asked for nobody but the payment's own customer. */
async function offered(payment: PaymentView, { services }: ApiContext): Promise<Offered | null> {
  const now = payment.asOfMs === undefined ? offeredNow(payment) : undefined
  if (now === undefined) return null
  const { merchantId, mode } = payment
  const customer: CustomerView | null = await services.customer(now.customerId).read({ merchantId, mode })
  const methods = (customer?.methods ?? []).filter(({ card }) => isGood(card, Date.now()))
  return { ...now.offer, methods: methods.map(({ id, card }) => ({ id, card })) }
}

const OfferedMethodType = builder.objectRef<Offered['methods'][number]>('OfferedMethod').implement({
  description: 'A stored card that the shopper may choose.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'What `paymentMethod: { stored }` takes; it begins with pm_.' }),
    card: t.field({ description: 'What may be shown of it.', type: CardDetailsType, resolve: ({ card }) => card }),
  }),
})

const OfferedMethodsType = builder.objectRef<Offered>('OfferedMethods').implement({
  description: 'What the shopper may do with stored methods, as `createPayment` said.',
  fields: (t) => ({
    methods: t.field({
      description: 'Those of the payment’s customer that are not expired, newest first; at most 50.',
      type: [OfferedMethodType],
      resolve: ({ methods }) => [...methods],
    }),
    securityCode: t.exposeBoolean('securityCode', {
      description: 'Whether a stored card needs its security code, by `cvcToken`.',
    }),
    save: t.field({
      description: 'What a new card may be stored for. Null: it may not.',
      type: PaymentMethodUsageEnum,
      nullable: true,
      resolve: ({ save }) => save,
    }),
    consentTextVersion: t.exposeString('consentTextVersion', {
      description: 'What to give back with the shopper’s consent.',
      nullable: true,
    }),
  }),
})

builder.objectField(PaymentType, 'storedMethods', (t) =>
  t.field({
    description:
      'The stored cards that the shopper may pay with, while the payment waits for a method. Null where `createPayment` offered none, and for a past moment. Also for the client secret.',
    type: OfferedMethodsType,
    nullable: true,
    resolve: (payment, _args, context) => offered(payment, context),
  }),
)
