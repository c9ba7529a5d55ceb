import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { Changer } from '../../src/audit/audited.ts'
import type { ConfigurationRefusal, ConfigurationService } from '../../src/configuration/contract.ts'
import { configurationService } from '../../src/configuration/service.ts'
import type { ListOwner } from '../../src/db/list.ts'
import type { Result } from '../../src/result.ts'
import { commandChanger } from './changer.ts'
import { merchantOfOperator, readMode, required } from './choose.ts'
import { CommandError } from './commandError.ts'
import { TARGET_OPTIONS, type Target } from './target.ts'
import { vaultAccounts } from './vaultAccounts.ts'

const OPTIONS = {
  ...TARGET_OPTIONS,
  merchant: { type: 'string' },
  mode: { type: 'string' },
  name: { type: 'string' },
  kind: { type: 'string' },
  disabled: { type: 'boolean' },
  help: { type: 'boolean' },
  'base-url': { type: 'string' },
  credentials: { type: 'string' },
  'credentials-file': { type: 'string' },
  weight: { type: 'string' },
  position: { type: 'string' },
  costs: { type: 'string' },
  'timeout-ms': { type: 'string' },
  'max-concurrency': { type: 'string' },
  'operator-key': { type: 'string' },
  id: { type: 'string' },
  note: { type: 'string' },
  'expected-version': { type: 'string' },
  first: { type: 'string' },
  before: { type: 'string' },
  amount: { type: 'string' },
  currency: { type: 'string' },
  method: { type: 'string' },
  brand: { type: 'string' },
  funding: { type: 'string' },
  country: { type: 'string' },
  metadata: { type: 'string' },
  rules: { type: 'string' },
  runs: { type: 'string' },
  seed: { type: 'string' },
} as const

export const readArguments = () => parseArgs({ allowPositionals: true, options: OPTIONS })
export type Values = ReturnType<typeof readArguments>['values']

/** What a command works with: whose configuration it is, who changes it, and the service that does. */
export interface Operator {
  readonly target: Target
  readonly owner: Changer
  readonly savedBy: string
  readonly service: ConfigurationService
}

/** The operator key tells the merchant. Health is known to the running Workers alone, so every gateway counts as healthy. */
export async function operatorOf(target: Target, values: Values): Promise<Operator> {
  const mode = readMode(values.mode)
  const operatorKey = values['operator-key'] ?? target.operatorKey
  const { id: savedBy, merchantId } = await merchantOfOperator(target.db, operatorKey, mode)
  if (values.merchant !== undefined && values.merchant !== merchantId) {
    throw new CommandError(`The operator key is not of ${values.merchant}: give one of its keys with --operator-key.`)
  }
  const service = configurationService({
    db: target.db,
    vault: vaultAccounts(target, required(operatorKey, '--operator-key')),
    config: target.config,
    audit: target.audit,
    health: async () => ({}),
    nowMs: Date.now,
  })
  return { target, owner: commandChanger({ merchantId, mode }, savedBy), savedBy, service }
}

/** The value, or the refusal as one line. */
export function settled<Value>(result: Result<Value, ConfigurationRefusal>, notFound: string): Value {
  if (result.ok) return result.value
  const { error } = result
  if (error.kind === 'not_found') throw new CommandError(notFound)
  if (error.kind === 'invalid_state') throw new CommandError(error.message)
  const { path, message } = error
  if (['kind', 'baseUrl', 'credentials'].includes(path[0] ?? '')) {
    throw new CommandError(`The vault refused the gateway: ${message}`)
  }
  throw new CommandError(path.length > 1 ? `${path.join('.')}: ${message}` : message)
}

export const noSuchGateway = (which: string, { mode }: ListOwner): string =>
  `There is no gateway ${which} in ${mode} mode: \`npm run gateway -- list\` shows them.`

/** The words that follow an option as JSON, for example costs. */
export function readJsonOption(text: string, option: string, example: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new CommandError(`${option} is not JSON: put it in single quotes, as in '${example}'.`)
  }
}

/** A file as JSON. Neither error repeats what is in it: it may be credentials. */
export function readJsonFile(path: string): unknown {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    throw new CommandError(`The file ${path} cannot be read: check its name.`)
  }
  try {
    return JSON.parse(text)
  } catch {
    throw new CommandError(`The file ${path} is not JSON.`)
  }
}

/** Digits alone; which numbers will do is for the service to say. */
export function readNumber(text: string, option: string): number {
  if (/^[0-9]{1,15}$/.test(text)) return Number(text)
  throw new CommandError(`${option} is a whole number of at most 15 digits.`)
}
