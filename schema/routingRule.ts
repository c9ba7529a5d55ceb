import type { GatewayAccount } from '../src/access/accounts.ts'
import { formatAmount } from '../src/money/money.ts'
import type { Condition, Rule, ThreeDSPolicy } from '../src/routing/policy.ts'
import { builder } from './builder.ts'
import { CardFundingEnum } from './enums.ts'
import { GatewayType } from './gateway.ts'
import { PaymentMethodTypeEnum } from './paymentMethod.ts'
import { RoutingStrategyEnum, UnknownOutcomePolicyEnum } from './routingEnums.ts'
import { ScaExemptionEnum, ThreeDSChallengePreferenceEnum, WINDOW_SIZE_WORDS } from './threeDS.ts'

/** What fields of a policy need beyond it, read once for all versions of an answer. */
export interface PolicySurroundings {
  accounts(): Promise<readonly GatewayAccount[]>
  newestVersion(): Promise<number>
}

interface RuleNode extends PolicySurroundings {
  readonly rule: Rule
}

interface CandidateNode extends PolicySurroundings {
  readonly candidate: Rule['candidates'][number]
}

const optionalList = (list: readonly string[] | undefined): string[] | undefined =>
  list === undefined ? undefined : [...list]

const RoutingAmountType = builder.objectRef<NonNullable<Condition['amount']>>('RoutingAmount').implement({
  description: 'Amounts of one currency, from `min` on and below `max`.',
  fields: (t) => ({
    currency: t.field({
      description: 'Payments in others do not fit.',
      type: 'CurrencyCode',
      resolve: ({ currency }) => currency,
    }),
    min: t.field({
      description: 'The smallest amount that fits, in major units; null where there is none.',
      type: 'Decimal',
      nullable: true,
      resolve: ({ currency, minMinor }) => decimalOf(currency, minMinor),
    }),
    max: t.field({
      description: 'The smallest amount that is too large, in major units; null where there is none.',
      type: 'Decimal',
      nullable: true,
      resolve: ({ currency, maxMinor }) => decimalOf(currency, maxMinor),
    }),
  }),
})

const decimalOf = (currency: string, amountMinor: bigint | undefined): string | undefined =>
  amountMinor === undefined ? undefined : formatAmount({ amountMinor, currency })

const RoutingConditionType = builder.objectRef<Condition>('RoutingCondition').implement({
  description: 'When a rule holds: all that are given have to. One without any always holds.',
  fields: (t) => ({
    amount: t.field({
      description: 'How much the payment is about.',
      type: RoutingAmountType,
      nullable: true,
      resolve: ({ amount }) => amount,
    }),
    currencies: t.field({
      description: 'Any of these.',
      type: ['CurrencyCode'],
      nullable: true,
      resolve: ({ currencies }) => optionalList(currencies),
    }),
    countries: t.stringList({
      description: "Any of these countries of the card's issuer or, where that is not known, of the billing address.",
      nullable: true,
      resolve: ({ countries }) => optionalList(countries),
    }),
    brands: t.stringList({
      description: 'Any of these card brands.',
      nullable: true,
      resolve: ({ brands }) => optionalList(brands),
    }),
    funding: t.field({
      description: 'Any of these.',
      type: [CardFundingEnum],
      nullable: true,
      resolve: ({ funding }) => funding && [...funding],
    }),
    methods: t.field({
      description: 'Any of these payment methods.',
      type: [PaymentMethodTypeEnum],
      nullable: true,
      resolve: ({ methods }) => methods && [...methods],
    }),
    metadata: t.field({
      description:
        "Every key has to be in the payment's metadata with one of its values: an object of lists of strings.",
      type: 'JSON',
      nullable: true,
      resolve: ({ metadata }) => metadata,
    }),
  }),
})

const RuleCandidateType = builder.objectRef<CandidateNode>('RoutingRuleCandidate').implement({
  description: 'An account that a rule names.',
  fields: (t) => ({
    gatewayId: t.id({ description: 'Of the account.', resolve: ({ candidate }) => candidate.accountId }),
    gateway: t.field({
      description: 'Null where the account has been removed since.',
      type: GatewayType,
      nullable: true,
      resolve: async ({ candidate, accounts }) => (await accounts()).find(({ id }) => id === candidate.accountId),
    }),
    weight: t.int({
      description: 'With WEIGHT: its part of the sum of all weights. Null otherwise.',
      nullable: true,
      resolve: ({ candidate }) => candidate.weight,
    }),
  }),
})

const RoutingThreeDSType = builder.objectRef<ThreeDSPolicy>('RoutingThreeDS').implement({
  description: 'What a rule asks of 3-D Secure for its card payments.',
  fields: (t) => ({
    challenge: t.field({
      description: 'Whether the issuer shall ask the shopper.',
      type: ThreeDSChallengePreferenceEnum,
      resolve: ({ challenge }) => challenge ?? 'AUTOMATIC',
    }),
    exemptions: t.field({
      description: 'The first that the law allows for a payment is asked for.',
      type: [ScaExemptionEnum],
      resolve: ({ exemptions }) => [...(exemptions ?? [])],
    }),
    windowSize: t.string({
      description: `How large the issuer's question is to be: ${WINDOW_SIZE_WORDS}. Null where nothing is said.`,
      nullable: true,
      resolve: ({ windowSize }) => windowSize,
    }),
  }),
})

export const RoutingRuleType = builder.objectRef<RuleNode>('RoutingRule').implement({
  description: 'Which accounts payments of a kind may go to.',
  fields: (t) => ({
    name: t.string({ description: 'Unique within the policy; decisions name it.', resolve: ({ rule }) => rule.name }),
    when: t.field({
      description: 'Which payments it is for.',
      type: RoutingConditionType,
      resolve: ({ rule }) => rule.when,
    }),
    strategy: t.field({
      description: 'How its candidates are put in order.',
      type: RoutingStrategyEnum,
      resolve: ({ rule }) => rule.strategy,
    }),
    candidates: t.field({
      description: 'None means every enabled account, in its order.',
      type: [RuleCandidateType],
      resolve: ({ rule, ...surroundings }) => rule.candidates.map((candidate) => ({ candidate, ...surroundings })),
    }),
    onUnknown: t.field({
      description: "What happens while an authorization's outcome is unknown.",
      type: UnknownOutcomePolicyEnum,
      resolve: ({ rule }) => rule.onUnknown,
    }),
    threeDS: t.field({
      description: 'Null where gateway and issuer decide.',
      type: RoutingThreeDSType,
      nullable: true,
      resolve: ({ rule }) => rule.threeDS,
    }),
  }),
})
