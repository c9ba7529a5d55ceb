import { type Answer, emptyAnswer } from '../../http/answer.ts'
import type { Delivery } from '../eventsView.ts'
import { DeliveriesOfDocument, RedeliverWebhookDocument } from '../generated/graphql.ts'
import { refusal } from './refusal.ts'
import type { Graphql } from './turnpike.ts'

/** An event's way to each of the merchant's endpoints, with where that is. */
export async function readDeliveries(graphql: Graphql, eventId: string): Promise<readonly Delivery[]> {
  const { webhookDeliveriesOf, webhookEndpoints } = await graphql(DeliveriesOfDocument, { eventId })
  const endpoints = new Map(webhookEndpoints.map((endpoint) => [endpoint.id, endpoint]))
  return webhookDeliveriesOf.map(({ endpointId, ...delivery }) => {
    const endpoint = endpoints.get(endpointId)
    return {
      ...delivery,
      url: endpoint?.url ?? endpointId,
      isEnabled: endpoint?.enabled ?? false,
      probeAt: endpoint?.probeAt ?? null,
    }
  })
}

export async function redeliver(graphql: Graphql, deliveryId: string): Promise<Answer> {
  const { redeliverWebhook: sent } = await graphql(RedeliverWebhookDocument, { input: { deliveryId } })
  return sent.__typename === 'RedeliverWebhookPayload' ? emptyAnswer(204) : refusal(409, sent.message)
}
