import type { ApiEnv } from '../env.ts'
import type { Follower } from './contract.ts'

/** The object of a live connection, by the id that it gave the payments it follows. */
export const connectionOf = (env: Pick<ApiEnv, 'LIVE_CONNECTIONS'>, connectionId: string): Follower => {
  const connections = env.LIVE_CONNECTIONS
  return connections.get(connections.idFromString(connectionId)) as unknown as Follower
}
