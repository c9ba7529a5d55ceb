import type { DeadLetterPage, Redriven } from '../../src/event/deadLetters.ts'
import { fromJson } from '../../src/money/json.ts'
import type { ResealOutcome } from '../../src/vault/account/reseal.ts'
import type { RewrapStatus } from '../../src/vault/keys/directory.ts'
import type { ShownKey } from '../../src/vault/keys/object.ts'
import type { KeyOwner } from '../../src/vault/keys/provider.ts'
import { CommandError } from '../commands/commandError.ts'
import type { RebuildPorts } from './ports.ts'

/** The vault's `VaultKeysEntrypoint`. No key is in any answer. */
export interface VaultKeysPort {
  status(): Promise<RewrapStatus>
  rewrap(): Promise<RewrapStatus>
  reseal(accountIds: readonly string[]): Promise<readonly ResealOutcome[]>
  list(owner: KeyOwner): Promise<readonly ShownKey[]>
  shred(owner: KeyOwner, period?: string): Promise<number>
}

/** What maintenance may do with a stack, wherever it runs. */
export interface Maintenance extends RebuildPorts {
  /** The dead letters of all merchants and the unreadable ones; ids are whole keys below `dead-letters/`. */
  deadLetters(after: string | undefined): Promise<DeadLetterPage>
  redrive(keys: readonly string[]): Promise<Redriven>
  readonly vaultKeys: VaultKeysPort
  close(): Promise<void>
}

/** A stack that runs on this machine, through its launcher. */
export function runningMaintenance(controlOrigin: string, controlSecret: string): Maintenance {
  async function ask(what: string, query: Readonly<Record<string, string | undefined>>, body?: unknown) {
    const url = new URL(`/maintenance/${what}`, controlOrigin)
    for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, value)
    const answer = await fetch(url, {
      headers: { authorization: `Bearer ${controlSecret}` },
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    }).catch(() => undefined)
    if (answer?.ok) return answer
    throw new CommandError(
      answer === undefined
        ? 'The stack does not answer: start it with `npm start`, then run the command again.'
        : `The launcher refused (${answer.status} ${await answer.text()}).`,
    )
  }
  const read = async <Value>(...question: Parameters<typeof ask>): Promise<Value> =>
    fromJson<Value>(await (await ask(...question)).text())

  const askVault = async <Value>(method: keyof VaultKeysPort, ...given: readonly unknown[]): Promise<Value> =>
    (await (await ask('keys', {}, { method, given })).json()) as Value

  return {
    vaultKeys: {
      status: () => askVault('status'),
      rewrap: () => askVault('rewrap'),
      reseal: (accountIds) => askVault('reseal', accountIds),
      list: (owner) => askVault('list', owner),
      shred: (owner, period) => askVault('shred', owner, ...(period === undefined ? [] : [period])),
    },
    archive: {
      list: (after) => read('archive', { after }),
      get: async (name) => new Uint8Array(await (await ask('archive', { name })).arrayBuffer()),
    },
    payments: (asked) => read('payments', {}, asked),
    deadLetters: (after) => read('dead-letters', { after }),
    redrive: (keys) => read('dead-letters', {}, keys),
    close: async () => undefined,
  }
}
