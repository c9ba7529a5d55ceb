import type { ApiEnv } from '../../../src/env.ts'

export { ActivityObject } from '../../../src/activity/object.ts'
export { AuditObject } from '../../../src/audit/object.ts'
export { StackHealthObject } from '../../../src/health/object.ts'
export { LiveConnectionObject } from '../../../src/live/object.ts'
export { PaymentObject } from '../../../src/payment/object.ts'
export { GatewayHealthObject } from '../../../src/resilience/object.ts'
export { WebhookEndpointObject } from '../../../src/webhook/out/object.ts'

/** The objects of the api Worker alone: health has no address of its own. */
export default {
  fetch: () => new Response(null, { status: 404 }),
  queue: () => undefined,
} satisfies ExportedHandler<ApiEnv>
