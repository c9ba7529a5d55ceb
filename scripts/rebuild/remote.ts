import { join } from 'node:path'
import { getPlatformProxy } from 'wrangler'
import { DEAD_LETTERS_PREFIX, listDeadLetters, redriveDeadLetters } from '../../src/event/deadLetters.ts'
import type { AskedPayment } from '../../src/maintenance/payments.ts'
import { fromJson } from '../../src/money/json.ts'
import { CommandError } from '../commands/commandError.ts'
import { listArchived } from './archive.ts'
import type { Maintenance, VaultKeysPort } from './control.ts'

interface RemoteBindings {
  readonly ARCHIVE: R2Bucket
  readonly API: { readPayments(asked: readonly AskedPayment[]): Promise<string> }
  readonly PAYMENT_EVENTS: Queue
  readonly VAULT_KEYS: VaultKeysPort
}

const LETTERS_A_PAGE = 100

/** The deployed stack, through wrangler, which has the login. */
export async function remoteMaintenance(): Promise<Maintenance> {
  const configPath = join(import.meta.dirname, '../../wrangler.maintenance.toml')
  const { env, dispose } = await getPlatformProxy<RemoteBindings & Record<string, unknown>>({
    configPath,
    persist: false,
  })
  const { ARCHIVE, API, PAYMENT_EVENTS, VAULT_KEYS } = env
  return {
    // A binding's methods have to be called on it.
    vaultKeys: {
      status: () => VAULT_KEYS.status(),
      rewrap: () => VAULT_KEYS.rewrap(),
      reseal: (accountIds) => VAULT_KEYS.reseal(accountIds),
      list: (owner) => VAULT_KEYS.list(owner),
      shred: (owner, period) => VAULT_KEYS.shred(owner, period),
    },
    archive: {
      list: (after) => listArchived(ARCHIVE, after),
      get: async (name) => {
        const object = await ARCHIVE.get(name)
        if (object === null) throw new CommandError(`The archive no longer has ${name}: run the command again.`)
        return new Uint8Array(await object.arrayBuffer())
      },
    },
    payments: async (asked) => fromJson(await API.readPayments(asked)),
    deadLetters: (after) =>
      listDeadLetters(ARCHIVE, DEAD_LETTERS_PREFIX, {
        first: LETTERS_A_PAGE,
        ...(after === undefined ? {} : { after }),
      }),
    redrive: (keys) => redriveDeadLetters(ARCHIVE, PAYMENT_EVENTS as never, '', keys),
    close: dispose,
  }
}
