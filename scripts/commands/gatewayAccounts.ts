import type { GatewayAccount } from '../../src/access/gatewayAccount.ts'
import type { ChangeGateway, CostInput } from '../../src/configuration/contract.ts'
import { listGateways } from '../../src/configuration/gateways.ts'
import type { Mode } from '../../src/ids/ids.ts'
import { chooseMerchant, readMode, required } from './choose.ts'
import { CommandError } from './commandError.ts'
import {
  noSuchGateway,
  type Operator,
  readJsonFile,
  readJsonOption,
  readNumber,
  settled,
  type Values,
} from './gatewayOptions.ts'
import { costsFromGraphql } from './graphqlShape.ts'
import type { Target } from './target.ts'

const NO_ACCOUNT = 'The vault has an account of that id already: run the command again.'

export async function add({ service, owner, target }: Operator, values: Values) {
  const input = {
    name: required(values.name, '--name'),
    kind: required(values.kind, '--kind'),
    baseUrl: required(values['base-url'], '--base-url'),
    credentials: readCredentials(values),
    ...(values.disabled ? { enabled: false } : {}),
    ...readSettings(values),
  }
  const { id } = settled(await service.addGateway(owner, input), NO_ACCOUNT)
  return { id, webhookUrl: webhookUrl(target, id) }
}

/** Needs no operator key: it shows no secrets, and whoever runs it has the database. */
export async function list(target: Target, values: Values) {
  const { db, apiOrigin } = target
  const { id: merchantId } = await chooseMerchant(db, values.merchant)
  const modes: readonly Mode[] = values.mode === undefined ? ['TEST', 'LIVE'] : [readMode(values.mode)]
  const accounts = await Promise.all(modes.map((mode) => listGateways({ db }, { merchantId, mode })))
  // A deployed stack is known by its database alone where API_ORIGIN is not given.
  return accounts.flat().map((account) => ({
    ...shown(account),
    ...(apiOrigin === '' ? {} : { webhookUrl: webhookUrl(target, account.id) }),
  }))
}

const webhookUrl = ({ apiOrigin }: Target, id: string): string => `${apiOrigin}/webhooks/${id}`

export async function change(operator: Operator, values: Values, which: string | undefined) {
  const account = await accountNamed(operator, values.id ?? which)
  // With --id or ID the name is what the account is to be called.
  const name = values.name === undefined ? {} : { name: values.name }
  const baseUrl = values['base-url'] === undefined ? {} : { baseUrl: values['base-url'] }
  const credentials = givesCredentials(values) ? { credentials: readCredentials(values) } : {}
  const position = values.position === undefined ? {} : { position: readNumber(values.position, '--position') }
  const changes = { ...name, ...baseUrl, ...credentials, ...position, ...readSettings(values) }
  if (Object.keys(changes).length === 0) {
    throw new CommandError(
      'Say what to change: --name, --base-url, --credentials, --weight, --position, --costs, --timeout-ms or --max-concurrency.',
    )
  }
  return changed(operator, { id: account.id, ...changes })
}

export async function enable(operator: Operator, values: Values, which: string | undefined, enabled: boolean) {
  const { id } = await accountNamed(operator, values.id ?? values.name ?? which)
  return changed(operator, { id, enabled })
}

export async function rotate(operator: Operator, values: Values, which: string | undefined) {
  const { id } = await accountNamed(operator, values.id ?? values.name ?? which)
  const credentials = readCredentials(values)
  settled(
    await operator.service.rotateCredentials(operator.owner, { id, credentials }),
    noSuchGateway(id, operator.owner),
  )
  return { id, rotated: true }
}

export async function remove(operator: Operator, values: Values, which: string | undefined) {
  const { service, owner } = operator
  const { id } = await accountNamed(operator, values.id ?? values.name ?? which)
  settled(await service.removeGateway(owner, { id }), noSuchGateway(id, owner))
  return { id, removed: true }
}

async function changed({ service, owner }: Operator, input: ChangeGateway) {
  return shown(settled(await service.changeGateway(owner, input), noSuchGateway(input.id, owner)))
}

async function accountNamed({ service, owner }: Operator, which: string | undefined): Promise<GatewayAccount> {
  const wanted = required(which, 'The id or name of the gateway (`gateway -- list` shows them)')
  const account = (await service.listGateways(owner)).find((one) => one.id === wanted || one.name === wanted)
  if (account !== undefined) return account
  throw new CommandError(noSuchGateway(wanted, owner))
}

const shown = ({ merchantId: _, ...account }: GatewayAccount) => account

/** What `add` and `change` have in common. `none` takes a bound or the costs away. */
function readSettings(values: Values) {
  const costs = values.costs === 'none' ? null : values.costs
  return {
    ...(values.weight === undefined ? {} : { weight: readNumber(values.weight, '--weight') }),
    ...(costs === undefined ? {} : { costs: readCosts(costs) }),
    ...readBound(values['timeout-ms'], '--timeout-ms', 'timeoutMs'),
    ...readBound(values['max-concurrency'], '--max-concurrency', 'maxConcurrency'),
  }
}

/** Its shape is for the service to check, field by field. */
const readCosts = (text: string | null): readonly CostInput[] | null =>
  text === null
    ? null
    : (costsFromGraphql(
        readJsonOption(text, '--costs', '[{"fixedMinor":"25","basisPoints":140}]'),
      ) as readonly CostInput[])

function readBound<Name extends 'timeoutMs' | 'maxConcurrency'>(
  text: string | undefined,
  option: string,
  name: Name,
): { readonly [key in Name]?: number | null } {
  if (text === undefined) return {}
  return { [name]: text === 'none' ? null : readNumber(text, option) } as { readonly [key in Name]?: number | null }
}

const givesCredentials = (values: Values): boolean =>
  values.credentials !== undefined || values['credentials-file'] !== undefined

/** A file keeps secrets out of the shell's history and the list of processes. */
function readCredentials(values: Values): unknown {
  const file = values['credentials-file']
  if (file === undefined) {
    return readJsonOption(required(values.credentials, '--credentials'), '--credentials', '{"clientId":"…"}')
  }
  if (values.credentials !== undefined) throw new CommandError('Give --credentials or --credentials-file, not both.')
  return readJsonFile(file)
}
