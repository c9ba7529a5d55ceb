import type { ActivityOwner } from './contract.ts'

/**
 * How many shards a merchant's feed has. A merchant has its own, so nobody waits for a busy neighbour; several, so that a
 * busy one is not bound by what one object takes. A place in the feed is one place per shard, so more can be added at the
 * end: shards that a place does not know begin at their beginning.
 */
export const ACTIVITY_SHARDS = 4

/** The shard that has this payment's events, all of them and for good. */
export function shardOf(paymentId: string): number {
  // The id ends in base32 of a hash, so its last characters are as even as any.
  return (paymentId.charCodeAt(paymentId.length - 2) + paymentId.charCodeAt(paymentId.length - 3)) % ACTIVITY_SHARDS
}

/** The name of a shard's object, by which its followers also know who pokes them. */
export const shardName = ({ merchantId, mode }: ActivityOwner, shard: number): string =>
  `activity:${merchantId}:${mode}:${shard}`

export const ALL_SHARDS: readonly number[] = Array.from({ length: ACTIVITY_SHARDS }, (_, shard) => shard)

/** Which shard of this owner's feed an object's name means; undefined where it is none of them. */
export const shardNamed = (owner: ActivityOwner, name: string): number | undefined =>
  ALL_SHARDS.find((shard) => shardName(owner, shard) === name)
