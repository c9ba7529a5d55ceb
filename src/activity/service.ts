import type { ApiEnv } from '../env.ts'
import type { ActivityOwner, ActivityService } from './contract.ts'
import { shardName, shardOf } from './shard.ts'

type ActivityEnv = Pick<ApiEnv, 'ACTIVITY'>

/** A shard of a merchant's feed. RPC's own types wrap every value once more, and lose the unions on the way. */
export const activityOf = (env: ActivityEnv, owner: ActivityOwner, shard: number): ActivityService =>
  env.ACTIVITY.getByName(shardName(owner, shard)) as unknown as ActivityService

/** The shard that has this payment's events. */
export const activityOfPayment = (env: ActivityEnv, owner: ActivityOwner, paymentId: string): ActivityService =>
  activityOf(env, owner, shardOf(paymentId))
