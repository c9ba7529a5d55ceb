import type { GatewayAccountRow } from '../db/gatewayAccounts.ts'
import type { Mode } from '../ids/ids.ts'
import type { Cost } from '../routing/request.ts'

/** A merchant's account at a gateway, without its secrets, which only the vault has. */
export interface GatewayAccount {
  readonly id: string
  readonly merchantId: string
  readonly mode: Mode
  readonly name: string
  readonly kind: string
  /** The order in which accounts are tried, from 1. */
  readonly position: number
  readonly weight: number
  readonly enabled: boolean
  readonly costs: readonly Cost[]
  /** The longest one call may take; absent where the general bound holds. */
  readonly timeoutMs?: number
  /** The most calls under way at once; absent where the general bound holds. */
  readonly maxConcurrency?: number
}

export const accountOfRow = (row: GatewayAccountRow): GatewayAccount => ({
  id: row.id,
  merchantId: row.merchantId,
  mode: row.mode,
  name: row.name,
  kind: row.kind,
  position: row.position,
  weight: row.weight,
  enabled: row.enabled,
  costs: row.costs,
  ...(row.timeoutMs === null ? {} : { timeoutMs: row.timeoutMs }),
  ...(row.maxConcurrency === null ? {} : { maxConcurrency: row.maxConcurrency }),
})
