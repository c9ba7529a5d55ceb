import type { GatewayAccount } from '../src/access/accounts.ts'
import type { CurrentPolicy, PolicyVersion } from '../src/configuration/contract.ts'
import { formatAmount } from '../src/money/money.ts'
import type { Condition, Rule } from '../src/routing/policy.ts'
import { builder } from './builder.ts'
import { checkFirst, connection } from './connection.ts'
import type { ApiContext, Identity } from './context.ts'
import { CardFundingEnum } from './enums.ts'
import { accountsOf, GatewayType } from './gateway.ts'
import { needOperator } from './operator.ts'
import { pageArguments } from './pageArguments.ts'
import { PaymentMethodTypeEnum } from './paymentMethod.ts'
import { topLevelError } from './problem.ts'
import { connectionType } from './relay.ts'
import { RoutingStrategyEnum, UnknownOutcomePolicyEnum } from './routingEnums.ts'

/** What fields of a policy need beyond it, read once for all versions of an answer. */
interface Surroundings {
  accounts(): Promise<readonly GatewayAccount[]>
  newestVersion(): Promise<number>
}

/** A version of the policy, as its type resolves it. */
export interface PolicyNode extends Surroundings {
  readonly policy: PolicyVersion
}

interface RuleNode extends Surroundings {
  readonly rule: Rule
}

interface CandidateNode extends Surroundings {
  readonly candidate: Rule['candidates'][number]
}

const once = <Value>(read: () => Promise<Value>): (() => Promise<Value>) => {
  let reading: Promise<Value> | undefined
  return () => {
    reading ??= read()
    return reading
  }
}

/** Versions as nodes. Where the newest is known, nobody is asked for it. */
export function policyNodes(
  { services }: ApiContext,
  operator: Identity,
  versions: readonly PolicyVersion[],
  newestVersion?: number,
): readonly PolicyNode[] {
  const accounts = once(() => accountsOf(services, operator))
  const newest = once(async () => newestVersion ?? (await services.configuration.currentPolicy(operator)).newestVersion)
  return versions.map((policy) => ({ policy, accounts, newestVersion: newest }))
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

const RoutingRuleType = builder.objectRef<RuleNode>('RoutingRule').implement({
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
  }),
})

export const RoutingPolicyType = builder.objectRef<PolicyNode>('RoutingPolicy').implement({
  description:
    'A version of the rules that decide which gateway a payment goes to. The first rule that holds decides; where none does, no attempt is made.',
  fields: (t) => ({
    version: t.int({
      description: '1, 2, 3 …; 0 is what everybody begins with: all enabled gateways in order.',
      resolve: ({ policy }) => policy.version,
    }),
    newestVersion: t.int({
      description: 'The newest version there is: what `expectedVersion` is compared with.',
      resolve: ({ newestVersion }) => newestVersion(),
    }),
    readable: t.boolean({
      description:
        'False where a newer release of Turnpike saved it: its rules are not shown, and payments go by the newest version that can be read.',
      resolve: ({ policy }) => policy.unreadable !== true,
    }),
    rules: t.field({
      description: 'In the order in which they are asked.',
      type: [RoutingRuleType],
      resolve: ({ policy, ...surroundings }) => policy.rules.map((rule) => ({ rule, ...surroundings })),
    }),
    note: t.string({
      description: 'What its author wrote about it.',
      nullable: true,
      resolve: ({ policy }) => policy.note,
    }),
    savedBy: t.string({
      description: 'The id of the credential that saved it; null for version 0.',
      nullable: true,
      resolve: ({ policy }) => policy.savedBy,
    }),
    savedAt: t.field({
      description: 'When it was saved; null for version 0.',
      type: 'DateTime',
      nullable: true,
      resolve: ({ policy }) => policy.savedAtMs,
    }),
  }),
})

const RoutingPolicyConnectionType = connectionType('RoutingPolicy', RoutingPolicyType, { asOf: false })

/** A version's place in the list is its number: there are no secrets in it, and no other list takes it. */
const CURSOR = /^version:([0-9]{1,10})$/
const cursorOf = ({ version }: PolicyVersion): string => `version:${version}`

function checkCursor(after: string | null | undefined): number | undefined {
  if (after === undefined || after === null) return undefined
  const [, version] = CURSOR.exec(after) ?? []
  if (version === undefined) throw topLevelError('BAD_REQUEST', 'after is not a cursor of this list.')
  return Number(version)
}

builder.queryFields((t) => ({
  routingPolicy: t.field({
    description: 'The policy that payments go by. For operator keys; others get FORBIDDEN.',
    type: RoutingPolicyType,
    resolve: async (_root, _args, context) => {
      const operator = needOperator(context, 'Query.routingPolicy')
      const policy: CurrentPolicy = await context.services.configuration.currentPolicy(operator)
      const [node] = policyNodes(context, operator, [policy], policy.newestVersion)
      if (node === undefined) throw new Error('one policy makes one node')
      return node
    },
  }),
  routingPolicies: t.field({
    description: 'Every version that was saved, newest first. For operator keys; others get FORBIDDEN.',
    type: RoutingPolicyConnectionType,
    args: pageArguments(t),
    resolve: async (_root, { first, after }, context) => {
      const operator = needOperator(context, 'Query.routingPolicies')
      const before = checkCursor(after)
      const page = { first: checkFirst(first), ...(before === undefined ? {} : { before }) }
      const { versions, hasNextPage } = await context.services.configuration.policyVersions(operator, page)
      const edges = policyNodes(context, operator, versions).map((node) => ({ node, cursor: cursorOf(node.policy) }))
      return connection(edges, hasNextPage, before !== undefined, Date.now())
    },
  }),
}))
