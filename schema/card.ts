import type { PaymentMethodKind } from '../src/gateway/gateway.ts'
import type { CardFacts, ShopperAction } from '../src/gateway/outcome.ts'
import { WINDOW_SIZES } from '../src/gateway/threeDS.ts'
import { builder } from './builder.ts'
import { CardFundingEnum } from './enums.ts'
import { PaymentMethodTypeEnum } from './paymentMethod.ts'
import { ThreeDSStageEnum, WINDOW_SIZE_WORDS } from './threeDS.ts'

export const CardDetailsType = builder.objectRef<CardFacts>('CardDetails').implement({
  description: 'What may be shown and kept of a card: never its number or security code.',
  fields: (t) => ({
    brand: t.exposeString('brand', { description: 'The card scheme in lower case, such as `visa` or `mastercard`.' }),
    last4: t.exposeString('last4', { description: 'The last four digits of the number.' }),
    expiryMonth: t.exposeInt('expiryMonth', { description: 'From 1 to 12; the card is good to the end of it.' }),
    expiryYear: t.exposeInt('expiryYear', { description: 'Four digits.' }),
    funding: t.field({
      description: 'Null where the gateway does not tell.',
      type: CardFundingEnum,
      nullable: true,
      resolve: (card) => card.funding,
    }),
    country: t.string({
      description: 'Where the card was issued, ISO 3166-1 alpha-2. Null where the gateway does not tell.',
      nullable: true,
      resolve: (card) => card.country,
    }),
  }),
})

const OtherDetailsType = builder.objectRef<WalletFacts>('OtherMethodDetails').implement({
  description: 'Another method. Nothing of it is known here but that it was used.',
  fields: (t) => ({
    type: t.field({ description: 'Which it was.', type: PaymentMethodTypeEnum, resolve: ({ wallet }) => wallet }),
  }),
})

/** A method that has nothing to show but that it was used. */
export interface WalletFacts {
  readonly wallet: Exclude<PaymentMethodKind, 'card'>
}

const PayPalDetailsType = builder.objectRef<WalletFacts>('PayPalDetails').implement({
  description: 'A PayPal account. Nothing of it is known here but that it was used.',
  fields: (t) => ({
    type: t.field({ description: 'PAYPAL.', type: PaymentMethodTypeEnum, resolve: ({ wallet }) => wallet }),
  }),
})

export const PaymentMethodDetailsType = builder.unionType('PaymentMethodDetails', {
  description: 'What the shopper paid with. More kinds may be added.',
  types: [CardDetailsType, PayPalDetailsType, OtherDetailsType],
  resolveType: (details) => {
    if (!('wallet' in details)) return CardDetailsType
    return details.wallet === 'paypal' ? PayPalDetailsType : OtherDetailsType
  },
})

const RedirectActionType = builder.objectRef<ShopperAction>('RedirectAction').implement({
  description: 'The shopper has to leave the page and comes back to `returnUrl?payment=pay_…`.',
  fields: (t) => ({
    url: t.exposeString('url', { description: 'Where the whole page goes; it must not be shown in a frame.' }),
  }),
})

const WHOLE_WINDOW = 9_999

const ThreeDSChallengeActionType = builder.objectRef<ShopperAction>('ThreeDSChallengeAction').implement({
  description: "A step of 3-D Secure, most often the card issuer's challenge, which may be shown in place.",
  fields: (t) => ({
    url: t.exposeString('url', { description: 'To be shown in a frame or opened as a page; good for one attempt.' }),
    stage: t.field({
      description: 'What the page does. With each stage the address is another one.',
      type: ThreeDSStageEnum,
      resolve: ({ stage }) => stage ?? 'CHALLENGE',
    }),
    windowSize: t.string({
      description: `How large the question is: ${WINDOW_SIZE_WORDS}. Null where the gateway's page decides.`,
      nullable: true,
      resolve: ({ windowSize }) => windowSize,
    }),
    windowWidth: t.int({
      description: 'The width of that in pixels; of the whole window it is 9,999, more than any screen has.',
      nullable: true,
      resolve: ({ windowSize }) => windowSize && (WINDOW_SIZES[windowSize]?.[0] ?? WHOLE_WINDOW),
    }),
    windowHeight: t.int({
      description: 'The same of its height.',
      nullable: true,
      resolve: ({ windowSize }) => windowSize && (WINDOW_SIZES[windowSize]?.[1] ?? WHOLE_WINDOW),
    }),
  }),
})

export const NextActionType = builder.unionType('NextAction', {
  description:
    'What the shopper has to do before the payment can go on. The widget does it by itself. More kinds may be added.',
  types: [RedirectActionType, ThreeDSChallengeActionType],
  resolveType: (action) => (action.type === 'redirect' ? RedirectActionType : ThreeDSChallengeActionType),
})
