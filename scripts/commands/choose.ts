import { hashOf, parseCredential } from '../../src/access/credential.ts'
import type { Database } from '../../src/db/database.ts'
import { type ApiKey, findKeyByHash } from '../../src/db/keys.ts'
import { listMerchants, type Merchant } from '../../src/db/merchants.ts'
import type { Mode } from '../../src/ids/ids.ts'
import { CommandError } from './commandError.ts'

/** The merchant of that id; without one the first there is, which is the seeded one. */
export async function chooseMerchant(db: Database, id: string | undefined): Promise<Merchant> {
  const merchants = await listMerchants(db)
  const merchant = id === undefined ? merchants[0] : merchants.find((one) => one.id === id)
  if (merchant !== undefined) return merchant
  throw new CommandError(
    id === undefined
      ? 'There is no merchant yet: add one with `npm run merchant -- add --name NAME`.'
      : `There is no merchant ${id}: \`npm run merchant -- list\` shows them.`,
  )
}

export function readMode(text: string | undefined): Mode {
  if (text === undefined || text === 'test') return 'TEST'
  if (text === 'live') return 'LIVE'
  throw new CommandError('--mode is test or live.')
}

/** A value that the command cannot do without. */
export function required(value: string | undefined, option: string): string {
  if (value !== undefined && value !== '') return value
  throw new CommandError(`${option} is missing.`)
}

export function unknownCommand(words: string): CommandError {
  return new CommandError(`Say what to do: ${words}.`)
}

/** The operator key's own id and the merchant it speaks for in this mode. The vault believes the key, so the rest has to follow it. */
export async function merchantOfOperator(
  db: Database,
  operatorKey: string | undefined,
  mode: Mode,
): Promise<Pick<ApiKey, 'id' | 'merchantId'>> {
  const wanted = `an operator key of ${mode} mode (make one with \`npm run keys -- create --kind operator\`)`
  if (operatorKey === undefined) throw new CommandError(`--operator-key is missing: give ${wanted}.`)
  const parsed = parseCredential(operatorKey)
  const key = parsed?.kind === 'key' ? await findKeyByHash(db, hashOf(operatorKey)) : undefined
  if (key === undefined || key.revokedAt !== null || key.kind !== 'operator' || key.mode !== mode) {
    throw new CommandError(`The operator key does not serve here: give --operator-key with ${wanted}.`)
  }
  return key
}
