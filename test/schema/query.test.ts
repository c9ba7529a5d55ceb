import { describe, expect, test } from 'vitest'
import { childId } from '../../src/ids/ids.ts'
import type { Answer } from '../../src/payment/command.ts'
import type { PaymentEvent } from '../../src/payment/event.ts'
import { sampleDispute, samplePayment, sampleRefund } from '../db/samplePayment.ts'
import { codesOf, createApi, PAYMENT } from './api.ts'

const rich = samplePayment('order-1', {
  details: {},
  refunds: [1, 2, 3].map((number) => ({ ...sampleRefund(number), reason: `reason ${number}` })),
  disputes: [sampleDispute(1)],
})

describe('reading', () => {
  test.each([
    ['malformed', 'nonsense'],
    ['megabytes long', 'pay_0'.padEnd(1_000, 'a')],
    ['of a refund that is not there', childId('refund', rich.id, 9)],
    ['of another kind', childId('refund', rich.id, 1).replace('ref', 'xxx')],
    ['guessed', samplePayment('guess').id],
  ])('HI1 answers null for an id that is %s', async (_what, id) => {
    const { ask } = createApi({ payment: rich })
    const query = 'query($id: ID!) { node(id: $id) { id } payment(id: $id) { id } }'
    expect((await ask(query, { id })).data).toEqual({ node: null, payment: null })
  })

  test('HI1 asks no object about an id that is malformed', async () => {
    const { ask, reads } = createApi()
    await ask('{ a: node(id: "x") { id } b: payment(id: "ref_1") { id } c: node(id: "pay_0") { id } }')
    expect(reads).toEqual([])
  })

  test('HI2 refuses cursors of other lists and page sizes out of range, and names the argument', async () => {
    const { ask } = createApi({ payment: rich })
    for (const list of ['refunds', 'disputes', 'events']) {
      for (const [args, name] of [
        [`after: "x"`, 'after'],
        [`after: "${childId('capture', rich.id, 1)}"`, 'after'],
        [`after: "${childId('refund', samplePayment('other').id, 1)}"`, 'after'],
        ['first: 0', 'first'],
        ['first: 101', 'first'],
        ['first: -1', 'first'],
      ]) {
        const reply = await ask(`{ payment(id: "${rich.id}") { ${list}(${args}) { pageInfo { hasNextPage } } } }`)
        expect(codesOf(reply)).toEqual(['BAD_REQUEST'])
        expect(reply.errors[0]?.message).toContain(name)
      }
    }
    expect(codesOf(await ask('{ payments(after: "tampered") { asOf } }'))).toEqual(['BAD_REQUEST'])
    expect(codesOf(await ask('{ payments(filter: { createdAt: { from: "x" } }) { asOf } }'))).toEqual(['BAD_REQUEST'])
  })

  test('I2 shows no event that is newer than the payment beside it, which was read a moment before', async () => {
    const payment = samplePayment('order-2', { seq: 2, details: {} })
    const events = [1, 2, 3, 4].map(
      (seq) => ({ type: 'PAYMENT_EXPIRED', data: {}, version: 1, seq, occurredAtMs: 0 }) as PaymentEvent,
    )
    const { ask } = createApi({ payment, events: { events, hasMore: true } })
    const fields = 'status events { nodes { seq } pageInfo { hasNextPage } }'
    const { data } = await ask(`{ payment(id: "${payment.id}") { ${fields} } }`)
    expect(data.payment.events).toEqual({ nodes: [{ seq: 1 }, { seq: 2 }], pageInfo: { hasNextPage: false } })
  })

  test('finds payments by the name of a gateway account, which a secret key can read, and by its id', async () => {
    const { ask, gatewayFilters } = createApi()
    for (const gateway of ['a', 'gwa_1', 'nobody']) {
      expect(
        (await ask('query($g: ID) { payments(filter: { gateway: $g }) { asOf } }', { g: gateway })).errors,
      ).toEqual([])
    }
    expect((await ask('{ payments { asOf } }')).errors).toEqual([])
    expect(gatewayFilters).toEqual(['gwa_1', 'gwa_1', 'nobody', undefined])
  })

  test.each(['edges { node { payment { status } } }', 'nodes { payment { status } }'])(
    'gives the payment as it stood after each event, by %s',
    async (selection) => {
      const ignored = { messageId: 'msg_1', about: 'attempt', reason: 'late' }
      const event = { type: 'GATEWAY_MESSAGE_IGNORED', data: ignored, seq: 1, version: 1, occurredAtMs: 1 } as const
      const { ask } = createApi({ payment: rich, events: { events: [{ ...event, view: rich }], hasMore: false } })
      const reply = await ask(`{ payment(id: "${rich.id}") { events { ${selection} } } }`)
      expect(reply.errors).toEqual([])
      expect(JSON.stringify(reply.data)).toContain(rich.status)
    },
  )

  test('pages through a payment’s refunds, newest first', async () => {
    const { ask } = createApi({ payment: rich })
    const query = `query($after: String) { payment(id: "${rich.id}") {
      refunds(first: 2, after: $after) { edges { node { reason } } pageInfo { hasNextPage endCursor } } } }`
    const first = (await ask(query)).data.payment.refunds
    expect(first.edges.map(({ node }: { node: { reason: string } }) => node.reason)).toEqual(['reason 3', 'reason 2'])
    const second = (await ask(query, { after: first.pageInfo.endCursor })).data.payment.refunds
    expect(second.edges).toEqual([{ node: { reason: 'reason 1' } }])
    expect(second.pageInfo.hasNextPage).toBe(false)
  })

  test('asks a payment’s object once for all the free text that a list selects', async () => {
    const { ask, reads } = createApi()
    const reply = await ask(
      '{ payments { asOf edges { node { id description metadata refunds { asOf } again: description } } } }',
    )
    expect(reply.data.payments.edges[0].node).toMatchObject({ description: 'Two books', metadata: { shelf: '7' } })
    expect(reads).toEqual([PAYMENT.id])
  })

  test('asks no object for a list without free text', async () => {
    const { ask, reads } = createApi()
    await ask('{ payments { edges { node { id status amount { amount currency minorUnits } } } } }')
    expect(reads).toEqual([])
  })
})

