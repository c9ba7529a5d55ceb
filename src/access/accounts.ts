import { createDatabase } from '../db/database.ts'
import { findGatewayAccount } from '../db/gatewayAccounts.ts'
import type { ListOwner } from '../db/list.ts'
import type { ApiEnv } from '../env.ts'
import type { Mode } from '../ids/ids.ts'
import type { RoutingInput } from '../routing/request.ts'
import { isGatewayAccountId } from './accountId.ts'
import type { Background } from './background.ts'
import { accountEntry, routingEntry } from './entries.ts'
import { accountOfRow, type GatewayAccount } from './gatewayAccount.ts'
import { type LayeredCache, layeredCache } from './layeredCache.ts'
import { hasReadablePolicy, loadRouting, type RoutingConfiguration, routingInputOf } from './routingConfiguration.ts'

export type { GatewayAccount }
export type AccountsEnv = Pick<ApiEnv, 'CONFIG' | 'DATABASE_URL' | 'DATABASE_FETCH_ENDPOINT'>

const MOST_REMEMBERED = 5_000

export interface Accounts {
  /** All accounts of a merchant and mode in the order in which they are tried. Throws `UnavailableError`. */
  gatewayAccountsFor(
    env: AccountsEnv,
    context: Background,
    merchantId: string,
    mode: Mode,
  ): Promise<readonly GatewayAccount[]>
  /**
   * What choosing needs, without health: the policy in force, and the accounts in order, disabled ones too. An account of
   * a kind that this version does not know is left out. Throws likewise.
   */
  routingFor(env: AccountsEnv, context: Background, merchantId: string, mode: Mode): Promise<RoutingInput>
  /** The account of that id, or undefined where there is none. Throws likewise. */
  accountOf(env: AccountsEnv, context: Background, accountId: string): Promise<GatewayAccount | undefined>
  /** Forgets what stands in KV under this name, because it was changed through this isolate. */
  forget(name: string): void
}

/** One isolate's view of accounts and policies, with a memory of its own. */
export function accountsReader(now: () => number): Accounts {
  const configurations = layeredCache<RoutingConfiguration>(MOST_REMEMBERED, now, { isWhole: hasReadablePolicy })
  const accounts: LayeredCache<GatewayAccount | null> = layeredCache(MOST_REMEMBERED, now)
  // Read once for each configuration that the cache hands out, and forgotten with it.
  const inputs = new WeakMap<RoutingConfiguration, RoutingInput>()

  const read = (env: AccountsEnv, context: Background, owner: ListOwner) =>
    configurations.read(env.CONFIG, context, routingEntry(owner.merchantId, owner.mode), () =>
      loadRouting(createDatabase(env), owner),
    )

  return {
    forget: (name) => {
      configurations.forget(name)
      accounts.forget(name)
    },
    gatewayAccountsFor: async (env, context, merchantId, mode) =>
      (await read(env, context, { merchantId, mode })).accounts,
    routingFor: async (env, context, merchantId, mode) => {
      const owner = { merchantId, mode }
      const configuration = await read(env, context, owner)
      const input = inputs.get(configuration) ?? routingInputOf(owner, configuration)
      inputs.set(configuration, input)
      return input
    },
    accountOf: async (env, context, accountId) => {
      if (!isGatewayAccountId(accountId)) return undefined
      const account = await accounts.read(env.CONFIG, context, accountEntry(accountId), async () => {
        const row = await findGatewayAccount(createDatabase(env), accountId)
        return row === undefined ? null : accountOfRow(row)
      })
      return account ?? undefined
    },
  }
}

export const { gatewayAccountsFor, routingFor, accountOf, forget: forgetConfiguration } = accountsReader(Date.now)
