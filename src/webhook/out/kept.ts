import type { ActivityOwner } from '../../activity/contract.ts'
import type { DisabledReason, EndpointSettings, Trouble } from './contract.ts'
import type { Circuit } from './schedule.ts'

/** A secret as it is kept, and until when it signs where another has taken its place. */
export interface KeptSecret {
  readonly sealed: string
  readonly untilMs?: number
}

/** What an endpoint is. */
export interface KeptEndpoint {
  readonly id: string
  readonly owner: ActivityOwner
  readonly settings: EndpointSettings
  readonly enabled: boolean
  readonly disabledReason?: DisabledReason
  /** What was canceled since then was canceled by its being disabled. */
  readonly disabledAtMs?: number
  readonly createdAtMs: number
  readonly updatedAtMs: number
  /** The newest first; those before it end by themselves. */
  readonly secrets: readonly KeptSecret[]
  readonly troubles?: readonly Trouble[]
}

/** How far it has come in each shard of the feed; a shard that it does not know begins at its head. */
export type Positions = Readonly<Record<number, number>>

export interface Kept {
  readonly endpoint: KeptEndpoint
  readonly circuit: Circuit
  readonly positions: Positions
}
