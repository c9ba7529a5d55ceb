import { describe, expect, test } from 'vitest'
import { createVaultApp } from '../../../src/vault/app.ts'
import { TOKEN_PATTERN, tokenFactsOf, tokenIdOf } from '../../../src/vault/contract.ts'
import { secretsOf } from '../../../src/vault/env.ts'
import { openJwe } from '../../../src/vault/jwe/open.ts'
import { standingAlone } from '../../digits.ts'
import { jweAttacks } from '../../vault/jweAttacks.ts'
import { CARD, type Created, call, encrypted, env, frameKeys, postToken } from './support.ts'

const b64 = (value: unknown): string =>
  btoa(JSON.stringify(value)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')

interface ProblemBody {
  readonly code: string
  readonly status: number
  readonly requestId: string
  readonly errors?: readonly { readonly field: string; readonly code: string; readonly message: string }[]
}

describe('GET /keys', () => {
  test('shows public P-256 keys only, current first, and may be cached', async () => {
    const response = await call('/keys')
    const text = await response.text()
    expect(response.status).toBe(200)
    expect(response.headers.get('cache-control')).toContain('public, max-age=')
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    const { keys } = JSON.parse(text) as { keys: Record<string, unknown>[] }
    expect(keys.map(({ kid }) => kid)).toEqual(['frame-2', 'frame-1'])
    for (const key of keys) {
      expect(key).toMatchObject({ kty: 'EC', crv: 'P-256', use: 'enc', alg: 'ECDH-ES' })
      expect(key).not.toHaveProperty('d')
    }
  })
})

describe('POST /tokens', () => {
  test('turns an encrypted card into a token', async () => {
    const response = await postToken({ jwe: await encrypted() })
    const created = (await response.json()) as Created
    expect(response.status).toBe(201)
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(created.token).toMatch(TOKEN_PATTERN)
    expect(created.card).toEqual({ brand: 'visa', last4: '4242', expiryMonth: 12, expiryYear: 2030 })
    const lifetimeMs = Date.parse(created.expiresAt) - Date.now()
    expect(Math.abs(lifetimeMs - 15 * 60_000)).toBeLessThan(10_000)
  })

  test('tells brand, funding and country by the token’s id, as far as they are known', async () => {
    const factsOf = async (card: Record<string, unknown>) => {
      const response = await postToken({ jwe: await encrypted({ ...CARD, ...card }) })
      return tokenFactsOf(tokenIdOf(((await response.json()) as Created).token) ?? '')
    }
    expect(await factsOf({})).toEqual({ brand: 'visa', funding: 'CREDIT', country: 'US' })
    expect(await factsOf({ number: '4000058260000005' })).toEqual({ brand: 'visa', funding: 'DEBIT', country: 'GB' })
    expect(await factsOf({ number: '6011000990139424' })).toEqual({ brand: 'discover' })
  })

  test('answers the same token to the same blob from the same credential', async () => {
    const jwe = await encrypted()
    const first = (await (await postToken({ jwe })).json()) as Created
    const again = await postToken({ jwe })
    expect(again.status).toBe(201)
    expect(await again.json()).toEqual(first)
  })

  test('takes a card that was encrypted to an overlapping key', async () => {
    const [, older] = await frameKeys()
    const { encryptCard } = await import('../../../checkout-widget/frame/encryptCard.ts')
    if (older === undefined) throw new Error('there is no older key')
    expect((await postToken({ jwe: await encryptCard(older, CARD) })).status).toBe(201)
  })

  test('HC3 refuses a blob that another credential used', async () => {
    const jwe = await encrypted()
    expect((await postToken({ jwe }, 'pk_test_m1')).status).toBe(201)
    for (const other of ['pk_test_m2', 'pk_live_m1', 'cs_test_m1_p1']) {
      const response = await postToken({ jwe }, other)
      const problem = (await response.json()) as ProblemBody
      expect(response.status).toBe(409)
      expect(problem.errors?.[0]).toMatchObject({ field: 'jwe', code: 'replayed' })
    }
  })

  test('HC3 refuses another spelling of a used blob', async () => {
    const jwe = await encrypted()
    expect((await postToken({ jwe })).status).toBe(201)
    const lastBits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const next = lastBits[lastBits.indexOf(jwe.at(-1) ?? '') + 1] ?? 'B'
    for (const spelled of [`${jwe.slice(0, -1)}${next}`, `${jwe}=`, ` ${jwe}`, `${jwe}\n`]) {
      expect((await postToken({ jwe: spelled }, 'pk_test_m2')).status).toBe(422)
    }
  })

  test('HC3 refuses every JWE but compact ECDH-ES with A256GCM to a key of /keys', async () => {
    const jwe = await encrypted()
    const [header = '', , nonce, ciphertext, tag] = jwe.split('.')
    const fields = JSON.parse(atob(header.replaceAll('-', '+').replaceAll('_', '/'))) as Record<string, unknown>
    const withHeader = (changed: Record<string, unknown>) =>
      [b64({ ...fields, ...changed }), '', nonce, ciphertext, tag].join('.')
    const cases: Readonly<Record<string, [string, string]>> = {
      'another alg': [withHeader({ alg: 'RSA-OAEP' }), 'unsupported_algorithm'],
      'no alg': [withHeader({ alg: 'dir' }), 'unsupported_algorithm'],
      PBES2: [withHeader({ alg: 'PBES2-HS256+A128KW', p2c: 1e9, p2s: 'x' }), 'unsupported_algorithm'],
      'another enc': [withHeader({ enc: 'A128CBC-HS256' }), 'unsupported_algorithm'],
      zip: [withHeader({ zip: 'DEF' }), 'unsupported_header'],
      'unknown crit': [withHeader({ crit: ['exp'], exp: 1 }), 'unsupported_header'],
      'wrong kid': [withHeader({ kid: 'frame-9' }), 'unknown_key'],
      'no kid': [withHeader({ kid: undefined }), 'unknown_key'],
      'oversized header': [withHeader({ junk: 'x'.repeat(1500) }), 'header_too_large'],
      'changed header': [withHeader({ typ: 'JWE' }), 'not_decryptable'],
      'off-curve key': [
        withHeader({ epk: { kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'A'.repeat(43) } }),
        'not_decryptable',
      ],
      'header of text': [[b64('text'), '', nonce, ciphertext, tag].join('.'), 'header_malformed'],
      'oversized payload': [[header, '', nonce, 'A'.repeat(13_000), tag].join('.'), 'payload_too_large'],
      'wrapped key': [[header, 'AAAA', nonce, ciphertext, tag].join('.'), 'not_compact'],
      'four parts': [[header, '', nonce, ciphertext].join('.'), 'not_compact'],
      'no JWE': ['hello', 'not_compact'],
      empty: ['', 'not_compact'],
    }
    for (const [name, [blob, code]] of Object.entries(cases)) {
      const response = await postToken({ jwe: blob })
      const problem = (await response.json()) as ProblemBody
      expect([name, response.status, problem.errors?.[0]]).toMatchObject([name, 422, { field: 'jwe', code }])
    }
  })

  test('HC3 refuses, with the runtime’s own cryptography, every kind of invalid JWE', async () => {
    const { frameKeys: keys } = secretsOf(env)
    const [recipient] = keys
    if (recipient === undefined) throw new Error('there is no frame key')
    const attacks = Object.entries(jweAttacks(recipient, JSON.stringify(CARD)))
    const results = await Promise.all(
      attacks.map(async ([name, jwe]) => [name, (await openJwe(jwe, keys)).ok] as const),
    )
    expect(results.filter(([, isOpen]) => isOpen)).toEqual([])
    expect(results.length).toBeGreaterThan(400)
  })

  test('HC1 names each wrong field and never repeats a value', async () => {
    const response = await postToken({
      jwe: await encrypted({ number: '4242424242424241', expiryMonth: '12', expiryYear: 2019, cvc: '99999' }),
    })
    const text = await response.text()
    const problem = JSON.parse(text) as ProblemBody
    expect(response.status).toBe(422)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(problem.errors?.map(({ field }) => field)).toEqual(['number', 'cvc', 'expiryMonth'])
    expect(problem.requestId).toBe(response.headers.get('x-request-id'))
    expect(text).not.toMatch(/424242/)
    for (const digits of ['4242', '4241', '99999']) expect(text).not.toMatch(standingAlone(digits))
  })

  test('answers what a credential may not do, and an unknown one, without side effects', async () => {
    const jwe = await encrypted()
    const answers = {
      sk_test_m1: 403,
      op_test_m1: 403,
      nonsense: 401,
      pk_unavailable: 503,
      pk_fault: 503,
    }
    for (const [credential, status] of Object.entries(answers)) {
      expect([credential, (await postToken({ jwe }, credential)).status]).toEqual([credential, status])
    }
    expect((await call('/tokens', { method: 'POST', body: '{}' })).status).toBe(401)
    expect((await postToken({ jwe }, 'cs_test_m1_p1')).status).toBe(201)
  })

  test('masks a fault of ours behind a request id', async () => {
    const response = await createVaultApp().request('/keys', {}, { ...env, FRAME_KEYS: 'not json' })
    const text = await response.text()
    expect(response.status).toBe(500)
    expect(JSON.parse(text)).toMatchObject({ code: 'INTERNAL', requestId: response.headers.get('x-request-id') })
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    expect(text).not.toContain('FRAME_KEYS')
  })

  test('answers preflights and refuses other methods, types, sizes and shapes as problems', async () => {
    const preflight = await call('/tokens', {
      method: 'OPTIONS',
      headers: { origin: 'https://shop.example', 'access-control-request-method': 'POST' },
    })
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('access-control-allow-headers')).toContain('authorization')
    const get = await call('/tokens')
    expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST, OPTIONS'])
    expect((await call('/nothing')).status).toBe(404)
    expect((await postToken('{}', 'pk_test_m1', { 'content-type': 'text/plain' })).status).toBe(415)
    expect((await postToken('{}', 'pk_test_m1', { 'content-type': 'application/jsonp' })).status).toBe(415)
    expect((await postToken('not json')).status).toBe(400)
    expect((await postToken('[]')).status).toBe(400)
    expect((await postToken({ jwe: 'a', more: 1 })).status).toBe(400)
    expect((await postToken({ jwe: 1 })).status).toBe(422)
    expect((await postToken('\u0020'.repeat(17_000))).status).toBe(413)
    const stream = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(1024).fill(32)),
    })
    const endless = await call('/tokens', {
      method: 'POST',
      headers: { authorization: 'Bearer pk_test_m1', 'content-type': 'application/json', 'content-length': '2' },
      body: stream,
    })
    expect(endless.status).toBe(413)
  })
})
