import type { Background } from '../../access/background.ts'
import { type ApiEnv, readSettings } from '../../env.ts'
import { newRequestId } from '../../http/requestId.ts'
import type { PaymentEvent } from '../../payment/event.ts'
import { isSealed, openedText, sealedText } from '../../payment/seal.ts'
import type { PaymentView } from '../../payment/view.ts'
import { createServices, paymentOf } from '../../services.ts'
import { type BodyKeys, bodyKeys } from './bodies.ts'
import { createEventMemory } from './eventMemory.ts'
import type { KeptEndpoint } from './kept.ts'
import { prepareFor } from './prepare.ts'
import type { DeliveryRow } from './rows.ts'
import { type Rendering, renderBody } from './selection.ts'

/** What is sent, how it is kept where that is new, and the key that seals what comes back. */
export interface Carried {
  readonly body: string
  readonly kept?: string
  readonly key?: Uint8Array
}

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

  /** Opens what is kept of this endpoint's deliveries, for those who may read it. */
  const keysFor = ({ owner, id }: KeptEndpoint): BodyKeys =>
    bodyKeys((paymentId) => paymentOf(env, paymentId), owner, id)

  /** One object is one endpoint, so its memory is never read by another merchant. */
  const memoryOf = (endpoint: KeptEndpoint) => {
    const { id, owner } = endpoint
    const { merchantId, mode } = owner
    return createEventMemory({
      read: (paymentId, after, first) =>
        paymentOf(env, paymentId).readEvents(
          { kind: 'secret', merchantId, mode, credentialId: id },
          after,
          first,
          true,
        ),
      // Each is asked anew: an answer that is kept here would outlive an erasure.
      keyOf: (paymentId) => keysFor(endpoint)(paymentId),
      nowMs: Date.now,
    })
  }
  let eventOf: ReturnType<typeof memoryOf> | undefined

  return {
    render,

    /**
     * What a delivery carries: as it was kept, or rendered, where it never was or the payment was erased since. The
     * payment's object knows the event, the payment just after it, and what of them may be opened.
     */
    async carriedBy(endpoint: KeptEndpoint, delivery: DeliveryRow): Promise<Carried> {
      const { payment_id: paymentId, body, seq } = delivery
      if (body !== null && !isSealed(body)) return { body }
      const key = body === null ? undefined : await keysFor(endpoint)(paymentId)
      const opened = body === null ? undefined : openedText(key, paymentId, body)
      if (opened !== undefined && key !== undefined) return { body: opened, key }
      eventOf ??= memoryOf(endpoint)
      const found = await eventOf(paymentId, seq)
      const { view, ...event } = found?.event ?? {}
      if (found === undefined || view === undefined) throw new Error('the payment does not have this event')
      const rendered = await render(endpoint, event as PaymentEvent, view)
      return { body: rendered, kept: sealedText(found.bodyKey, paymentId, rendered), key: found.bodyKey }
    },

    keysFor,
  }
}
