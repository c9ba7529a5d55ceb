import type { CurrentPolicy, PolicyVersion } from '../src/configuration/contract.ts'
import { builder } from './builder.ts'
import { checkFirst, connection } from './connection.ts'
import type { ApiContext, Identity } from './context.ts'
import { accountsOf } from './gateway.ts'
import { needOperator } from './operator.ts'
import { pageArguments } from './pageArguments.ts'
import { topLevelError } from './problem.ts'
import { connectionType } from './relay.ts'
import { type PolicySurroundings, RoutingRuleType } from './routingRule.ts'

/** A version of the policy, as its type resolves it. */
export interface PolicyNode extends PolicySurroundings {
  readonly policy: PolicyVersion
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
