import { describe, expect, test } from 'vitest'
import { childId } from '../../src/ids/ids.ts'
import { samplePayment } from '../db/samplePayment.ts'
import { codesOf, createApi, PAYMENT } from './api.ts'

const { ask, post, reads } = createApi()
const CLIENT = 'pay_secret'
const OTHER = samplePayment('order-2').id

describe('who may call', () => {
  test('refuses no key, an odd header and an unknown key with 401', async () => {
    for (const authorization of ['', 'Basic eDp5', 'Bearer', 'Bearer nobody', 'sk_test_1']) {
      const reply = await post(JSON.stringify({ query: '{ __typename }' }), { authorization })
      expect([reply.status, ...codesOf(reply)]).toEqual([401, 'UNAUTHENTICATED'])
    }
  })

  test('answers 503 where nobody can say whose key it is', async () => {
    const reply = await ask('{ __typename }', undefined, 'sk_unavailable')
    expect([reply.status, ...codesOf(reply)]).toEqual([503, 'UNAVAILABLE'])
  })

  test('lets an operator key read gateways and refuses them to a secret key', async () => {
    const query = '{ gateways { id name kind enabled health { breaker } } }'
    expect((await ask(query, undefined, 'op_test_1')).data.gateways).toEqual([
      { id: 'gwa_1', name: 'a', kind: 'sandbox', enabled: true, health: null },
    ])
    expect(codesOf(await ask(query))).toEqual(['FORBIDDEN'])
  })

  test('lets a publishable key select __typename and methods, and no payment', async () => {
    expect((await ask('{ __typename }', undefined, 'pk_test_1')).data).toEqual({ __typename: 'Query' })
    const reply = await ask(`{ payment(id: "${PAYMENT.id}") { __typename } }`, undefined, 'pk_test_1')
    expect([reply.status, ...codesOf(reply)]).toEqual([403, 'FORBIDDEN'])
  })
})

describe('a client secret', () => {
  const FIELDS = `id mode status amount { amount } amountCaptured { minorUnits } amountRefunded { currency } captureMethod
    allowedActions nextAction { __typename } nextCheckAt failure { code message retryable }
    paymentMethod { ... on CardDetails { last4 } } description createdAt updatedAt expiresAt
    events { edges { node { id seq type occurredAt payment { status } } } }`

  test('selects everything that is open to it', async () => {
    const reply = await ask(`{ payment(id: "${PAYMENT.id}") { ${FIELDS} } }`, undefined, CLIENT)
    expect(reply.errors).toEqual([])
    expect(reply.data.payment).toMatchObject({ id: PAYMENT.id, description: 'Two books' })
  })

  test.each([
    ['Payment.metadata', 'metadata'],
    ['Payment.reference', 'reference'],
    ['Payment.attempts', 'attempts { id }'],
    ['Payment.refunds', 'refunds { asOf }'],
    ['Payment.amountRefundable', 'amountRefundable { amount }'],
    ['PaymentFailure.gatewayCode', 'failure { gatewayCode }'],
    ['PaymentEvent.data', 'events { edges { node { data } } }'],
    ['Payment.metadata', 'events { edges { node { payment { metadata } } } }'],
    ['Payment.metadata', '... on Node { ... on Payment { metadata } }'],
    ['Payment.metadata', '...F } } fragment F on Payment { x: metadata } query B { payment(id: "x") { id'],
  ])('is refused %s before anything is read', async (field, selection) => {
    const before = reads.length
    const query = `query A { payment(id: "${PAYMENT.id}") { ${selection} } }`
    const reply = await post(JSON.stringify({ query, operationName: 'A' }), { authorization: `Bearer ${CLIENT}` })
    expect([reply.status, ...codesOf(reply)]).toEqual([403, 'FORBIDDEN'])
    expect(reply.errors[0]?.message).toContain(field)
    expect(reads.length).toBe(before)
  })

  test.each(['payments { asOf }', 'refunds { asOf }', 'disputes { asOf }', 'gateways { id }'])(
    'is refused the list %s',
    async (list) => {
      expect(codesOf(await ask(`{ ${list} }`, undefined, CLIENT))).toEqual(['FORBIDDEN'])
    },
  )

  test('HI1 reads its own payment, finds no other and asks no other’s object', async () => {
    const query = `{ own: node(id: "${PAYMENT.id}") { id } other: node(id: "${OTHER}") { id }
      named: payment(id: "${OTHER}") { id } refund: node(id: "${childId('refund', OTHER, 1)}") { id } }`
    const reply = await ask(query, undefined, CLIENT)
    expect(reply.data).toEqual({ own: { id: PAYMENT.id }, other: null, named: null, refund: null })
    expect(reads).toContain(PAYMENT.id)
    expect(reads).not.toContain(OTHER)
  })

  test('is refused a refund found by its id', async () => {
    const query = `{ node(id: "${childId('refund', PAYMENT.id, 1)}") { id ... on Refund { reason } } }`
    expect(codesOf(await ask(query, undefined, CLIENT))).toEqual(['FORBIDDEN'])
  })

  test('gets ForbiddenError from a mutation that is not its own to call, and NotFoundError for another payment', async () => {
    const { ask: askFresh, commands } = createApi()
    const refund = await askFresh(
      'mutation($input: RefundPaymentInput!) { refundPayment(input: $input) { __typename ... on RefundPaymentPayload { refund { reason } } } }',
      { input: { idempotencyKey: 'k', paymentId: PAYMENT.id } },
      CLIENT,
    )
    expect(refund.data.refundPayment.__typename).toBe('ForbiddenError')
    const confirm = await askFresh(
      'mutation($input: ConfirmPaymentInput!) { confirmPayment(input: $input) { __typename ... on Error { code path } } }',
      { input: { paymentId: OTHER, paymentMethod: { token: 'x' } } },
      CLIENT,
    )
    expect(confirm.data.confirmPayment).toEqual({ __typename: 'NotFoundError', code: 'NOT_FOUND', path: ['paymentId'] })
    expect(commands).toEqual([])
  })
})
