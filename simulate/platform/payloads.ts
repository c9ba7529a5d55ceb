import type { PaymentEvent } from '../../src/payment/event.ts'
import type { KeptEndpoint } from '../../src/webhook/out/kept.ts'
import type { DeliveryRow } from '../../src/webhook/out/rows.ts'

/** In the place of `src/webhook/out/payloads.ts`, which runs a merchant's GraphQL selection: what is sent is its own name. */
export const createPayloads = () => ({
  render: async (_endpoint: KeptEndpoint, event: PaymentEvent) => JSON.stringify({ type: event.type }),
  carriedBy: async (_endpoint: KeptEndpoint, { payment_id: paymentId, seq, type, body }: DeliveryRow) => {
    if (body !== null) return { body }
    const made = JSON.stringify({ paymentId, seq, type })
    return { body: made, kept: made }
  },
  keysFor: () => async () => undefined,
})
