import type { ApiEnv } from '../env.ts'
import type { ActivityOwner, ActivityService } from './contract.ts'
import { decodePoint, encodePoint } from './cursor.ts'
import type { ActivityFeed } from './feed.ts'
import { shardName, shardOf } from './shard.ts'

type ActivityEnv = Pick<ApiEnv, 'ACTIVITY'>

/** A shard of a merchant's feed. RPC's own types wrap every value once more, and lose the unions on the way. */
export const activityOf = (env: ActivityEnv, owner: ActivityOwner, shard: number): ActivityService =>
  env.ACTIVITY.getByName(shardName(owner, shard)) as unknown as ActivityService

/** The shard that has this payment's events. */
export const activityOfPayment = (env: ActivityEnv, owner: ActivityOwner, paymentId: string): ActivityService =>
  activityOf(env, owner, shardOf(paymentId))

/** A merchant's feed for those who read it from outside. */
export const feedOf = (env: ActivityEnv, signingSecret: string, owner: ActivityOwner): ActivityFeed => ({
  shard: (shard) => activityOf(env, owner, shard),
  cursorOf: (point) => encodePoint(signingSecret, owner, point),
  pointOf: (cursor) => decodePoint(signingSecret, owner, cursor),
})
