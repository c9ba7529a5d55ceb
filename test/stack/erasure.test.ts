import { readdirSync, readFileSync, statSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, relative } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CARDS, eventually, freshKey } from './support/client.ts'
import { runningStack } from './support/fixture.ts'
import { operatorOf } from './support/operator.ts'
import { rebuilt } from './support/rebuilt.ts'

const running = runningStack()

/** Texts that occur nowhere else; each is a shopper's in its own place. */
const CANARY = {
  name: 'Quintessa Zwickelbauer',
  email: 'quintessa@zwickelbauer.example',
  line1: 'Hollerithgasse 4711b',
  description: 'Kanarienvogel in Moll',
  note: 'bitte beim Nachbarn Xanthippe abgeben',
  reason: 'der Vogel singt falsch',
  returned: 'vogelsteller-zwickelbauer',
}

const received: string[] = []
let receiver: Server
beforeAll(async () => {
  receiver = createServer((request, response) => {
    let body = ''
    request.on('data', (part) => {
      body += String(part)
    })
    // A receiver that says everything back.
    request.on('end', () => {
      received.push(body)
      response.end(body)
    })
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
})
afterAll(() => receiver.closeAllConnections())

const filesOf = (directory: string) =>
  readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => statSync(path).size > 0)
    .map((path) => [relative(directory, path), unpacked(readFileSync(path))] as const)

/** The archive is packed: a search in packed bytes would find nothing. */
const unpacked = (bytes: Buffer): Buffer => (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes)

const SELECTION = `{ id type data payment { id description metadata } }`

test('an erased customer is in no byte of what the stack keeps, and in no answer', async () => {
  const { client, stack } = running
  const operator = operatorOf(client)
  const { port } = receiver.address() as AddressInfo
  const added = await operator.change(
    'addWebhookEndpoint',
    { url: `http://127.0.0.1:${port}/`, selection: SELECTION },
    'endpoint { id }',
  )
  const { name, email, line1, description, note, reason, returned } = CANARY
  const { customer } = await operator.change(
    'createCustomer',
    { idempotencyKey: freshKey(), name, email, address: { line1 }, metadata: { note } },
    'customer { id name email }',
  )
  expect(customer).toMatchObject({ name, email })
  const consent = { agreedAt: '2026-11-21T12:00:00.000Z', textVersion: '1' }
  const key = freshKey()
  const input = {
    ...{ idempotencyKey: key, description, metadata: { note }, customer: { name, email } },
    returnUrl: `https://shop.example/thanks?for=${returned}`,
    ...{ billingAddress: { line1 }, savePaymentMethod: { customerId: customer.id, usage: 'OFF_SESSION', consent } },
  }
  const first = await client.pay(CARDS.approves, input)
  expect(first.payment.status).toBe('CAPTURED')
  const listed = '{ customers { nodes { id name paymentMethods { id card { last4 } fingerprint } } } }'
  const { customers } = await eventually(
    async () => (await client.graphql(listed)).data,
    (data) => data.customers.nodes.length === 1,
  )
  const [method] = customers.nodes[0].paymentMethods
  expect(method).toMatchObject({ card: { last4: '4242' } })

  // Without the shopper, by the stored card.
  const charge = { confirm: true, paymentMethod: { stored: method.id }, initiatedBy: 'MERCHANT', description }
  const second = await client.create({ ...charge, metadata: { note } })
  expect(second.payment.status).toBe('CAPTURED')
  await client.mutate('refundPayment', { idempotencyKey: freshKey(), paymentId: second.payment.id, reason })
  await eventually(
    async () => received.filter((body) => body.includes(note)).length,
    (count) => count >= 6,
  )
  const deliveries = `query ($id: ID!) { webhookEndpoints { deliveries: id }
    payment(id: $id) { description events(first: 50) { nodes { type data } } } }`
  const shown = JSON.stringify(await operator.ask(deliveries, { id: second.payment.id }))
  expect(shown).toContain(description)

  const beforeErasure = new Date().toISOString()
  // Which of them went well without the shopper is counted, and by nothing of theirs.
  const from = new Date(Date.now() - 3_600_000).toISOString()
  const counted =
    'query ($from: DateTime!) { recurringSuccess(from: $from) { payments approved successRate failures { code } } }'
  const { recurringSuccess } = await eventually(
    async () => (await client.graphql(counted, { from })).data,
    (data) => data.recurringSuccess.approved > 0,
  )
  expect(recurringSuccess).toEqual({ payments: 1, approved: 1, successRate: 1, failures: [] })

  const erased = await eventually(
    () => operator.change('eraseCustomer', { id: customer.id }, 'customer { status name email paymentMethods { id } }'),
    ({ customer: { status } }) => status === 'ERASED',
  )
  expect(erased.customer).toEqual({ status: 'ERASED', name: null, email: null, paymentMethods: [] })
  for (const { payment } of [first, second]) {
    const after = await operator.ask(deliveries, { id: payment.id })
    for (const text of Object.values(CANARY)) expect(JSON.stringify(after)).not.toContain(text)
    expect(JSON.stringify(after)).toContain('PAYMENT_ERASED')
  }
  // A look back, the merchant's feed, the audit log and a redelivery neither.
  const everywhere = `query ($id: ID!, $at: DateTime!) {
    payment(id: $id, asOf: $at) { id description metadata events(first: 50) { nodes { type data } } }
    paymentActivity(first: 100) { nodes { event { type data payment { description metadata } } } }
    auditLog(first: 100) { nodes { action subject actor { id } detail } } }`
  for (const { payment } of [first, second]) {
    const told = JSON.stringify(await operator.ask(everywhere, { id: payment.id, at: beforeErasure }))
    for (const text of Object.values(CANARY)) expect(told).not.toContain(text)
    for (const there of ['PAYMENT_CREATED', 'customer.erase', payment.id]) expect(told).toContain(there)
  }
  received.length = 0
  const { endpoint } = added
  await operator.change('redeliverWebhooks', { endpointId: endpoint.id }, 'queued')
  await eventually(
    async () => received.filter((body) => body.includes('PAYMENT_CREATED')).length,
    (count) => count >= 2,
  )
  for (const text of Object.values(CANARY)) expect(received.join()).not.toContain(text)
  // The stored card pays nothing any more, and nothing new is kept of an erased customer.
  const refused = await client.create(charge)
  expect(refused).toMatchObject({ code: 'VALIDATION_FAILED', path: ['paymentMethod', 'stored'] })
  await eventually(
    async () => received.some((body) => body.includes('PAYMENT_ERASED')),
    (isTold) => isTold,
  )

  const { code, output } = await rebuilt(stack)
  expect(output).toMatch(/differences +0/)
  expect(code).toBe(0)

  // The search would prove nothing where it finds nothing that is there; the archive is written a moment later.
  const isKept = (files: ReturnType<typeof filesOf>, part: string) =>
    files.some(([path, bytes]) => path.startsWith(part) && bytes.includes(second.payment.id))
  const files = await eventually(
    async () => filesOf(stack.stateDirectory).filter(([path]) => !path.startsWith('sandbox/')),
    (all) => ['do/', 'r2/', 'postgres/'].every((part) => isKept(all, part)),
  )
  expect(files.some(([path]) => path.startsWith('logs/'))).toBe(true)
  const found = [...Object.values(CANARY), method.fingerprint].flatMap((text) =>
    files
      .filter(([, bytes]) => [text, JSON.stringify(text).slice(1, -1)].some((one) => bytes.includes(one)))
      .map(([path]) => `${path}: ${text}`),
  )
  expect(found).toEqual([])
})