describe('a mutation', () => {
  const capture = `mutation($input: CapturePaymentInput!) { capturePayment(input: $input) { __typename
    ... on Error { code path } ... on IdempotencyConflictError { differingField } ... on AmountTooLargeError { available { amount } }
    ... on InvalidStateError { status disputeStatus allowedActions } ... on RateLimitedError { retryAfterMs } } }`

  const refusal = (answer: Extract<Answer, { ok: false }>['refusal']) =>
    createApi({ answer: () => ({ ok: false, refusal: answer, replayed: false }) })

  test.each([
    [{ kind: 'not_found' }, { __typename: 'NotFoundError', code: 'NOT_FOUND', path: ['paymentId'] }],
    [
      { kind: 'idempotency_conflict', differingField: 'amount.amount' },
      { __typename: 'IdempotencyConflictError', code: 'IDEMPOTENCY_CONFLICT', differingField: 'amount.amount' },
    ],
    [
      { kind: 'invalid_state', message: 'No.', status: 'FAILED', allowedActions: [] },
      {
        __typename: 'InvalidStateError',
        code: 'INVALID_STATE',
        status: 'FAILED',
        disputeStatus: null,
        allowedActions: [],
      },
    ],
    [
      { kind: 'amount_too_large', availableMinor: 600n, currency: 'EUR' },
      { __typename: 'AmountTooLargeError', code: 'AMOUNT_TOO_LARGE', available: { amount: '6.00' } },
    ],
    [
      { kind: 'rate_limited', retryAfterMs: 5 },
      { __typename: 'RateLimitedError', code: 'RATE_LIMITED', retryAfterMs: 5 },
    ],
    [
      { kind: 'validation', path: ['amount', 'currency'], message: 'The payment is in EUR.' },
      { __typename: 'ValidationError', code: 'VALIDATION_FAILED', path: ['amount', 'currency'] },
    ],
  ] as const)('HS1 tells the refusal $0.kind as its error type', async (answer, expected) => {
    const reply = await refusal(answer).ask(capture, { input: { idempotencyKey: 'k', paymentId: PAYMENT.id } })
    expect(reply.data.capturePayment).toMatchObject(expected)
  })

  test('HM1 takes a number in the place of an amount for a ValidationError, in a literal and in a variable', async () => {
    const { ask, commands } = createApi()
    const input = { idempotencyKey: 'k', paymentId: PAYMENT.id, amount: { amount: 10, currency: 'EUR' } }
    const asVariable = await ask(capture, { input })
    const asLiteral = await ask(`mutation { capturePayment(input: { idempotencyKey: "k", paymentId: "${PAYMENT.id}",
      amount: { amount: 10, currency: "EUR" } }) { __typename ... on Error { code path } } }`)
    for (const reply of [asVariable, asLiteral]) {
      const expected = { __typename: 'ValidationError', code: 'VALIDATION_FAILED', path: ['amount', 'amount'] }
      expect(reply.data.capturePayment).toEqual(expected)
    }
    expect(commands).toEqual([])
  })

  test('HI1 answers NotFoundError for a malformed id and asks no object', async () => {
    const { ask, commands } = createApi()
    for (const paymentId of ['x', childId('refund', PAYMENT.id, 1), 'a'.repeat(50_000)]) {
      const reply = await ask(capture, { input: { idempotencyKey: 'k', paymentId } })
      expect(reply.data.capturePayment).toMatchObject({ __typename: 'NotFoundError', path: ['paymentId'] })
    }
    expect(commands).toEqual([])
  })

  test('sends the caller, the checked input and the request’s id to the payment’s object', async () => {
    const { ask, commands } = createApi()
    const amount = { amount: '4', currency: 'EUR' }
    await ask(capture, { input: { idempotencyKey: 'k', paymentId: PAYMENT.id, amount, finalCapture: false } })
    expect(commands).toEqual([
      {
        kind: 'capture',
        paymentId: PAYMENT.id,
        caller: { kind: 'secret', merchantId: PAYMENT.merchantId, mode: 'TEST', credentialId: 'sk_test_1' },
        requestId: 'req_1',
        idempotencyKey: 'k',
        amount: { amountMinor: 400n, currency: 'EUR' },
        final: false,
        fields: [
          ['amount.amount', '4.00'],
          ['amount.currency', 'EUR'],
          ['finalCapture', 'false'],
        ],
      },
    ])
  })

  test('HT3 keeps metadata of a literal as it is written and refuses a reserved key in it', async () => {
    const { ask, commands } = createApi()
    const create = (metadata: string) => `mutation { createPayment(input: { idempotencyKey: "k",
      amount: { amount: "1", currency: "EUR" }, metadata: ${metadata} }) { __typename ... on Error { path } } }`
    await ask(create('{ constructor: "a", b: "c" }'))
    expect(commands[0]).toMatchObject({ details: { metadata: { constructor: 'a', b: 'c' } } })
    const reserved = await ask(create('{ __proto__: "a" }'))
    expect(reserved.data.createPayment).toEqual({ __typename: 'ValidationError', path: ['metadata'] })
    expect(codesOf(await ask(create('{ a: "1", a: "2" }')))).toEqual(['GRAPHQL_VALIDATION_FAILED'])
  })
})
