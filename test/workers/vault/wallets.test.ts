import { SELF } from 'cloudflare:test'
import { describe, expect, test } from 'vitest'
import { CHARGE, encrypted, env, openAccount, postToken, seenBy, send, tokenOf } from './support.ts'

/** As long as Apple's payment data is. */
const PAYLOAD = JSON.stringify({ id: 'tok_google_1', signature: 'MIAGCSqGSIb3DQEH'.repeat(250) })
const GIVEN = { wallet: 'apple_pay', payload: PAYLOAD, brand: 'visa' }

const charge = (field: 'text' | 'base64' | 'tokenId') =>
  ({ method: 'POST', path: '/echo', body: { wallet: {} }, walletFields: [[['wallet', 'given'], field]] }) as const

describe('what a wallet gave', () => {
  test('becomes a token that shows nothing of it, and goes to the gateway in the form that is asked for', async () => {
    const account = await openAccount('wallets')
    const created = await (await postToken({ jwe: await encrypted(GIVEN) })).json()
    expect(created).toEqual({ token: expect.stringMatching(/^tok_/), expiresAt: expect.any(String) })
    const forms = [
      ['text', PAYLOAD],
      ['base64', btoa(PAYLOAD)],
      ['tokenId', 'tok_google_1'],
    ] as const
    for (const [field, sent] of forms) {
      const answer = await send(account, charge(field), { token: await tokenOf({ ...GIVEN, brand: field }) })
      expect(answer.kind).toBe('answered')
      const { requests } = await seenBy('wallets')
      expect(JSON.parse(requests.at(-1)?.body ?? '{}')).toEqual({ wallet: { given: sent } })
    }
  })

  test('I7 is taken out of the gateway’s answer', async () => {
    const account = await openAccount('repeating')
    const answer = await send(account, charge('text'), { token: await tokenOf(GIVEN) })
    if (answer.kind !== 'answered') throw new Error('no answer')
    expect(answer.body).not.toContain('MIAGCSqGSIb3DQEH')
    expect(answer.cardFingerprint).toBeUndefined()
  })

  test('takes no card’s place, nor a card its', async () => {
    const account = await openAccount('mixed')
    const before = (await seenBy('mixed')).requests.length
    expect(await send(account, CHARGE, { token: await tokenOf(GIVEN) })).toEqual({
      kind: 'not_sent',
      reason: 'bad_request',
    })
    expect(await send(account, charge('text'), { token: await tokenOf() })).toEqual({
      kind: 'not_sent',
      reason: 'bad_request',
    })
    expect((await seenBy('mixed')).requests).toHaveLength(before)
  })

  test.each([
    [{ ...GIVEN, wallet: 'samsung_pay' }, 'wallet'],
    [{ ...GIVEN, payload: '' }, 'payload'],
    [{ ...GIVEN, payload: 'x'.repeat(8193) }, 'payload'],
    [{ ...GIVEN, number: '4242424242424242' }, 'jwe'],
  ])('is refused by the name of what is wrong, and nothing of it is repeated', async (given, field) => {
    const response = await postToken({ jwe: await encrypted(given) })
    const text = await response.text()
    expect(response.status).toBe(422)
    expect(JSON.parse(text).errors[0].field).toBe(field)
    expect(text).not.toMatch(/424242|MIAG/)
  })
})

describe('the frame of the wallets', () => {
  const get = (path: string) => SELF.fetch(`https://wallets.test${path}`)

  test('is on its own origin and nowhere else, and where it is no card is taken', async () => {
    const frame = await get('/v1/wallets?key=pk_test_shop')
    expect(frame.status).toBe(200)
    const policy = frame.headers.get('content-security-policy') ?? ''
    expect(policy).toContain('frame-ancestors https://vault.test https://shop.example')
    expect(policy).toMatch(/script-src 'sha384-[^ ]+' https:\/\/pay\.google\.com\/gp\/p\/js\/pay\.js;/)
    expect(await frame.text()).not.toContain('merchant.test')
    expect((await SELF.fetch('https://vault.test/v1/wallets?key=pk_test_shop')).status).toBe(404)
    expect((await get('/v1/frame?key=pk_test_shop')).status).toBe(404)
    const cards = await (await SELF.fetch('https://vault.test/v1/frame?key=pk_test_shop')).text()
    expect(cards).toContain('data-wallet-address="https://wallets.test/v1/wallets?key=pk_test_shop"')
  })

  test.each([
    ['', 401],
    ['?key=sk_test_shop', 403],
    ['?key=pk_test_down', 503],
  ])('answers %s with %i', async (query, status) => expect((await get(`/v1/wallets${query}`)).status).toBe(status))

  test('proves to Apple whose domain it is', async () => {
    const answer = await get('/.well-known/apple-developer-merchantid-domain-association')
    expect([answer.status, await answer.text()]).toEqual([200, '7B227073704964'])
  })
})

describe('Apple’s merchant session', () => {
  const ask = (validationUrl: string, credential = 'cs_test_m1_one') =>
    SELF.fetch('https://wallets.test/v1/wallets/apple-session', {
      method: 'POST',
      headers: { authorization: `Bearer ${credential}`, 'content-type': 'application/json' },
      body: JSON.stringify({ validationUrl }),
    })

  test('is asked for in the merchant’s name and for this domain', async () => {
    const answer = await ask(`${env.GATEWAY_URL}/apple/echo`)
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({
      echoed: {
        merchantIdentifier: 'merchant.test',
        displayName: 'A shop',
        initiative: 'web',
        initiativeContext: 'wallets.test',
      },
    })
  })

  test.each([
    ['https://evil.example/paymentservices/startSession', 'cs_test_m1_one', 422],
    ['https://apple-pay-gateway.apple.com.evil.example/', 'cs_test_m1_one', 422],
    ['no address', 'cs_test_m1_one', 422],
    ['https://apple-pay-gateway.apple.com/', 'pk_test_m1', 403],
    ['https://apple-pay-gateway.apple.com/', 'nobody', 401],
  ])('of %s for %s is refused', async (url, credential, status) =>
    expect((await ask(url, credential)).status).toBe(status),
  )

  test('that does not come is no fault of the shopper’s', async () => {
    expect((await ask(`${env.GATEWAY_URL}/apple/down`)).status).toBe(503)
  })
})
