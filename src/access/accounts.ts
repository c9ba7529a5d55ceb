import { createDatabase } from '../db/database.ts'
import { findGatewayAccount, type GatewayAccountRow, listGatewayAccounts } from '../db/gatewayAccounts.ts'
import type { ApiEnv } from '../env.ts'
import { gatewayOf } from '../gateway/registry.ts'
import type { Mode } from '../ids/ids.ts'
import type { Route } from '../payment/event.ts'
import { isGatewayAccountId } from './accountId.ts'
import type { Background } from './background.ts'
import { accountEntry, accountsEntry } from './entries.ts'
import { type LayeredCache, layeredCache } from './layeredCache.ts'

export type AccountsEnv = Pick<ApiEnv, 'CONFIG' | 'DATABASE_URL' | 'DATABASE_FETCH_ENDPOINT'>

/** A merchant's account at a gateway, without its secrets, which only the vault has. */
export interface GatewayAccount {
  readonly id: string
  readonly merchantId: string
  readonly mode: Mode
  readonly name: string
  readonly kind: string
  readonly weight: number
  readonly enabled: boolean
}

const MOST_REMEMBERED = 5_000

export interface Accounts {
  /** All accounts of a merchant and mode in the order in which they are tried. Throws `UnavailableError`. */
  gatewayAccountsFor(
    env: AccountsEnv,
    context: Background,
    merchantId: string,
    mode: Mode,
  ): Promise<readonly GatewayAccount[]>
  /** Where attempts may go, in order; an account of a kind that this version does not know is left out. Throws likewise. */
  routesFor(env: AccountsEnv, context: Background, merchantId: string, mode: Mode): Promise<readonly Route[]>
  /** The account of that id, or undefined where there is none. Throws likewise. */
  accountOf(env: AccountsEnv, context: Background, accountId: string): Promise<GatewayAccount | undefined>
}

/** One isolate's view of the accounts, with a memory of its own. */
export function accountsReader(now: () => number): Accounts {
  const lists: LayeredCache<readonly GatewayAccount[]> = layeredCache(MOST_REMEMBERED, now)
  const accounts: LayeredCache<GatewayAccount | null> = layeredCache(MOST_REMEMBERED, now)

  const gatewayAccountsFor: Accounts['gatewayAccountsFor'] = (env, context, merchantId, mode) =>
    lists.read(env.CONFIG, context, accountsEntry(merchantId, mode), async () =>
      (await listGatewayAccounts(createDatabase(env), merchantId, mode)).map(accountOfRow),
    )

  return {
    gatewayAccountsFor,
    routesFor: async (env, context, merchantId, mode) =>
      (await gatewayAccountsFor(env, context, merchantId, mode)).flatMap(routeOf),
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

export const { gatewayAccountsFor, routesFor, accountOf } = accountsReader(Date.now)

function routeOf({ id, name, kind, enabled }: GatewayAccount): Route[] {
  const gateway = enabled ? gatewayOf(kind) : undefined
  return gateway === undefined ? [] : [{ accountId: id, gateway: name, kind, capabilities: gateway.capabilities }]
}

export const accountOfRow = (row: GatewayAccountRow): GatewayAccount => ({
  id: row.id,
  merchantId: row.merchantId,
  mode: row.mode,
  name: row.name,
  kind: row.kind,
  weight: row.weight,
  enabled: row.enabled,
})
