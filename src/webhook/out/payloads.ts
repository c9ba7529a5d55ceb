import type { Background } from '../../access/background.ts'
import { type ApiEnv, readSettings } from '../../env.ts'
import { newRequestId } from '../../http/requestId.ts'
import type { PaymentEvent } from '../../payment/event.ts'
import type { PaymentView } from '../../payment/view.ts'
import { createServices, paymentOf } from '../../services.ts'
import { createEventMemory } from './eventMemory.ts'
import type { KeptEndpoint } from './kept.ts'
import { prepareFor } from './prepare.ts'
import type { DeliveryRow } from './rows.ts'
import { type Rendering, renderBody } from './selection.ts'

export type Payloads = ReturnType<typeof createPayloads>

/** What an endpoint's deliveries carry, as the merchant's own secret key would read it. */
export function createPayloads(env: ApiEnv, background: Background) {
  const renderingOf = ({ id, owner, settings: { apiVersion, selection } }: KeptEndpoint): Rendering => {
    const settings = readSettings(env)
    const surroundings = { requestId: newRequestId(), services: createServices(env, settings, background) }
    return { prepare: prepareFor(settings.production), surroundings, owner, endpointId: id, apiVersion, selection }
  }

  const render = (
    endpoint: KeptEndpoint,
    event: PaymentEvent,
    view: PaymentView,
    test?: { readonly eventId: string },
  ) => renderBody(renderingOf(endpoint), event, view, test)

  /** One object is one endpoint, so its memory is never read by another merchant. */
  const memoryOf = ({ id, owner: { merchantId, mode } }: KeptEndpoint) =>
    createEventMemory({
      read: (paymentId, after, first) =>
        paymentOf(env, paymentId).readEvents(
          { kind: 'secret', merchantId, mode, credentialId: id },
          after,
          first,
          true,
        ),
      nowMs: Date.now,
    })
  let eventOf: ReturnType<typeof memoryOf> | undefined

  return {
    render,

    /** The payment's object knows the event, the payment just after it, and what of them may be opened. */
    async renderEvent(endpoint: KeptEndpoint, delivery: DeliveryRow): Promise<string> {
      eventOf ??= memoryOf(endpoint)
      const { view, ...event } = (await eventOf(delivery.payment_id, delivery.seq)) ?? {}
      if (view === undefined) throw new Error('the payment does not have this event')
      return render(endpoint, event as PaymentEvent, view)
    },
  }
}
