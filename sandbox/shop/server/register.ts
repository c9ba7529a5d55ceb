import {
  AddWebhookEndpointDocument,
  RotateWebhookSecretDocument,
  UpdateWebhookEndpointDocument,
  WebhookEndpointsDocument,
} from '../generated/graphql.ts'
import type { Graphql } from './turnpike.ts'

/** The shop's endpoint at Turnpike, as whoever starts the shop keeps it: the secret is shown once. */
export interface WebhookRegistration {
  readonly id: string
  readonly secret: string
}

/**
 * Has Turnpike send its events to the shop. Asked for again it changes nothing; a shop that moved to another port takes
 * its endpoint along, and one whose secret was lost, for example in a crash just after it was made, gets a new secret.
 */
export async function registerReceiver(
  graphql: Graphql,
  url: string,
  known: WebhookRegistration | undefined,
): Promise<WebhookRegistration> {
  const { webhookEndpoints } = await graphql(WebhookEndpointsDocument, {})
  const mine = webhookEndpoints.find(({ id }) => id === known?.id)
  if (mine !== undefined && known !== undefined) {
    if (mine.url !== url) await move(graphql, mine.id, url)
    return known
  }
  const there = webhookEndpoints.find((endpoint) => endpoint.url === url)
  return there === undefined ? add(graphql, url) : rotate(graphql, there.id)
}

async function add(graphql: Graphql, url: string): Promise<WebhookRegistration> {
  const { addWebhookEndpoint: added } = await graphql(AddWebhookEndpointDocument, {
    input: { url, description: 'The demo shop’s own receiver' },
  })
  if (added.__typename !== 'AddWebhookEndpointPayload') throw new Error(added.message)
  return { id: added.endpoint.id, secret: added.secret }
}

async function rotate(graphql: Graphql, id: string): Promise<WebhookRegistration> {
  const { rotateWebhookSecret: rotated } = await graphql(RotateWebhookSecretDocument, {
    input: { id, expireOldNow: true },
  })
  if (rotated.__typename !== 'RotateWebhookSecretPayload') throw new Error(rotated.message)
  return { id: rotated.endpoint.id, secret: rotated.secret }
}

async function move(graphql: Graphql, id: string, url: string): Promise<void> {
  const { updateWebhookEndpoint: updated } = await graphql(UpdateWebhookEndpointDocument, { input: { id, url } })
  if (updated.__typename !== 'UpdateWebhookEndpointPayload') throw new Error(updated.message)
}
