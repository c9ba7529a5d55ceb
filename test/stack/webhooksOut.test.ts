import { execFile } from 'node:child_process'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually, freshKey } from './support/client.ts'
import { powerCut, runningStack } from './support/fixture.ts'

const running = runningStack()

interface Received {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const received: Received[] = []
let receiver: Server

beforeAll(async () => {
  receiver = createServer((request, response) => {
    let body = ''
    request.on('data', (part) => {
      body += String(part)
    })
    request.on('end', () => {
      received.push({ headers: request.headers as Record<string, string>, body })
      // Slow enough that a power cut finds some of them under way.
      setTimeout(() => response.writeHead(204).end(), 100)
    })
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
})
afterAll(() => receiver.closeAllConnections())

const operator = async (query: string, variables: object = {}) => {
  const { client, stack } = running
  const { data, errors } = await client.graphql(query, variables, stack.keys.operatorKey)
  if (errors !== undefined) throw new Error(JSON.stringify(errors))
  return data
}

const cli = (...words: string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    const script = join(import.meta.dirname, '../../scripts/cli/main.ts')
    const all = [script, ...words, '--state', running.stack.stateDirectory]
    execFile(process.execPath, all, (error, output, trouble) => (error ? reject(new Error(trouble)) : resolve(output)))
  })

test('I6 every event arrives at a webhook endpoint under its id, also after a power cut in the middle', async () => {
  const { port } = receiver.address() as AddressInfo
  const { addWebhookEndpoint } = await operator(
    `mutation ($input: AddWebhookEndpointInput!) { addWebhookEndpoint(input: $input) {
      ... on AddWebhookEndpointPayload { secret endpoint { id } } ... on Error { code message } } }`,
    { input: { url: `http://127.0.0.1:${port}/webhooks` } },
  )
  const { secret, endpoint } = addWebhookEndpoint
  const create = () => running.client.create({ idempotencyKey: freshKey() })
  const first = await Promise.all(Array.from({ length: 30 }, create))
  await eventually(
    async () => received.length,
    (count) => count >= 5,
  )
  await powerCut(running)
  const last = await running.client.pay()
  const wanted = new Set(
    [
      ...first.map(({ payment }) => [payment.id, 1] as const),
      ...[1, 2, 3, 4, 5].map((seq) => [last.payment.id, seq] as const),
    ].map(([id, seq]) => `evt_${id.slice('pay_'.length)}_${seq}`),
  )
  await eventually(
    async () => new Set(received.map(({ headers }) => headers['webhook-id'])),
    (ids) => [...wanted].every((id) => ids.has(id)),
    60_000,
  )
  for (const { body, headers } of received) new Webhook(secret).verify(body, headers)

  expect((await operator('{ webhookEndpoints { id enabled } }')).webhookEndpoints).toEqual([
    { id: endpoint.id, enabled: true },
  ])
  const eventId = `evt_${last.payment.id.slice('pay_'.length)}_5`
  const before = received.length
  expect(JSON.parse(await cli('resend', eventId))).toMatchObject([{ eventId, endpointId: endpoint.id }])
  // What the power cut left without an answer may still be coming again beside it.
  await eventually(
    async () => received.slice(before).filter(({ headers }) => headers['webhook-id'] === eventId),
    (again) => again.length === 1,
  )
  const same = received.filter(({ headers }) => headers['webhook-id'] === eventId)
  expect(new Set(same.map(({ body }) => body)).size).toBe(1)
  const triggered = JSON.parse(await cli('trigger', 'payment.canceled'))
  expect(triggered).toMatchObject({ payment: { status: 'CANCELED' } })
  await eventually(
    async () => cli('logs'),
    (lines) => lines.includes(triggered.payment.id.slice('pay_'.length)),
  )
  const remove =
    'mutation ($id: ID!) { removeWebhookEndpoint(input: { id: $id }) { ... on RemoveWebhookEndpointPayload { endpointId } ... on Error { code } } }'
  expect((await operator(remove, { id: endpoint.id })).removeWebhookEndpoint).toEqual({ endpointId: endpoint.id })
  expect((await operator(remove, { id: endpoint.id })).removeWebhookEndpoint).toEqual({ code: 'NOT_FOUND' })
  expect((await operator('{ webhookEndpoints { id } }')).webhookEndpoints).toEqual([])
})
