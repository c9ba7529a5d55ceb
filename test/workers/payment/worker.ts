import type { ApiEnv } from '../../../src/env.ts'
import { readProjection } from '../../../src/event/message.ts'
import { paymentOf } from '../../../src/services.ts'
import { acknowledges, record } from './projections.ts'

export { ActivityObject } from '../../../src/activity/object.ts'
export { AuditObject } from '../../../src/audit/object.ts'
export { CustomerObject } from '../../../src/customer/object.ts'
export { StackHealthObject } from '../../../src/health/object.ts'
export { LiveConnectionObject } from '../../../src/live/object.ts'
export { PaymentObject } from '../../../src/payment/object.ts'
export { GatewayHealthObject } from '../../../src/resilience/object.ts'
export { WebhookEndpointObject } from '../../../src/webhook/out/object.ts'

/** The objects of the api Worker, with a consumer that keeps what they tell instead of writing it to Postgres. */
export default {
  fetch: () => new Response(null, { status: 404 }),
  async queue(batch, env) {
    for (const message of batch.messages) {
      const projection = readProjection(message.body)
      if (projection === undefined) throw new Error('a payment told what no consumer can read')
      record(projection)
      if (acknowledges(projection.paymentId)) {
        await paymentOf(env, projection.paymentId).projected(projection.view.seq)
      }
    }
  },
} satisfies ExportedHandler<ApiEnv>
