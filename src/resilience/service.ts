import type { ApiEnv } from '../env.ts'
import type { GatewayHealthService } from './snapshot.ts'

/** The health of one gateway account. Ask anew for each call: what leads to an object that was lost stays broken. */
export const healthOf = (env: Pick<ApiEnv, 'GATEWAY_HEALTH'>, accountId: string): GatewayHealthService =>
  env.GATEWAY_HEALTH.getByName(accountId) as unknown as GatewayHealthService
