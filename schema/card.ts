import type { CardFacts, ShopperAction } from '../src/gateway/outcome.ts'
import { builder } from './builder.ts'
import { CardFundingEnum } from './enums.ts'

const CardDetailsType = builder.objectRef<CardFacts>('CardDetails').implement({
  description: 'What may be shown of a card.',
  fields: (t) => ({
    brand: t.exposeString('brand'),
    last4: t.exposeString('last4'),
    expiryMonth: t.exposeInt('expiryMonth'),
    expiryYear: t.exposeInt('expiryYear'),
    funding: t.field({ type: CardFundingEnum, nullable: true, resolve: (card) => card.funding }),
    country: t.string({ nullable: true, resolve: (card) => card.country }),
  }),
})

export const PaymentMethodDetailsType = builder.unionType('PaymentMethodDetails', {
  types: [CardDetailsType],
  resolveType: () => CardDetailsType,
})

const RedirectActionType = builder.objectRef<ShopperAction>('RedirectAction').implement({
  description: 'The whole page goes to this URL.',
  fields: (t) => ({ url: t.exposeString('url') }),
})

const ThreeDSChallengeActionType = builder.objectRef<ShopperAction>('ThreeDSChallengeAction').implement({
  description: "The issuer's challenge, which may be shown in place.",
  fields: (t) => ({ url: t.exposeString('url') }),
})

export const NextActionType = builder.unionType('NextAction', {
  types: [RedirectActionType, ThreeDSChallengeActionType],
  resolveType: (action) => (action.type === 'redirect' ? RedirectActionType : ThreeDSChallengeActionType),
})
