import { describe, expect, test } from 'vitest'
import type { Credentials, WebhookQuestion } from '../../../src/gateway/credentials.ts'
import type { GatewayRequest } from '../../../src/gateway/forward.ts'
import type { GatewayAccount } from '../../../src/vault/account/account.ts'
import { prepareRequest } from '../../../src/vault/forward/prepare.ts'
import { sendAuthorized } from '../../../src/vault/forward/send.ts'
import { judgeWebhook } from '../../../src/vault/webhook/verify.ts'
import { CARD, CHARGE, env, seenBy, send, tokenOf, vault } from './support.ts'

const keepAlive = (): void => undefined

/** An account as a gateway's folder would open it; its gateway is the test's HTTP server. */
const accountOf = (name: string, credentials: Partial<Credentials>): GatewayAccount => ({
  id: `acc_${name}`,
  merchantId: 'm1',
  mode: 'TEST',
  kind: 'other',
  baseUrl: `${env.GATEWAY_URL}/${name}`,
  fingerprint: name,
  credentials: {
    authorization: { kind: 'header', name: 'x-api-key', value: 'AQEyhmfxK-secret' },
    verifyWebhook: () => false,
    ...credentials,
  },
})

async function sendTo(account: GatewayAccount, request: GatewayRequest) {
  const prepared = prepareRequest(account, request)
  const sent = prepared?.build({ ...CARD, expiryMonth: 3 })
  if (prepared === undefined || sent === undefined) return undefined
  return await sendAuthorized(account, prepared.url, sent, (text) => text, Date.now() + 3000, keepAlive)
}

describe('authorization by a header', () => {
  test.each([
    ['x-api-key', 'AQEyhmfxK-secret', 'AQEyhmfxK-secret'],
    ['authorization', 'Bearer sk_test_51H-secret', 'sk_test_51H-secret'],
  ])('sends %s, and its value comes back in no answer', async (name, value, secret) => {
    const account = accountOf(`by-${name}`, { authorization: { kind: 'header', name, value } })
    const headers = { 'idempotency-key': 'att_1', 'stripe-version': '2026-08-27', prefer: 'return=representation' }
    const answer = await sendTo(account, { method: 'POST', path: '/talkative', headers, body: { a: 1 } })
    const [seen] = (await seenBy(`by-${name}`)).requests
    expect(seen?.headers).toMatchObject({ ...headers, [name]: value, 'content-type': 'application/json' })
    if (answer?.kind !== 'answered') throw new Error('no answer')
    expect(answer.body).toContain('"idempotency-key":"att_1"')
    expect(JSON.stringify(answer)).not.toContain(secret)
    expect(Object.keys(answer.headers).sort()).toEqual([
      'content-type',
      'idempotent-replayed',
      'retry-after',
      'stripe-should-retry',
      'transient-error',
    ])
    expect(answer.headers).toMatchObject({ 'idempotent-replayed': 'true', 'transient-error': 'true' })
    expect(await sendTo(account, { method: 'GET', path: '/ok', headers: { [name]: 'mine' } })).toBeUndefined()
  })

  test('does not repeat a call that such a key was refused for', async () => {
    const answer = await sendTo(accountOf('keyed', {}), { method: 'GET', path: '/always-401' })
    expect(answer).toMatchObject({ kind: 'answered', status: 401 })
    expect((await seenBy('keyed')).requests).toHaveLength(1)
  })
})

describe('the account’s own settings', () => {
  const fields = { merchantAccount: 'Shop"ECOM', webhookId: 'WH-1' }

  test('go into JSON and form bodies as values, beside the card’s', async () => {
    const account = accountOf('settings', { fields })
    const request: GatewayRequest = {
      method: 'POST',
      path: '/ok',
      body: { merchantAccount: '{merchantAccount}', card: {}, list: [{}], on: true },
      accountFields: [
        [['merchantAccount'], 'merchantAccount'],
        [['list', '0', 'hook'], 'webhookId'],
      ],
      cardFields: [
        [['card', 'number'], 'number'],
        [['card', 'month'], 'expiryMonth2'],
        [['card', 'year'], 'expiryYearText'],
        [['card', 'expiry'], 'expiryYearMonth'],
      ],
    }
    await sendTo(account, request)
    await sendTo(account, { ...request, encoding: 'form' })
    const card = { number: CARD.number, month: '03', year: '2030', expiry: '2030-03' }
    const [json, form] = (await seenBy('settings')).requests
    expect(JSON.parse(json?.body ?? '')).toEqual({
      merchantAccount: 'Shop"ECOM',
      card,
      list: [{ hook: 'WH-1' }],
      on: true,
    })
    expect(form?.headers['content-type']).toBe('application/x-www-form-urlencoded')
    expect(Object.fromEntries(new URLSearchParams(form?.body))).toEqual({
      merchantAccount: 'Shop"ECOM',
      'card[number]': card.number,
      'card[month]': card.month,
      'card[year]': card.year,
      'card[expiry]': card.expiry,
      'list[0][hook]': 'WH-1',
      on: 'true',
    })
  })

  test('are a bad request where the account has none of the name, or the body no such place', () => {
    const body = { a: {} }
    const prepared = (path: readonly string[], name: string, account = accountOf('none', { fields })) =>
      prepareRequest(account, { method: 'POST', path: '/ok', body, accountFields: [[path, name]] })
    expect(prepared(['a', 'b'], 'webhookId')).toBeDefined()
    for (const name of ['other', 'toString', '__proto__', '']) expect(prepared(['a'], name)).toBeUndefined()
    for (const path of [[], ['b', 'c'], ['__proto__', 'x'], ['a', 'constructor'], Array(20).fill('a')]) {
      expect([path, prepared(path, 'webhookId')]).toEqual([path, undefined])
    }
    expect(prepared(['a'], 'webhookId', accountOf('bare', {}))).toBeUndefined()
    expect(body).toEqual({ a: {} })
  })
})

