import { openPlace, sealPlace } from '../db/cursor.ts'
import type { ActivityOwner } from './contract.ts'
import { type FeedPoint, placeIn } from './place.ts'

const scopeOf = ({ merchantId, mode }: ActivityOwner) => ({ list: 'activity', merchantId, mode }) as const

/** `1.0.z` or, where it is an event's, `1.0.z:2`: places in base 36, and the shard. */
const POINT = /^([0-9a-z]{1,11}(?:\.[0-9a-z]{1,11})*)(?::([0-9]{1,3}))?$/

/** Opaque to callers, and no other merchant's or mode's. */
export function encodePoint(signingSecret: string, owner: ActivityOwner, { place, shard }: FeedPoint): string {
  const places = place.map((position) => position.toString(36)).join('.')
  return sealPlace(signingSecret, scopeOf(owner), shard === undefined ? places : `${places}:${shard}`)
}

/** The point that a cursor names, or undefined where we did not make it for this feed. */
export function decodePoint(signingSecret: string, owner: ActivityOwner, cursor: string): FeedPoint | undefined {
  const [, places, shardText] = POINT.exec(openPlace(signingSecret, scopeOf(owner), cursor) ?? '') ?? []
  if (places === undefined) return undefined
  const place = places.split('.').map((position) => Number.parseInt(position, 36))
  const shard = shardText === undefined ? undefined : Number(shardText)
  return shard === undefined || placeIn(place, shard) === 0 ? { place } : { place, shard }
}
