import { WorkerEntrypoint } from 'cloudflare:workers'
import { type ResealOutcome, resealAccount } from '../account/reseal.ts'
import type { VaultEnv } from '../env.ts'
import { log } from '../http/log.ts'
import { forgetDataKeys } from './dataKey.ts'
import type { RewrapStatus } from './directory.ts'
import { directoryOf, keysOf } from './names.ts'
import type { ShownKey } from './object.ts'
import type { KeyOwner } from './provider.ts'

/** One call's worth; the command asks again for the rest. */
const MOST_ACCOUNTS = 100

/**
 * What `npm run vault-keys` asks: over a service binding by whoever may bind it, never over HTTP. No key is in any answer,
 * and the api Worker has no such binding.
 */
export class VaultKeysEntrypoint extends WorkerEntrypoint<VaultEnv> {
  async status(): Promise<RewrapStatus> {
    return directoryOf(this.env).status()
  }

  /** Puts everything under the current key-encryption key, beginning now, in the background. */
  async rewrap(): Promise<RewrapStatus> {
    const directory = directoryOf(this.env)
    await directory.rewrapSoon()
    return directory.status()
  }

  /** Gateway accounts of the first format are directly under a key-encryption key: they are put under a data key. */
  async reseal(accountIds: readonly string[]): Promise<readonly ResealOutcome[]> {
    return Promise.all(accountIds.slice(0, MOST_ACCOUNTS).map((id) => resealAccount(this.env, id)))
  }

  async list({ merchantId, mode }: KeyOwner): Promise<readonly ShownKey[]> {
    return keysOf(this.env, { merchantId, mode }).list()
  }

  /** Destroys the data keys of a period, or all. There is no way back. Answers how many there were. */
  async shred({ merchantId, mode }: KeyOwner, period?: string): Promise<number> {
    const owner = { merchantId, mode }
    const directory = directoryOf(this.env)
    const known = await directory.find(owner)
    const { names, keks } = await keysOf(this.env, owner).shred(period)
    if (known !== undefined) await directory.settle(known, keks)
    forgetDataKeys(owner)
    log({
      level: 'info',
      event: 'data_keys_shredded',
      requestId: crypto.randomUUID(),
      merchantId: merchantId.slice(0, 64),
      outcome: String(names.length),
    })
    return names.length
  }
}
