import { parseArgs } from 'node:util'
import { newGatewayAccountId } from '../../src/access/accountId.ts'
import { publishAccounts, withdrawAccount } from '../../src/access/configure.ts'
import { addGatewayAccount, listGatewayAccounts, removeGatewayAccount } from '../../src/db/gatewayAccounts.ts'
import type { Mode } from '../../src/ids/ids.ts'
import { chooseMerchant, merchantOfOperator, readMode, required, unknownCommand } from './choose.ts'
import { CommandError } from './commandError.ts'
import { run } from './run.ts'
import { openTarget, TARGET_OPTIONS, type Target } from './target.ts'
import { forgetVaultAccount, putVaultAccount } from './vaultAccounts.ts'

const OPTIONS = {
  ...TARGET_OPTIONS,
  merchant: { type: 'string' },
  mode: { type: 'string' },
  name: { type: 'string' },
  kind: { type: 'string' },
  'base-url': { type: 'string' },
  credentials: { type: 'string' },
  weight: { type: 'string', default: '1' },
  'operator-key': { type: 'string' },
  id: { type: 'string' },
} as const

const readArguments = () => parseArgs({ allowPositionals: true, options: OPTIONS })
type Values = ReturnType<typeof readArguments>['values']

const LARGEST_WEIGHT = 1_000_000

await run(async () => {
  const { values, positionals } = readArguments()
  const [command, account] = positionals
  switch (command) {
    case 'add':
      return add(openTarget(values), values)
    case 'list':
      return list(openTarget(values), values)
    case 'remove':
      return remove(openTarget(values), values, values.id ?? values.name ?? account)
    default:
      throw unknownCommand(
        'gateway -- add --mode test|live --name N --kind K --base-url URL --credentials JSON [--weight 1] | list [--mode M] | remove ID|NAME [--mode M], each with [--operator-key KEY] [--state DIR] [--remote]',
      )
  }
})

/** Secrets to the vault first: an account that attempts could choose is never without them. */
async function add(target: Target, values: Values) {
  const mode = readMode(values.mode)
  const name = required(values.name, '--name')
  const kind = required(values.kind, '--kind')
  const baseUrl = required(values['base-url'], '--base-url')
  const credentials = readCredentials(required(values.credentials, '--credentials'))
  const weight = readWeight(values.weight)
  const operatorKey = values['operator-key'] ?? target.operatorKey
  const merchantId = await ownerOf(target, values, mode)
  const others = await listGatewayAccounts(target.db, merchantId, mode)
  if (others.some((one) => one.name === name)) {
    throw new CommandError(`There is a gateway named ${name} already: choose another --name, or remove it first.`)
  }
  const id = newGatewayAccountId()
  await putVaultAccount(target, required(operatorKey, '--operator-key'), id, { kind, baseUrl, credentials })
  await addGatewayAccount(target.db, { id, merchantId, mode, name, kind, weight })
  await publishAccounts(target.config, target.db, { merchantId, mode }, Date.now())
  return { id, webhookUrl: `${target.apiOrigin}/webhooks/${id}` }
}

async function list({ db }: Target, values: Values) {
  const { id: merchantId } = await chooseMerchant(db, values.merchant)
  const modes: readonly Mode[] = values.mode === undefined ? ['TEST', 'LIVE'] : [readMode(values.mode)]
  const accounts = await Promise.all(modes.map((mode) => listGatewayAccounts(db, merchantId, mode)))
  return accounts
    .flat()
    .map(({ id, mode, name, kind, position, weight, enabled }) => ({ id, mode, name, kind, position, weight, enabled }))
}

/** The other way round: no attempt chooses it any more, then its secrets go. */
async function remove(target: Target, values: Values, which: string | undefined) {
  const mode = readMode(values.mode)
  const wanted = required(which, 'The id or name of the gateway (`gateway -- list` shows them)')
  const merchantId = await ownerOf(target, values, mode)
  const accounts = await listGatewayAccounts(target.db, merchantId, mode)
  const account = accounts.find((one) => one.id === wanted || one.name === wanted)
  if (account === undefined) {
    throw new CommandError(`There is no gateway ${wanted} in ${mode} mode: \`npm run gateway -- list\` shows them.`)
  }
  await removeGatewayAccount(target.db, merchantId, mode, account.id)
  await publishAccounts(target.config, target.db, { merchantId, mode }, Date.now())
  await withdrawAccount(target.config, account.id)
  await forgetVaultAccount(target, required(values['operator-key'] ?? target.operatorKey, '--operator-key'), account.id)
  return { id: account.id, removed: true }
}

async function ownerOf(target: Target, values: Values, mode: Mode): Promise<string> {
  const merchantId = await merchantOfOperator(target.db, values['operator-key'] ?? target.operatorKey, mode)
  if (values.merchant === undefined || values.merchant === merchantId) return merchantId
  throw new CommandError(`The operator key is not of ${values.merchant}: give one of its keys with --operator-key.`)
}

function readCredentials(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new CommandError('--credentials is not JSON: put it in single quotes, as in \'{"clientId":"…"}\'.')
  }
}

function readWeight(text: string): number {
  const weight = /^[0-9]{1,7}$/.test(text) ? Number(text) : Number.NaN
  if (weight >= 1 && weight <= LARGEST_WEIGHT) return weight
  throw new CommandError(`--weight is a whole number from 1 to ${LARGEST_WEIGHT}.`)
}
