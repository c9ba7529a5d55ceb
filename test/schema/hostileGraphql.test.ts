import { describe, expect, test, vi } from 'vitest'
import { subscriptions } from '../../src/http/graphql/subscription.ts'
import { MERCHANT } from '../db/samplePayment.ts'
import { processorMs } from '../processorTime.ts'
import { codesOf, createApi, PAYMENT } from './api.ts'

const { ask, post } = createApi()
const TYPENAME = JSON.stringify({ query: '{ __typename }' })

describe('POST /graphql', () => {
  test('answers a plain query', async () => {
    const reply = await ask('{ __typename }')
    expect(reply).toMatchObject({ status: 200, data: { __typename: 'Query' }, errors: [] })
  })

  test.each([
    ['aliases', `{ ${Array.from({ length: 51 }, (_, i) => `a${i}: __typename`).join(' ')} }`],
    ['directives', `{ __typename ${'@include(if: true) '.repeat(51)} }`],
    ['tokens', `{ ${'__typename '.repeat(2_100)} }`],
    [
      'fragments',
      `{ ...F0 } ${Array.from({ length: 51 }, (_, i) => `fragment F${i} on Query { __typename }`).join(' ')}`,
    ],
    ['depth', `{ payment(id: "x") ${'{ refunds { edges { node { payment '.repeat(5)} { id } ${'} } } }'.repeat(5)} }`],
    ['cost', '{ payments(first: 100) { edges { node { refunds(first: 100) { edges { node { id status } } } } } } }'],
  ])('HG1 refuses too many or too much of %s with one error', async (_what, query) => {
    const reply = await ask(query)
    expect(codesOf(reply)).toEqual(['COST_EXCEEDED'])
    expect(reply.status).toBe(400)
  })

  test.each([
    ['beside each other', (fields: string) => `mutation { ${fields} }`],
    ['in a fragment without a name', (fields: string) => `mutation { ... { ${fields} } }`],
    ['in a fragment on the type', (fields: string) => `mutation { ... on Mutation { ... { ${fields} } } }`],
    [
      'in a fragment with a name',
      (fields: string) => `mutation { ...F } fragment F on Mutation { ...G } fragment G on Mutation { ${fields} }`,
    ],
  ])('HG1 counts mutations %s', async (_where, documentOf) => {
    const { ask: askFresh, commands } = createApi()
    const fieldsOf = (count: number) =>
      Array.from(
        { length: count },
        (_, i) => `m${i}: cancelPayment(input: { idempotencyKey: "k${i}", paymentId: "${PAYMENT.id}" }) { __typename }`,
      ).join(' ')
    expect(codesOf(await askFresh(documentOf(fieldsOf(20))))).toEqual(['COST_EXCEEDED'])
    expect(commands).toEqual([])
    expect((await askFresh(documentOf(fieldsOf(10)))).errors).toEqual([])
    expect(commands).toHaveLength(10)
  })

  const BELOW = 'events(first: 1) { nodes { id } }'
  test.each([
    ['in nodes', `payment(id: "${PAYMENT.id}") { events { nodes { payment { ${BELOW} } } } }`],
    ['in edges', `payment(id: "${PAYMENT.id}") { events { edges { node { payment { x: ${BELOW} } } } } }`],
    ['in fragments', `payment(id: "${PAYMENT.id}") { events { nodes { ...E } } }`],
    [
      'farther down',
      `payment(id: "${PAYMENT.id}") { events { nodes { payment { refunds { nodes { payment { ${BELOW} } } } } } } }`,
    ],
    ['of one event', `node(id: "x") { ... on PaymentEvent { payment { ... { ${BELOW} } } } }`],
  ])('HG1 refuses the events of an event’s payment %s to everybody', async (where, selection) => {
    const fragments =
      where === 'in fragments'
        ? ` fragment E on PaymentEvent { payment { ...P } } fragment P on Payment { ${BELOW} }`
        : ''
    for (const credential of ['sk_test_1', 'pay_1_secret_x']) {
      const reply = await ask(`{ ${selection} }${fragments}`, undefined, credential)
      expect([reply.status, ...codesOf(reply)]).toEqual([400, 'COST_EXCEEDED'])
      expect(reply.errors[0]?.message).toContain("events below an event's payment")
    }
  })

  test('HG1 refuses the events of an event’s payment over live connections too', () => {
    const identity = { kind: 'secret', merchantId: MERCHANT, mode: 'TEST', credentialId: 'sk' } as const
    const query = `subscription { paymentEvents(paymentId: "${PAYMENT.id}") { payment { ${BELOW} } } }`
    const prepared = subscriptions({ production: true })({ query }, identity)
    expect(prepared).toMatchObject({ ok: false, error: [{ extensions: { code: 'COST_EXCEEDED' } }] })
  })

  test('HG1 weighs the state after an event as the work that it is', async () => {
    const queryOf = (pages: number) =>
      `{ payment(id: "${PAYMENT.id}") { ${Array.from({ length: pages }, (_, i) => `p${i}: events(first: 100) { nodes { payment { status } } }`).join(' ')} } }`
    expect((await ask(queryOf(1))).errors).toEqual([])
    expect(codesOf(await ask(queryOf(2)))).toEqual(['COST_EXCEEDED'])
  })

  test('HG1 counts a page size that comes as a variable', async () => {
    const query =
      'query($n: Int) { payments(first: $n) { edges { node { refunds(first: $n) { edges { node { id status } } } } } } }'
    expect(codesOf(await ask(query, { n: 100 }))).toEqual(['COST_EXCEEDED'])
    expect((await ask(query, { n: 2 })).errors).toEqual([])
  })

  test('HG1 measures fragments that spread each other by the thousand in no time', async () => {
    const chain = Array.from({ length: 40 }, (_, i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`)
    const query = `{ ...F0 } ${chain.join(' ')} fragment F40 on Query { node(id: "x") { id } }`
    const startedMs = processorMs()
    expect(codesOf(await ask(query))).toEqual(['COST_EXCEEDED'])
    expect(processorMs() - startedMs).toBeLessThan(1_000)
  })

  test('HG1 refuses fragments that form a circle', async () => {
    const reply = await ask('{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }')
    expect(codesOf(reply)).toContain('GRAPHQL_VALIDATION_FAILED')
  })

  test.each([
    ['a list in a literal', `{ node(id: ${'['.repeat(20_000)}${']'.repeat(20_000)}) { id } }`, undefined],
    ['an object in a literal', `{ node(id: ${'{a:'.repeat(20_000)}1${'}'.repeat(20_000)}) { id } }`, undefined],
    ['a selection', `${'{a'.repeat(20_000)}${'}'.repeat(20_000)}`, undefined],
  ])('HG2 refuses 20,000 levels of %s', async (_what, query, variables) => {
    expect(codesOf(await ask(query, variables))).toEqual(['COST_EXCEEDED'])
  })

  test('HG2 refuses 20,000 levels in the variables', async () => {
    const body = `{"query":"{ __typename }","variables":{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}}`
    expect(codesOf(await post(body))).toEqual(['BAD_REQUEST'])
  })

  test('HG3 answers 413 to more than 100 KB, to 2 MB of spaces, and to a lying content-length', async () => {
    for (const [body, headers] of [
      [TYPENAME + ' '.repeat(100 * 1024), {}],
      [' '.repeat(2_000_000), {}],
      [TYPENAME + ' '.repeat(200_000), { 'content-length': '10' }],
    ] as const) {
      const reply = await post(body, headers)
      expect(reply.status).toBe(413)
      expect(codesOf(reply)).toEqual(['BAD_REQUEST'])
    }
  })

  test('HG4 refuses batches', async () => {
    const reply = await post(`[${TYPENAME},${TYPENAME}]`)
    expect([reply.status, ...codesOf(reply)]).toEqual([400, 'BAD_REQUEST'])
  })

  test.each(['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/plain'])(
    'HG6 refuses a post of %s without the header that only a script can set',
    async (contentType) => {
      const reply = await post(TYPENAME, { 'content-type': contentType })
      expect(reply.status).toBe(403)
      expect(codesOf(reply)).toEqual(['BAD_REQUEST'])
      expect((await post(TYPENAME, { 'content-type': contentType, 'x-graphql-yoga-csrf': '1' })).status).toBe(415)
    },
  )

  test('HG7 refuses broken UTF-8 and lone surrogates', async () => {
    const broken = Buffer.concat([Buffer.from('{"query":"{ __typename } #'), Buffer.of(0xff), Buffer.from('"}')])
    for (const body of [
      new Uint8Array(broken),
      '{"query":"{ __typename } #\\ud800"}',
      '{"query":"{ __typename }","variables":{"a":"\\udc00\\ud800"}}',
    ]) {
      expect(codesOf(await post(body))).toEqual(['BAD_REQUEST'])
    }
  })

  test.each([
    ['variables that are text', { query: '{ __typename }', variables: 'x' }],
    ['variables that are a list', { query: '{ __typename }', variables: [] }],
    ['an operationName that is a number', { query: '{ __typename }', operationName: 1 }],
    ['a query that is an object', { query: {} }],
    ['no query', {}],
    ['extensions that are text', { query: '{ __typename }', extensions: 'x' }],
    ['a stranger', { query: '{ __typename }', other: 1 }],
    ['null', null],
    ['a number', 7],
  ])('HG8 refuses %s', async (_what, body) => {
    const reply = await post(JSON.stringify(body))
    expect([reply.status, ...codesOf(reply)]).toEqual([400, 'BAD_REQUEST'])
  })

  test('HG8 refuses __proto__ as a key, also when it is spelt with escapes', async () => {
    for (const key of ['__proto__', '\\u005f_proto__']) {
      expect(codesOf(await post(`{"query":"{ __typename }","variables":{"${key}":{}}}`))).toEqual(['BAD_REQUEST'])
    }
  })

  test('HT3 refuses the same key twice, also when one is spelt with escapes', async () => {
    for (const body of ['{"query":"{ a }","query":"{ b }"}', '{"query":"{ a }","quer\\u0079":"{ b }"}']) {
      expect(codesOf(await post(body))).toEqual(['BAD_REQUEST'])
    }
  })

  test('HG9 has neither introspection nor suggestions in production', async () => {
    for (const query of ['{ __schema { types { name } } }', '{ __type(name: "Payment") { name } }']) {
      expect(new Set(codesOf(await ask(query)))).toEqual(new Set(['GRAPHQL_VALIDATION_FAILED']))
    }
    const misspelt = await ask('{ paymint(id: "x") { id } }')
    expect(misspelt.errors[0]?.message).toBe('Cannot query field "paymint" on type "Query".')
    const wrongEnum = await ask('query($s: [PaymentStatus!]) { payments(filter: { status: $s }) { asOf } }', {
      s: ['CAPTURE'],
    })
    expect(JSON.stringify(wrongEnum.errors)).not.toContain('Did you mean')
    expect(codesOf(wrongEnum)).toEqual(['BAD_REQUEST'])
  })

  test('HG9 introspects in development, before anyone has typed a key', async () => {
    const development = createApi({ production: false })
    const request = { query: '{ __schema { queryType { name } } }' }
    const anonymous = await development.post(JSON.stringify(request))
    expect(anonymous.data).toEqual({ __schema: { queryType: { name: 'Query' } } })
  })

  test('HG10 refuses a persisted hash', async () => {
    const extensions = { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } }
    const reply = await post(JSON.stringify({ extensions }))
    expect([reply.status, ...codesOf(reply)]).toEqual([400, 'BAD_REQUEST'])
  })

  test.each([
    ['a field', '{ x4242424242424242 }', {}],
    ['an argument', '{ payment(id: "a", n4242424242424242: 1) { id } }', {}],
    ['a syntax error', '{ payment(id: 4242424242424242', {}],
    [
      'an input’s name',
      'mutation ($input: CreatePaymentInput!) { createPayment(input: $input) { __typename } }',
      { input: { c4242424242424242: 1 } },
    ],
  ])('HC1 repeats no card number that stands in the place of %s', async (_place, query, variables) => {
    const reply = await post(JSON.stringify({ query, variables }))
    expect(reply.errors.length).toBeGreaterThan(0)
    expect(JSON.stringify(reply)).not.toContain('4242424242424242')
  })

  test('gives every error a code and the request’s id', async () => {
    const query = 'query($id: ID!) { payment(id: $id) { id } }'
    for (const reply of [
      await ask('{'),
      await ask('{ nope }'),
      await ask(query, { id: {} }),
      await ask('query A { __typename } query B { __typename }'),
    ]) {
      expect(reply.errors.length).toBeGreaterThan(0)
      for (const { extensions } of reply.errors) {
        expect(extensions.requestId).toBe('req_1')
        expect(extensions.code).toEqual(expect.stringMatching(/^[A-Z_]+$/))
        expect(extensions).not.toHaveProperty('http')
      }
      expect(reply.status).toBeLessThan(500)
    }
  })

  test.each([
    [
      { idempotencyKey: 'k', captureMethod: 'CANARY' },
      'Variable "$input" got an invalid value at "input.captureMethod"; The value does not exist in "CaptureMethod" enum.',
    ],
    [
      { idempotencyKey: ['CANARY; at "input.x"; '] },
      'Variable "$input" got an invalid value at "input.idempotencyKey"; String cannot represent a non string value.',
    ],
    [
      { confirm: 'CANARY' },
      'Variable "$input" got an invalid value; Expected value of type "CreatePaymentInput" to include required field "idempotencyKey".',
    ],
    [
      ['CANARY'],
      'Variable "$input" got an invalid value; Expected value of type "CreatePaymentInput" to be an object.',
    ],
  ])('says where a value is wrong, and does not repeat it: %#', async (input, message) => {
    const query = 'mutation ($input: CreatePaymentInput!) { createPayment(input: $input) { __typename } }'
    const reply = await ask(query, { input })
    expect(reply.errors.map((error) => error.message)).toContain(message)
    expect(JSON.stringify(reply.errors)).not.toContain('CANARY')
  })

  test.each([
    'mutation { createPayment(input: { confirm: "CANARY" }) { __typename } }',
    'mutation { createPayment(input: "CANARY") { __typename } }',
    'mutation { createPayment(input: { captureMethod: "CANARY", idempotencyKey: { a: "CANARY" } }) { __typename } }',
    'mutation { createPayment(input: { idempotencyKey "CANARY" }) { __typename } }',
    'mutation { createPayment(input: { idempotencyKey """CANARY""" }) { __typename } }',
  ])('does not repeat the value of a literal: %s', async (query) => {
    const reply = await ask(query)
    expect(reply.errors.length).toBeGreaterThan(0)
    expect(JSON.stringify(reply.errors)).not.toContain('CANARY')
  })

  test('hides what went wrong inside and logs it under the request’s id', async () => {
    const logged = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const failing = createApi({
      answer: () => {
        throw new Error('the secret is sk_test_abc and the card 4242 4242 4242 4242')
      },
    })
    const input = { idempotencyKey: 'k', paymentId: PAYMENT.id }
    const reply = await failing.ask(
      'mutation($input: CancelPaymentInput!) { cancelPayment(input: $input) { __typename } }',
      { input },
    )
    expect(codesOf(reply)).toEqual(['INTERNAL'])
    expect(JSON.stringify(reply.errors)).not.toContain('secret')
    const line = String(logged.mock.calls[0]?.[0])
    expect(line).toContain('req_1')
    expect(line).not.toMatch(/sk_test_abc|4242 4242/)
    logged.mockRestore()
  })
})
