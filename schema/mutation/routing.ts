import type { Configured, PolicyVersion, Simulation } from '../../src/configuration/contract.ts'
import { builder } from '../builder.ts'
import type { ApiContext } from '../context.ts'
import { configurationError, type ErrorValue, forbiddenError, validationError } from '../error.ts'
import { type Checked, checkAll } from '../input/problem.ts'
import { checkNote, readRules, readSimulation, type SimulateInput, toRoutingPath } from '../input/routing.ts'
import { type Operator, operatorOf } from '../operator.ts'
import { type PolicyNode, policyNodes, RoutingPolicyType } from '../routing.ts'
import { RoutingDecisionType } from '../routingDecision.ts'
import { resultType } from './result.ts'
import {
  RollbackRoutingPolicyInputType,
  SaveRoutingPolicyInputType,
  SimulateRoutingInputType,
} from './routingInputs.ts'
import { INPUT, OPERATORS } from './words.ts'

interface PolicyPayload {
  readonly __typename: string
  readonly policy: PolicyNode
}

const policyResult = (name: string) =>
  resultType(
    name,
    builder.objectRef<PolicyPayload>(`${name}Payload`).implement({
      description: 'It was saved, and payments go by it within seconds.',
      fields: (t) => ({
        routingPolicy: t.field({
          description: 'The new version.',
          type: RoutingPolicyType,
          resolve: ({ policy }) => policy,
        }),
      }),
    }),
  )

async function save<Request>(
  context: ApiContext,
  name: string,
  checked: Checked<Request>,
  change: (operator: Operator, request: Request) => Configured<PolicyVersion>,
  toInput: (path: readonly string[]) => readonly string[],
): Promise<PolicyPayload | ErrorValue> {
  const operator = operatorOf(context)
  if (operator === undefined) return forbiddenError(OPERATORS)
  if (!checked.ok) return validationError(checked.error)
  const saved = await change(operator, checked.value)
  if (!saved.ok) return configurationError(saved.error, 'version', toInput)
  const [policy] = policyNodes(context, operator, [saved.value], saved.value.version)
  if (policy === undefined) throw new Error('one version makes one node')
  return { __typename: `${name}Payload`, policy }
}

builder.mutationFields((t) => ({
  saveRoutingPolicy: t.field({
    description:
      'Saves the rules as the next version of the policy, once they make sense: a ValidationError names the rule and the field, such as ["rules", "2", "when", "amount", "currency"]. Try them with `simulateRouting` first. There is no key: the same again saves another version with the same rules, unless `expectedVersion` is given. For operator keys. Errors to expect: ValidationError, InvalidStateError where `expectedVersion` is not the newest.',
    type: policyResult('SaveRoutingPolicy'),
    args: { input: t.arg({ description: INPUT, type: SaveRoutingPolicyInputType, required: true }) },
    resolve: (_root, { input }, context) =>
      save(
        context,
        'SaveRoutingPolicy',
        checkAll({ rules: readRules(input.rules), note: checkNote(input.note) }),
        (operator, request) =>
          context.services.configuration.savePolicy(operator, {
            ...request,
            expectedVersion: input.expectedVersion ?? null,
            note: request.note ?? null,
            savedBy: operator.credentialId,
          }),
        toRoutingPath,
      ),
  }),
  rollbackRoutingPolicy: t.field({
    description:
      'Saves the rules of an old version as the next one; no version is ever lost. The same again saves another version with the same rules. For operator keys. Errors to expect: NotFoundError, ValidationError where the rules make no sense any more, such as when an account is gone.',
    type: policyResult('RollbackRoutingPolicy'),
    args: { input: t.arg({ description: INPUT, type: RollbackRoutingPolicyInputType, required: true }) },
    resolve: (_root, { input: { version } }, context) =>
      save(
        context,
        'RollbackRoutingPolicy',
        { ok: true, value: version },
        (operator) =>
          context.services.configuration.rollbackPolicy(operator, { version, savedBy: operator.credentialId }),
        // Whatever is wrong is wrong with the old rules; of the input it is the version.
        () => ['version'],
      ),
  }),
}))

interface SimulatePayload {
  readonly __typename: 'SimulateRoutingPayload'
  readonly simulation: Simulation
}

const RoutingShareType = builder.objectRef<Simulation['shares'][number]>('RoutingShare').implement({
  description: 'How often the first attempt went to an account.',
  fields: (t) => ({
    gatewayId: t.id({ description: 'Of the account.', resolve: ({ accountId }) => accountId }),
    gateway: t.exposeString('gateway', { description: "The account's name." }),
    runs: t.int({ description: 'In so many runs.', resolve: ({ first }) => first }),
    share: t.exposeFloat('share', { description: 'Of all runs, from 0 to 1.' }),
  }),
})

const SimulateRoutingPayload = builder.objectRef<SimulatePayload>('SimulateRoutingPayload').implement({
  description: 'What would happen. Nothing was called and nothing is kept.',
  fields: (t) => ({
    decision: t.field({
      description: 'Of the first run.',
      type: RoutingDecisionType,
      resolve: ({ simulation }) => simulation.plan,
    }),
    runs: t.int({ description: 'How many there were.', resolve: ({ simulation }) => simulation.runs }),
    shares: t.field({
      description: 'Most frequent first. Runs that found no candidate are in none of them.',
      type: [RoutingShareType],
      resolve: ({ simulation }) => [...simulation.shares],
    }),
  }),
})

async function simulate(context: ApiContext, input: SimulateInput): Promise<SimulatePayload | ErrorValue> {
  const operator = operatorOf(context)
  if (operator === undefined) return forbiddenError(OPERATORS)
  const checked = readSimulation(input)
  if (!checked.ok) return validationError(checked.error)
  const simulated = await context.services.configuration.planFor(operator, checked.value)
  return simulated.ok
    ? { __typename: 'SimulateRoutingPayload', simulation: simulated.value }
    : configurationError(simulated.error, 'payment', toRoutingPath)
}

builder.queryField('simulateRouting', (t) =>
  t.field({
    description:
      'A dry run: where payments like this one would go, with the accounts as they are and their health as it is. For operator keys. Errors to expect: ValidationError, which names the rule and the field.',
    type: resultType('SimulateRouting', SimulateRoutingPayload),
    args: { input: t.arg({ description: 'What to try.', type: SimulateRoutingInputType, required: true }) },
    resolve: (_root, { input }, context) => simulate(context, input),
  }),
)
