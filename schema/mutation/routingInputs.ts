import { TOKEN_BRANDS } from '../../src/vault/contract.ts'
import { builder } from '../builder.ts'
import { CardFundingEnum } from '../enums.ts'
import { MoneyInputType } from '../money.ts'
import { PaymentMethodTypeEnum } from '../paymentMethod.ts'
import { RoutingStrategyEnum, UnknownOutcomePolicyEnum } from '../routingEnums.ts'
import { ScaExemptionEnum, ThreeDSChallengePreferenceEnum, WINDOW_SIZE_WORDS } from '../threeDS.ts'
import { GATEWAY_ID } from './gatewayInputs.ts'

const COUNTRY = 'ISO 3166-1 alpha-2'

const RoutingAmountInputType = builder.inputType('RoutingAmountInput', {
  description: 'Amounts of one currency, from `min` on and below `max`, so that rules can be lined up without gaps.',
  fields: (t) => ({
    currency: t.field({ description: 'Payments in others do not fit.', type: 'CurrencyCode', required: true }),
    min: t.field({
      description: 'The smallest amount that fits, in major units; open when omitted.',
      type: 'Decimal',
    }),
    max: t.field({
      description: 'The smallest amount that is too large, in major units; open when omitted.',
      type: 'Decimal',
    }),
  }),
})

const RoutingConditionInputType = builder.inputType('RoutingConditionInput', {
  description: 'When a rule holds: all that are given have to.',
  fields: (t) => ({
    amount: t.field({ description: 'How much the payment is about.', type: RoutingAmountInputType }),
    currencies: t.field({ description: 'Any of these.', type: ['CurrencyCode'] }),
    countries: t.stringList({
      description: `Any of these countries, ${COUNTRY}, of the card's issuer or, where that is not known, of the billing address.`,
    }),
    brands: t.stringList({ description: `Any of these card brands: ${TOKEN_BRANDS.join(', ')}.` }),
    funding: t.field({ description: 'Any of these.', type: [CardFundingEnum] }),
    methods: t.field({ description: 'Any of these payment methods.', type: [PaymentMethodTypeEnum] }),
    metadata: t.field({
      description:
        "An object of lists of strings: every key has to be in the payment's metadata with one of its values.",
      type: 'JSON',
    }),
  }),
})

const RoutingRuleCandidateInputType = builder.inputType('RoutingRuleCandidateInput', {
  description: 'An account that payments may go to.',
  fields: (t) => ({
    gatewayId: t.id({ description: GATEWAY_ID, required: true }),
    weight: t.int({ description: '1 to 1,000,000: needed with WEIGHT, and given with no other strategy.' }),
  }),
})

const RoutingThreeDSInputType = builder.inputType('RoutingThreeDSInput', {
  description: 'What is asked of 3-D Secure for card payments under the rule.',
  fields: (t) => ({
    challenge: t.field({
      description: 'AUTOMATIC when omitted. REQUIRED goes with no exemptions.',
      type: ThreeDSChallengePreferenceEnum,
    }),
    exemptions: t.field({
      description: 'In the order they are tried: the first that the law allows for a payment is asked for.',
      type: [ScaExemptionEnum],
    }),
    windowSize: t.string({
      description: `How large the issuer's question is to be: ${WINDOW_SIZE_WORDS}. 02, which the checkout's own modal is made for, when omitted. A screen that is too narrow gets 05.`,
    }),
  }),
})

export const RoutingRuleInputType = builder.inputType('RoutingRuleInput', {
  description: 'Which accounts payments of a kind may go to.',
  fields: (t) => ({
    name: t.string({ description: 'Unique within the policy; errors and decisions name it.', required: true }),
    when: t.field({
      description:
        'Which payments it is for; all when omitted. What can match nothing, and the condition of a rule before it, is refused.',
      type: RoutingConditionInputType,
    }),
    strategy: t.field({
      description: 'How its candidates are put in order.',
      type: RoutingStrategyEnum,
      required: true,
    }),
    candidates: t.field({
      description: 'Every enabled account, in its order, when omitted or empty.',
      type: [RoutingRuleCandidateInputType],
    }),
    onUnknown: t.field({
      description: "What happens while an authorization's outcome is unknown; WAIT when omitted.",
      type: UnknownOutcomePolicyEnum,
    }),
    threeDS: t.field({
      description: 'What is asked of 3-D Secure; gateway and issuer decide when omitted.',
      type: RoutingThreeDSInputType,
    }),
  }),
})

const RULES =
  'In the order in which they are asked; the first that holds decides. The last is best one that always holds.'

export const SaveRoutingPolicyInputType = builder.inputType('SaveRoutingPolicyInput', {
  description: 'The whole policy: it replaces the one before.',
  fields: (t) => ({
    rules: t.field({ description: RULES, type: [RoutingRuleInputType], required: true }),
    expectedVersion: t.int({
      description:
        'The `newestVersion` that you have seen: where somebody saved another one meanwhile, nothing is saved. Saves behind whatever there is when omitted.',
    }),
    note: t.string({ description: 'What this version is for, at most 500 characters; no card numbers.' }),
  }),
})

export const RollbackRoutingPolicyInputType = builder.inputType('RollbackRoutingPolicyInput', {
  description: 'Which version to go back to.',
  fields: (t) => ({
    version: t.int({ description: '0 brings back what everybody begins with.', required: true }),
  }),
})

const SimulatedPaymentInputType = builder.inputType('SimulatedPaymentInput', {
  description: 'A payment to imagine, as far as routing looks at it. One that there cannot be is refused.',
  fields: (t) => ({
    amount: t.field({ description: 'How much it is about.', type: MoneyInputType, required: true }),
    method: t.field({ description: 'CARD when omitted.', type: PaymentMethodTypeEnum }),
    brand: t.string({ description: "The card's brand, as rules name it; unknown when omitted." }),
    funding: t.field({ description: 'How the card is funded; unknown when omitted.', type: CardFundingEnum }),
    country: t.string({ description: `Of the card's issuer, ${COUNTRY}; unknown when omitted.` }),
    metadata: t.field({ description: 'A flat object of strings.', type: 'JSON' }),
  }),
})

export const SimulateRoutingInputType = builder.inputType('SimulateRoutingInput', {
  description: 'What to try.',
  fields: (t) => ({
    rules: t.field({
      description: 'Rules to try without saving them; the policy that payments go by when omitted.',
      type: [RoutingRuleInputType],
    }),
    payment: t.field({ description: 'The payment to imagine.', type: SimulatedPaymentInputType, required: true }),
    runs: t.int({
      description: 'How many such payments: 1 to 1,000, 1 when omitted. They differ by nothing but chance.',
    }),
    seed: t.string({ description: 'At most 255 characters. The same seed gives the same chance.' }),
  }),
})
