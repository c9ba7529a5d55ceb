import type { GatewayCapabilities } from '../gateway/gateway.ts'

/** One gateway account that may take an attempt, as data: the core decides over these and never looks one up. */
export interface Route {
  readonly accountId: string
  /** The account's name, as merchants know it. */
  readonly gateway: string
  readonly kind: string
  readonly capabilities: GatewayCapabilities
  /** The longest one call to this account may take; absent where the general bound holds. */
  readonly timeoutMs?: number
}
