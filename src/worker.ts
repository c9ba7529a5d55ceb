import { app } from './app.ts'
import type { ApiEnv } from './env.ts'
import { consumePaymentEvents } from './event/consumer.ts'
import { DEAD_LETTER_QUEUE, keepDeadLetters } from './event/deadLetters.ts'

export { IdentityEntrypoint } from './access/entrypoint.ts'
export { ActivityObject } from './activity/object.ts'
export { AuditObject } from './audit/object.ts'
export { CustomerObject } from './customer/object.ts'
export { StackHealthObject } from './health/object.ts'
export { LiveConnectionObject } from './live/object.ts'
export { MaintenanceEntrypoint } from './maintenance/entrypoint.ts'
export { PaymentObject } from './payment/object.ts'
export { GatewayHealthObject } from './resilience/object.ts'
export { WebhookEndpointObject } from './webhook/out/object.ts'
export { WebhookSender } from './webhook/out/sender.ts'

export default {
  fetch: app.fetch,
  queue: (batch, env) =>
    batch.queue === DEAD_LETTER_QUEUE ? keepDeadLetters(batch, env) : consumePaymentEvents(batch, env),
} satisfies ExportedHandler<ApiEnv>
