import { app } from '../../../src/app.ts'
import type { ApiEnv } from '../../../src/env.ts'

export { ActivityObject } from '../../../src/activity/object.ts'
export { AuditObject } from '../../../src/audit/object.ts'
export { CustomerObject } from '../../../src/customer/object.ts'
export { StackHealthObject } from '../../../src/health/object.ts'
export { LiveConnectionObject } from '../../../src/live/object.ts'
export { PaymentObject } from '../../../src/payment/object.ts'
export { GatewayHealthObject } from '../../../src/resilience/object.ts'
export { WebhookEndpointObject } from '../../../src/webhook/out/object.ts'

/** The api Worker without its consumer: nothing here is projected. */
export default { fetch: app.fetch, queue: () => undefined } satisfies ExportedHandler<ApiEnv>
