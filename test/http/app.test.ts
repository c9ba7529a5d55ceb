import { describe, expect, test } from 'vitest'
import { app } from '../../src/app.ts'
import { masked } from '../../src/http/log.ts'
import { parseStrictJson } from '../../src/http/strictJson.ts'
import { processorMs } from '../processorTime.ts'

describe('the routes', () => {
  test.each([
    ['GET', '/graphql?query=mutation%7BcapturePayment%7D', 'POST'],
    ['PUT', '/graphql', 'POST'],
    ['DELETE', '/return/x', 'GET, POST'],
    ['GET', '/webhooks/x', 'POST'],
    ['POST', '/health', 'GET'],
  ])('HG5 answers 405 to %s %s', async (method, path, allow) => {
    const response = await app.request(path, { method }, {})
    expect([response.status, response.headers.get('allow')]).toEqual([405, allow])
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(await response.json()).toMatchObject({ status: 405, requestId: response.headers.get('x-request-id') })
  })

  test('answers 404 as a problem where there is nothing', async () => {
    const response = await app.request('/nothing', {}, {})
    expect([response.status, response.headers.get('content-type')]).toEqual([404, 'application/problem+json'])
  })

  test('lets any origin ask, and sends no credentials along', async () => {
    const headers = { origin: 'https://shop.example', 'access-control-request-method': 'POST' }
    const response = await app.request('/graphql', { method: 'OPTIONS', headers }, {})
    expect(response.status).toBe(204)
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    expect(response.headers.get('access-control-allow-credentials')).toBeNull()
  })
})

describe('parseStrictJson', () => {
  test('reads what JSON.parse reads', () => {
    const value = { a: [1, 'x,{"y":1}', { b: null }], 'c"d': '\u{1f600}', e: { a: 1 } }
    expect(parseStrictJson(JSON.stringify(value))).toEqual({ ok: true, value })
  })

  test.each([
    ['{', 'malformed'],
    ['{"a":1}x', 'malformed'],
    ['{"a":"\\x"}', 'malformed'],
    ['{"a":1,"a":2}', 'duplicate_key'],
    ['[{"b":{"a":1,"\\u0061":2}}]', 'duplicate_key'],
    ['{"__proto__":1}', 'reserved_key'],
    ['["\\ud800"]', 'lone_surrogate'],
    ['['.repeat(65) + ']'.repeat(65), 'too_deep'],
  ])('refuses %j as %s', (text, error) => {
    expect(parseStrictJson(text)).toEqual({ ok: false, error })
  })

  test('takes time in proportion to the text', () => {
    const startedMs = processorMs()
    for (const text of ['"'.repeat(100_000), '\\'.repeat(100_000), '["'.repeat(50_000), ' '.repeat(100_000)]) {
      parseStrictJson(text)
    }
    expect(processorMs() - startedMs).toBeLessThan(1_000)
  })
})

describe('masked', () => {
  test('hides keys, client secrets, tokens and card numbers', () => {
    const text = masked(
      `sk_test_abc Bearer xyz pay_0abc_secret_def tok_0aa${'b'.repeat(26)}_${'c'.repeat(52)} 4242 4242 4242 4242 req_abc`,
    )
    expect(text).toBe(
      `sk_test_[masked] Bearer [masked] pay_0abc_secret_[masked] tok_0aa${'b'.repeat(26)}_[masked] [digits] req_abc`,
    )
  })
})
