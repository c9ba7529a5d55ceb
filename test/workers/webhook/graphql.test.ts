import { exports } from 'cloudflare:workers'
import { beforeAll, describe, expect, test } from 'vitest'
import { hashOf, newKey } from '../../../src/access/credential.ts'
import { keyEntry } from '../../../src/access/entries.ts'
import type { ActivityOwner } from '../../../src/activity/contract.ts'
import { auditOf } from '../../../src/audit/service.ts'
import { env, idsOf, newOwner, newPayment, openEndpoint, type TestEndpoint, until, verified } from './support.ts'

const api = (exports as unknown as { default: Fetcher }).default

async function keyOf(owner: ActivityOwner, kind: 'secret' | 'operator'): Promise<string> {
  const key = newKey(kind, 'TEST')
  const identity = { ...owner, kind, credentialId: crypto.randomUUID() }
  await env.CONFIG.put(keyEntry(hashOf(key)), JSON.stringify(identity))
  return key
}

/** What is asked as this key. Postgres is out of reach here. */
const asker =
  (key: string) =>
  async (query: string, variables: object = {}) => {
    const response = await api.fetch('https://api.test/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({ query, variables }),
    })
    // biome-ignore lint/suspicious/noExplicitAny: tests read answers of every shape.
    return (await response.json()) as any
  }

const ERROR = '... on Error { __typename code message path }'

let endpoint: TestEndpoint
let operator: ReturnType<typeof asker>
let stranger: ReturnType<typeof asker>
let shop: ReturnType<typeof asker>

beforeAll(async () => {
  const owner = newOwner()
  endpoint = await openEndpoint(owner)
  operator = asker(await keyOf(owner, 'operator'))
  stranger = asker(await keyOf(newOwner(), 'operator'))
  shop = asker(await keyOf(owner, 'secret'))
})

const add = async (input: object) =>
  (
    await operator(
      `mutation ($input: AddWebhookEndpointInput!) { addWebhookEndpoint(input: $input) { __typename ${ERROR} } }`,
      { input },
    )
  ).data.addWebhookEndpoint

describe('adding a webhook endpoint', () => {
  const url = 'https://shop.example/webhooks'

  test.each([
    [{ url: 'http://shop.example/' }, 'url', 'url must begin with https://.'],
    [{ url: 'https://169.254.169.254/' }, 'url', 'url must name a host of the public internet, not an address.'],
    [{ url, eventTypes: [] }, 'eventTypes', 'eventTypes must name at least one type; leave it out for all of them.'],
    [{ url, apiVersion: '2020-01-01' }, 'apiVersion', 'apiVersion must be one of 2026-11-01.'],
    [{ url, description: 'a\u0000b' }, 'description', 'description must not hold control characters'],
  ])('HU1 refuses %j, naming the field', async (input, field, message) => {
    expect(await add(input)).toEqual({
      __typename: 'ValidationError',
      code: 'VALIDATION_FAILED',
      path: [field],
      message,
    })
  })

  test.each([
    ['{ id colour }', 'Cannot query field "colour" on type "PaymentEvent".'],
    ['{ payment }', 'Field "payment" of type "Payment!" must have a selection of subfields.'],
    ['{ id } }', 'must be'],
    ['{ id } other: paymentEvents(paymentId: "pay_x") { id }', 'must select only one top level field'],
    ['{ id } } subscription Other { payment(id: "x") { id }', 'must be one selection set and nothing else'],
    ['{ ...Missing }', 'Unknown fragment "Missing".'],
    ['{ id # ', 'must be a selection set'],
    ['id', 'must be a selection set such as'],
    [`{ ${'payment { events { nodes { payment { id } } } } '.repeat(40)} }`, 'is not a selection over PaymentEvent'],
  ])('refuses the selection %s', async (selection, words) => {
    const error = await add({ url, selection })
    expect(error).toMatchObject({ __typename: 'ValidationError', path: ['selection'] })
    expect(error.message).toContain(words)
  })

  test('needs Postgres, and says so', async () => {
    const { errors } = await operator(`mutation { addWebhookEndpoint(input: { url: "${url}" }) { __typename } }`)
    expect(errors[0].extensions.code).toBe('UNAVAILABLE')
  })
})

