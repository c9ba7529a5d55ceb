import { auditFollower } from '../audit/service.ts'
import type { ApiEnv } from '../env.ts'
import { connectionOf } from '../live/connection.ts'
import type { Follower } from '../live/contract.ts'
import { webhookEndpointOf } from '../webhook/out/endpoint.ts'
import type { FollowerKind } from './contract.ts'

type FollowerEnv = Pick<ApiEnv, 'LIVE_CONNECTIONS' | 'AUDIT' | 'WEBHOOK_ENDPOINTS'>

/** How each kind of follower is found by its id. */
const FOLLOWERS: Readonly<Record<FollowerKind, (env: FollowerEnv, id: string) => Pick<Follower, 'poke'>>> = {
  connection: connectionOf,
  audit: auditFollower,
  webhook: webhookEndpointOf,
}

/** How a feed writes down who follows it. */
export const followerName = (kind: FollowerKind, id: string): string => `${kind} ${id}`

export function followerNamed(env: FollowerEnv, name: string): Pick<Follower, 'poke'> {
  const [kind = '', id = ''] = name.split(' ')
  return FOLLOWERS[kind as FollowerKind](env, id)
}
