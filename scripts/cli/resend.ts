import { CommandError } from '../commands/commandError.ts'
import type { Api } from './api.ts'

interface Found {
  readonly webhookDeliveriesOf: readonly { readonly id: string; readonly endpointId: string }[]
}

/** Sends an event again to every endpoint that has it, or to one. */
export async function resend(api: Api, eventId: string, endpointId: string | undefined) {
  const { webhookDeliveriesOf } = await api.ask<Found>(
    'query ($id: ID!) { webhookDeliveriesOf(eventId: $id) { id endpointId } }',
    { id: eventId },
  )
  const wanted = webhookDeliveriesOf.filter((one) => endpointId === undefined || one.endpointId === endpointId)
  if (wanted.length === 0)
    throw new CommandError(`No endpoint has a delivery of ${eventId}: \`cli -- logs\` shows some.`)
  const again: unknown[] = []
  for (const { id } of wanted) {
    const { redeliverWebhook } = await api.ask<{ readonly redeliverWebhook: { readonly delivery: unknown } }>(
      `mutation ($id: ID!) { redeliverWebhook(input: { deliveryId: $id }) {
        ... on RedeliverWebhookPayload { delivery { id endpointId eventId status } } ... on Error { code message } } }`,
      { id },
    )
    again.push(redeliverWebhook.delivery)
  }
  return again
}
