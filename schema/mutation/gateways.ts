import type { GatewayAccount } from '../../src/access/accounts.ts'
import type { Configured } from '../../src/configuration/contract.ts'
import { builder } from '../builder.ts'
import type { ApiContext } from '../context.ts'
import { configurationError, type ErrorValue, forbiddenError, notFoundError, validationError } from '../error.ts'
import { accountsOf, GatewayType } from '../gateway.ts'
import { readAddGateway, readUpdateGateway, toGatewayPath } from '../input/gateway.ts'
import type { Checked } from '../input/problem.ts'
import { type Operator, operatorOf } from '../operator.ts'
import {
  AddGatewayInputType,
  gatewayIdInput,
  RotateGatewayCredentialsInputType,
  UpdateGatewayInputType,
} from './gatewayInputs.ts'
import { resultType } from './result.ts'
import { INPUT, OPERATORS } from './words.ts'

interface GatewayPayload {
  readonly __typename: string
  readonly account: GatewayAccount
}

const gatewayResult = (name: string) =>
  resultType(
    name,
    builder.objectRef<GatewayPayload>(`${name}Payload`).implement({
      description: 'It was done.',
      fields: (t) => ({
        gateway: t.field({ description: 'As it is now.', type: GatewayType, resolve: ({ account }) => account }),
      }),
    }),
  )

/** Checks who asks and what, and has it done. `name` is the mutation's type name. */
async function configure<Request>(
  context: ApiContext,
  name: string,
  checked: Checked<Request>,
  change: (operator: Operator, request: Request) => Configured<GatewayAccount>,
): Promise<GatewayPayload | ErrorValue> {
  const operator = operatorOf(context)
  if (operator === undefined) return forbiddenError(OPERATORS)
  if (!checked.ok) return validationError(checked.error)
  const changed = await change(operator, checked.value)
  if (!changed.ok) return configurationError(changed.error, 'id', toGatewayPath)
  return { __typename: `${name}Payload`, account: changed.value }
}

/** By hand, and so also while Postgres is down: the caches are asked first, then whoever knows the newest accounts. */
async function isolate(
  context: ApiContext,
  name: string,
  id: string,
  isolated: boolean,
): Promise<GatewayPayload | ErrorValue> {
  const { services, measured } = context
  const operator = operatorOf(context)
  if (operator === undefined) return forbiddenError(OPERATORS)
  const isIt = (one: GatewayAccount) => one.id === id
  const account =
    (await services.gatewayAccounts(operator)).find(isIt) ?? (await accountsOf(services, operator)).find(isIt)
  if (account === undefined) return notFoundError('id')
  measured.set(id, Promise.resolve(await services.isolateGateway(operator, id, isolated)))
  return { __typename: `${name}Payload`, account }
}

interface RemovedPayload {
  readonly __typename: 'RemoveGatewayPayload'
  readonly id: string
}

const RemoveGatewayPayload = builder.objectRef<RemovedPayload>('RemoveGatewayPayload').implement({
  description: 'It was done.',
  fields: (t) => ({ gatewayId: t.id({ description: 'Of the account that is gone.', resolve: ({ id }) => id }) }),
})

async function remove(context: ApiContext, id: string): Promise<RemovedPayload | ErrorValue> {
  const operator = operatorOf(context)
  if (operator === undefined) return forbiddenError(OPERATORS)
  const removed = await context.services.configuration.removeGateway(operator, { id })
  return removed.ok
    ? { __typename: 'RemoveGatewayPayload', id: removed.value.id }
    : configurationError(removed.error, 'id')
}

const IsolateGatewayInput = gatewayIdInput('IsolateGatewayInput', 'Which account to take out of use.')
const RestoreGatewayInput = gatewayIdInput('RestoreGatewayInput', 'Which account to put back into use.')
const RemoveGatewayInput = gatewayIdInput('RemoveGatewayInput', 'Which account to remove.')

builder.mutationFields((t) => ({
  addGateway: t.field({
    description:
      'Adds an account at a gateway, last in the order, and puts its credentials into the vault. Enter `webhookUrl` at the gateway. There is no key: the same again is an InvalidStateError, for the name is taken. For operator keys. Errors to expect: ValidationError, also where the vault refuses URL or credentials; InvalidStateError.',
    type: gatewayResult('AddGateway'),
    args: { input: t.arg({ description: INPUT, type: AddGatewayInputType, required: true }) },
    resolve: (_root, { input }, context) =>
      configure(context, 'AddGateway', readAddGateway(input), (operator, request) =>
        context.services.configuration.addGateway(operator, request),
      ),
  }),
  updateGateway: t.field({
    description:
      'Changes what is given and nothing else; payments see it within seconds. The same again changes nothing more. For operator keys. Errors to expect: ValidationError, NotFoundError, InvalidStateError where the name is taken.',
    type: gatewayResult('UpdateGateway'),
    args: { input: t.arg({ description: INPUT, type: UpdateGatewayInputType, required: true }) },
    resolve: (_root, { input }, context) =>
      configure(context, 'UpdateGateway', readUpdateGateway(input), (operator, request) =>
        context.services.configuration.changeGateway(operator, request),
      ),
  }),
  rotateGatewayCredentials: t.field({
    description:
      'Replaces the credentials in the vault. Calls that are under way end with the old ones, so revoke those at the gateway a minute later. The same again changes nothing more. For operator keys. Errors to expect: ValidationError, NotFoundError.',
    type: gatewayResult('RotateGatewayCredentials'),
    args: { input: t.arg({ description: INPUT, type: RotateGatewayCredentialsInputType, required: true }) },
    resolve: (_root, { input: { id, credentials } }, context) =>
      configure(context, 'RotateGatewayCredentials', { ok: true, value: { id, credentials } }, (operator, request) =>
        context.services.configuration.rotateCredentials(operator, request),
      ),
  }),
  removeGateway: t.field({
    description:
      'Removes an account and its credentials for good. Payments that were made there can then be neither captured nor refunded nor looked up through Turnpike: `enabled: false` is what to do while there are any. The same again is a NotFoundError. For operator keys. Errors to expect: NotFoundError, InvalidStateError while a rule names it.',
    type: resultType('RemoveGateway', RemoveGatewayPayload),
    args: { input: t.arg({ description: INPUT, type: RemoveGatewayInput, required: true }) },
    resolve: (_root, { input }, context) => remove(context, input.id),
  }),
  isolateGateway: t.field({
    description:
      'Takes an account out of use at once, whatever its figures say: no new attempt goes there until `restoreGateway`. What is under way ends, and captures, voids, refunds and look-ups still go there. It works while the database is down. The same again changes nothing more. For operator keys. Errors to expect: NotFoundError.',
    type: gatewayResult('IsolateGateway'),
    args: { input: t.arg({ description: INPUT, type: IsolateGatewayInput, required: true }) },
    resolve: (_root, { input }, context) => isolate(context, 'IsolateGateway', input.id, true),
  }),
  restoreGateway: t.field({
    description:
      'Ends what `isolateGateway` began. The same again, and for an account that was not isolated, changes nothing. For operator keys. Errors to expect: NotFoundError.',
    type: gatewayResult('RestoreGateway'),
    args: { input: t.arg({ description: INPUT, type: RestoreGatewayInput, required: true }) },
    resolve: (_root, { input }, context) => isolate(context, 'RestoreGateway', input.id, false),
  }),
}))
