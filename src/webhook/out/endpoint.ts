import type { ApiEnv } from '../../env.ts'
import type { WebhookEndpointService } from './contract.ts'

/** A webhook endpoint's object, by its id. RPC's own types wrap every value once more, and lose the unions on the way. */
export const webhookEndpointOf = (env: Pick<ApiEnv, 'WEBHOOK_ENDPOINTS'>, endpointId: string): WebhookEndpointService =>
  env.WEBHOOK_ENDPOINTS.getByName(endpointId) as unknown as WebhookEndpointService