describe('an account of a gateway with a key of its own', () => {
  test.each([
    [
      'stripe',
      { secretKey: 'sk_test_secret123', webhookSecret: 'whsec_secret123' },
      'authorization',
      'Bearer sk_test_secret123',
    ],
    [
      'adyen',
      { apiKey: 'AQE-secret-key', merchantAccount: 'ShopECOM', hmacKey: 'ab'.repeat(32) },
      'x-api-key',
      'AQE-secret-key',
    ],
  ])('carries a card to %s by that key, and shows it to nobody', async (kind, credentials, header, value) => {
    const account = { accountId: `acc_${kind}`, merchantId: 'm1', mode: 'TEST', kind } as const
    const baseUrl = `${env.GATEWAY_URL}/of-${kind}`
    expect(await vault.putAccount({ ...account, baseUrl, credentials })).toEqual({ ok: true, value: 'kept' })
    const { cardFields = [] } = CHARGE
    const accountFields = kind === 'adyen' ? ([[['merchantAccount'], 'merchantAccount']] as const) : []
    const request = { ...CHARGE, path: '/talkative', cardFields, accountFields }
    const answer = await send(account.accountId, request, { token: await tokenOf() })
    const [seen] = (await seenBy(`of-${kind}`)).requests
    expect(seen?.headers[header]).toBe(value)
    expect(JSON.parse(seen?.body ?? '')).toMatchObject({
      card: { number: CARD.number },
      ...(kind === 'adyen' ? { merchantAccount: 'ShopECOM' } : {}),
    })
    expect(answer).toMatchObject({ kind: 'answered', cardFingerprint: expect.stringMatching(/^[A-Za-z0-9_-]{22}$/) })
    expect(JSON.stringify(answer)).not.toContain(value.split(' ').at(-1))
    const unknown = { ...request, accountFields: [[['other'], 'webhookId']] as const }
    expect(await send(account.accountId, unknown, { token: await tokenOf() })).toEqual({
      kind: 'not_sent',
      reason: 'bad_request',
    })
    expect(await vault.putAccount({ ...account, kind: 'sandbox' })).toMatchObject({ ok: false })
  })
})

describe('a webhook that the gateway itself is asked about', () => {
  const question = (path: string, body: unknown = { event: { id: 'evt_1' } }): WebhookQuestion => ({
    request: { method: 'POST', path, body, accountFields: [[['webhookId'], 'webhookId']] },
    isGenuine: (answer) => answer.kind === 'answered' && (JSON.parse(answer.body) as { genuine: boolean }).genuine,
  })
  const accountAsking = (name: string, asked: WebhookQuestion, more: Partial<Credentials> = {}) =>
    accountOf(name, { fields: { webhookId: 'WH-1' }, verifyWebhook: () => asked, ...more })
  const judge = (account: GatewayAccount) =>
    judgeWebhook(account, { headers: {}, rawBody: '{}' }, Date.now(), keepAlive)

  test('HN1 is verified by its yes and refused by anything else', async () => {
    expect(await judge(accountAsking('asked', question('/verify')))).toBe('verified')
    expect(await judge(accountAsking('asked', question('/verify', { event: { id: 'evt_2' } })))).toBe('refused')
    const vague = { ...question('/verify'), isGenuine: () => 'yes' as unknown as boolean }
    expect(await judge(accountAsking('asked', vague))).toBe('refused')
    const [first] = (await seenBy('asked')).requests
    expect(JSON.parse(first?.body ?? '')).toEqual({ event: { id: 'evt_1' }, webhookId: 'WH-1' })
    expect(first?.headers['x-api-key']).toBe('AQEyhmfxK-secret')
  })

  test('is not judged while the gateway does not answer, is overloaded or refuses our credentials', async () => {
    for (const path of ['/down', '/busy', '/always-401', '/reset', '/half']) {
      expect([path, await judge(accountAsking('unasked', question(path)))]).toEqual([path, 'unavailable'])
    }
    const authorization = {
      kind: 'oauth2_client_credentials',
      tokenPath: '/oauth/token',
      clientId: 'a',
      clientSecret: 'b',
    } as const
    expect(await judge(accountAsking('refused-token', question('/verify'), { authorization }))).toBe('unavailable')
    expect(await judge(accountAsking('asked-with-token', question('/verify'), { authorization }))).toBe('verified')
    const [request] = (await seenBy('asked-with-token')).requests
    expect(request?.headers.authorization).toBe('Bearer access-1')
  })

  test('is refused where the question itself cannot be asked, or wants a card', async () => {
    expect(await judge(accountAsking('odd', question('//evil.example')))).toBe('refused')
    const wanting = question('/verify')
    const withCard = { ...wanting, request: { ...wanting.request, cardFields: [[['event', 'id'], 'number']] as const } }
    expect(await judge(accountAsking('odd', withCard))).toBe('refused')
    expect(await judge(accountOf('odd', { verifyWebhook: () => question('/verify') }))).toBe('refused')
    expect((await seenBy('odd')).requests).toEqual([])
  })

  test('GW9 is given up after five seconds, and only so many are asked about at once', async () => {
    const startedAtMs = Date.now()
    const account = accountAsking('slow', question('/hang'))
    const verdicts = await Promise.all(Array.from({ length: 20 }, () => judge(account)))
    expect(verdicts).toEqual(Array(20).fill('unavailable'))
    expect(Date.now() - startedAtMs).toBeLessThan(7000)
    expect((await seenBy('slow')).requests).toHaveLength(16)
    expect(await judge(accountAsking('slow', question('/verify')))).toBe('verified')
  }, 15_000)
})