describe('a webhook endpoint, while Postgres is down', () => {
  test('is read, changed and followed by its operators', async () => {
    const { id } = endpoint
    const read = await operator(
      `query ($id: ID!) { webhookEndpoint(id: $id) { id mode url enabled disabledReason eventTypes apiVersion ordered
        failuresInARow probeAt pendingDeliveries oldSecretExpiresAt createdAt updatedAt } }`,
      { id },
    )
    expect(read.data.webhookEndpoint).toMatchObject({
      id,
      mode: 'TEST',
      url: endpoint.url,
      enabled: true,
      eventTypes: null,
    })
    const changed = await operator(
      `mutation ($input: UpdateWebhookEndpointInput!) { updateWebhookEndpoint(input: $input) {
        ... on UpdateWebhookEndpointPayload { endpoint { description eventTypes ordered url selection } } ${ERROR} } }`,
      { input: { id, description: 'the shop', eventTypes: ['PAYMENT_CREATED', 'PAYMENT_CREATED'], ordered: true } },
    )
    expect(changed.data.updateWebhookEndpoint.endpoint).toMatchObject({
      description: 'the shop',
      eventTypes: ['PAYMENT_CREATED'],
      ordered: true,
      url: endpoint.url,
    })
    const payment = await newPayment(endpoint.owner)
    await until(async () => (await endpoint.deliveries({ status: 'SUCCEEDED' })).length === 1)
    const listed = await operator(
      `query ($id: ID!, $paymentId: ID!) { webhookDeliveries(endpointId: $id, filter: { paymentId: $paymentId, status: SUCCEEDED, type: PAYMENT_CREATED }) {
        nodes { id eventId type name paymentId seq test status createdAt deadlineAt nextAttemptAt endedAt body
          attempts { number startedAt durationMs statusCode headers body error } }
        pageInfo { hasNextPage endCursor } } }`,
      { id, paymentId: payment.id },
    )
    expect(listed.data.webhookDeliveries.nodes).toMatchObject([
      {
        eventId: payment.eventIds[0],
        type: 'PAYMENT_CREATED',
        name: 'payment.created',
        status: 'SUCCEEDED',
        nextAttemptAt: null,
        attempts: [{ number: 1, statusCode: 204, error: null }],
      },
    ])
    const deliveryId = listed.data.webhookDeliveries.nodes[0].id
    const again = await operator(
      `mutation ($input: RedeliverWebhookInput!) { redeliverWebhook(input: $input) {
        ... on RedeliverWebhookPayload { delivery { id status } } ${ERROR} } }`,
      { input: { deliveryId } },
    )
    expect(again.data.redeliverWebhook).toEqual({ delivery: { id: deliveryId, status: 'PENDING' } })
    expect(idsOf(await endpoint.got(2))).toEqual([payment.eventIds[0], payment.eventIds[0]])
    const many = await operator(
      `mutation ($input: RedeliverWebhooksInput!) { redeliverWebhooks(input: $input) {
        ... on RedeliverWebhooksPayload { queued left leftFrom } ${ERROR} } }`,
      { input: { endpointId: id, to: '2020-01-01T00:00:00Z' } },
    )
    expect(many.data.redeliverWebhooks).toEqual({ queued: 0, left: 0, leftFrom: null })
  })

  test('shows a secret when it is rotated, and signs with both', async () => {
    const rotated = await operator(
      `mutation ($input: RotateWebhookSecretInput!) { rotateWebhookSecret(input: $input) {
        ... on RotateWebhookSecretPayload { secret endpoint { oldSecretExpiresAt } } ${ERROR} } }`,
      { input: { id: endpoint.id, overlapHours: 1 } },
    )
    const { secret, endpoint: after } = rotated.data.rotateWebhookSecret
    expect(secret).toMatch(/^whsec_/)
    expect(Date.parse(after.oldSecretExpiresAt) - Date.now()).toBeLessThanOrEqual(3_600_000)
    const before = (await endpoint.received()).length
    const sent = await operator(
      `mutation ($input: SendTestWebhookInput!) { sendTestWebhook(input: $input) {
        ... on SendTestWebhookPayload { delivery { eventId test } } ${ERROR} } }`,
      { input: { endpointId: endpoint.id, type: 'REFUND_FAILED' } },
    )
    expect(sent.data.sendTestWebhook.delivery).toMatchObject({ test: true })
    const received = (await endpoint.got(before + 1)).at(-1)
    if (received === undefined) throw new Error('nothing was received')
    expect(verified(received, secret)).toEqual(verified(received, endpoint.secret))
    expect(verified(received, secret)).toMatchObject({ type: 'refund.failed', test: true })
  })

  test('has every change of it in the audit log, without its secret or the rest of its URL', async () => {
    const { entries } = await auditOf(env, endpoint.owner).readBack({}, undefined, 100)
    const ours = entries.filter(({ subject }) => subject === endpoint.id)
    expect(new Set(ours.map(({ action }) => action))).toEqual(new Set(['webhook.update', 'webhook.secret.rotate']))
    expect(ours.find(({ action }) => action === 'webhook.update')?.detail).toEqual({
      fields: ['description', 'eventTypes', 'ordered'],
      ordered: true,
    })
    expect(JSON.stringify(ours)).not.toMatch(/whsec_|\/to\//)
  })

  test('is for its own operators: to others it does not exist, and other keys are refused', async () => {
    const { id } = endpoint
    const query =
      'query ($id: ID!) { webhookEndpoint(id: $id) { id } webhookDeliveries(endpointId: $id) { nodes { id } } }'
    expect((await stranger(query, { id })).data).toEqual({ webhookEndpoint: null, webhookDeliveries: null })
    expect((await operator(query, { id: 'whe_nonsense' })).data).toEqual({
      webhookEndpoint: null,
      webhookDeliveries: null,
    })
    expect((await shop(query, { id })).errors[0].extensions.code).toBe('FORBIDDEN')
    const mutations = [
      ['updateWebhookEndpoint', 'UpdateWebhookEndpointInput', { id, ordered: true }],
      ['rotateWebhookSecret', 'RotateWebhookSecretInput', { id }],
      ['sendTestWebhook', 'SendTestWebhookInput', { endpointId: id, type: 'PAYMENT_CREATED' }],
      ['redeliverWebhook', 'RedeliverWebhookInput', { deliveryId: `whd_${id.slice(4)}_1` }],
      ['redeliverWebhooks', 'RedeliverWebhooksInput', { endpointId: id }],
    ] as const
    for (const [name, type, input] of mutations) {
      const document = `mutation ($input: ${type}!) { ${name}(input: $input) { ${ERROR} } }`
      expect((await stranger(document, { input })).data[name]).toMatchObject({ code: 'NOT_FOUND' })
      expect((await shop(document, { input })).data[name]).toMatchObject({ code: 'FORBIDDEN' })
    }
  })

  test.each([
    ['first: 101', 'first must be between 1 and 100.'],
    ['after: "whd_x"', 'after is not a cursor of this list.'],
    ['filter: { paymentId: "evt_1" }', 'filter.paymentId must be the id of a payment; it begins with pay_.'],
  ])('HI2 refuses a list with %s', async (argument, message) => {
    const { errors } = await operator(
      `query ($id: ID!) { webhookDeliveries(endpointId: $id, ${argument}) { nodes { id } } }`,
      {
        id: endpoint.id,
      },
    )
    expect(errors[0]).toMatchObject({ message, extensions: { code: 'BAD_REQUEST' } })
  })
})
