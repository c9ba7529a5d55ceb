import Stripe from 'stripe'
import { describe, expect, test } from 'vitest'
import { parseBaseUrl } from '../../src/vault/account/baseUrl.ts'
import type { Card } from '../../src/vault/card/card.ts'
import { addressBelow } from '../../src/vault/forward/address.ts'
import { copyBody, encodeBody, setValues } from '../../src/vault/forward/body.ts'
import { accountValues, cardValues } from '../../src/vault/forward/fields.ts'
import { requestHeaders } from '../../src/vault/forward/headers.ts'

const BASE = 'https://gateway.example/v1'
const CARD: Card = { number: '4242424242424242', expiryMonth: 3, expiryYear: 2030, cvc: '123' }

describe('the address of a forwarded request', () => {
  test.each([
    ['/payments', `${BASE}/payments`],
    ['/payments/att_1:void', `${BASE}/payments/att_1:void`],
    ['/payments?reference=pay_1&expand[]=card', `${BASE}/payments?reference=pay_1&expand[]=card`],
    ['/a%20b', `${BASE}/a%20b`],
    ['/?next=%2F%2Fevil', `${BASE}/?next=%2F%2Fevil`],
  ])('is %s below the base URL', (path, expected) => {
    expect(addressBelow(BASE, path)?.href).toBe(expected)
  })

  test.each([
    '',
    'payments',
    '//evil.example',
    '/a//b',
    '/..',
    '/../x',
    '/a/../../x',
    '/./x',
    '/%2e%2e/x',
    '/.%2E/x',
    '/%252e%252e/x',
    '/a%2fb',
    '/a%5cb',
    '/\\evil.example',
    '\\\\evil',
    '/a\\b',
    '/@evil',
    '/a%40b',
    '/a#b',
    '/a b',
    '/a\tb',
    '/a\nb',
    '/é',
    '/a%00',
    '@evil.example',
    '.evil.example/',
    ':8080/x',
    'https://evil.example/',
    '/?a=b#c',
    '/?a=@b',
    `/${'a'.repeat(3000)}`,
  ])('is refused for case %#', (path) => {
    expect(addressBelow(BASE, path)).toBeUndefined()
  })
})

describe('the base URL of an account', () => {
  test('is public https on 443 by name', () => {
    expect(parseBaseUrl('https://gateway.example/v1/', false)).toBe('https://gateway.example/v1')
    expect(parseBaseUrl('https://gateway.example:443', false)).toBe('https://gateway.example')
  })

  test.each([
    'http://gateway.example',
    'https://gateway.example:8443',
    'https://user:pw@gateway.example',
    'https://localhost',
    'https://127.0.0.1',
    'https://127.1',
    'https://2130706433',
    'https://0x7f.1',
    'https://[::1]',
    'https://[::ffff:10.0.0.1]',
    'https://10.0.0.1',
    'https://169.254.169.254',
    'https://8.8.8.8',
    'https://gateway',
    'https://a.internal',
    'https://a.local',
    'https://a.localhost',
    'https://a.localhost.',
    'https://gateway.example?a=b',
    'https://gateway.example#a',
    'ftp://gateway.example',
    'javascript:alert(1)',
    '//gateway.example',
    '',
    'https://gateway.example/%2e%2e',
    'https://１２７.0.0.1',
  ])('HU1 is refused for %s', (text) => {
    expect(parseBaseUrl(text, false)).toBeUndefined()
  })

  test('may be plain http on this machine in development, and still nowhere private', () => {
    expect(parseBaseUrl('http://127.0.0.1:8123/a', true)).toBe('http://127.0.0.1:8123/a')
    expect(parseBaseUrl('http://localhost:8123', true)).toBe('http://localhost:8123')
    expect(parseBaseUrl('http://[::1]:8123', true)).toBe('http://[::1]:8123')
    expect(parseBaseUrl('http://10.0.0.1', true)).toBeUndefined()
    expect(parseBaseUrl('http://169.254.169.254', true)).toBeUndefined()
  })
})

describe('the headers of a forwarded request', () => {
  test('are the template’s own', () => {
    const headers = {
      'idempotency-key': 'att_1',
      'paypal-request-id': 'att_1',
      prefer: 'return=representation',
      'stripe-version': '2026-08-27.basil',
    }
    expect(Object.fromEntries(requestHeaders(headers, 'authorization') ?? [])).toEqual(headers)
    expect(Object.fromEntries(requestHeaders(headers, 'x-api-key') ?? [])).toEqual(headers)
  })

  test.each([
    ['host', 'a'],
    ['authorization', 'a'],
    ['x-api-key', 'a'],
    ['cookie', 'a'],
    ['content-length', '1'],
    ['transfer-encoding', 'chunked'],
    ['te', 'a'],
    ['upgrade', 'a'],
    ['proxy-authorization', 'a'],
    ['x-forwarded-for', 'a'],
    ['cf-connecting-ip', 'a'],
    ['Accept', 'a'],
    ['a b', 'a'],
    ['accept', 'a\r\nhost: b'],
    ['accept', 'a\u0000'],
    ['accept', 'é'],
    ['accept', 'a'.repeat(2000)],
    ['', 'a'],
  ])('are refused with %s', (name, value) => {
    expect(requestHeaders({ [name]: value }, 'X-Api-Key')).toBeUndefined()
  })
})

describe('the body of a forwarded request', () => {
  test('takes card fields as values, whatever the rest of the body says', () => {
    const body = copyBody({ card: { number: '{number}' }, note: '{number} number 4242', list: [{ a: 1 }] })
    const set = setValues(
      body,
      cardValues(
        [
          [['card', 'number'], 'number'],
          [['list', '0', 'year'], 'expiryYear2'],
          [['card', 'name'], 'name'],
        ],
        CARD,
      ),
    )
    expect(set).toBe(true)
    expect(body).toEqual({ card: { number: CARD.number }, note: '{number} number 4242', list: [{ a: 1, year: '30' }] })
  })

  test('takes none where the path does not lead through the body’s own parts', () => {
    const body = { card: {}, list: [1], text: 'a', none: null }
    for (const path of [
      [],
      ['a', 'b'],
      ['text', 'x'],
      ['none', 'x'],
      ['list', '1'],
      ['list', 'length'],
      ['__proto__', 'x'],
      ['constructor', 'x'],
      ['card', '__proto__'],
      ['card', 'toString', 'x'],
      Array(20).fill('card'),
    ]) {
      expect([path, setValues(body, [[path, CARD.number]])]).toEqual([path, false])
    }
    expect(body).toEqual({ card: {}, list: [1], text: 'a', none: null })
    expect(setValues('text', [[['a'], CARD.number]])).toBe(false)
  })

  test('takes the expiry in every shape that gateways ask for, and no key for what the card does not have', () => {
    const fields = [
      'expiryMonth',
      'expiryMonth2',
      'expiryYear',
      'expiryYearText',
      'expiryYear2',
      'expiryYearMonth',
    ] as const
    const body: Record<string, unknown> = { name: 'template', cvc: '000' }
    const { cvc: _cvc, ...stored } = CARD
    const places = [...fields, 'name', 'cvc'] as const
    expect(
      setValues(
        body,
        cardValues(
          places.map((field) => [[field], field]),
          stored as typeof CARD,
        ),
      ),
    ).toBe(true)
    expect(body).toEqual({
      expiryMonth: 3,
      expiryMonth2: '03',
      expiryYear: 2030,
      expiryYearText: '2030',
      expiryYear2: '30',
      expiryYearMonth: '2030-03',
    })
    expect(cardValues([[['e'], 'expiryYearMonth']], { ...CARD, expiryMonth: 12 })).toEqual([[['e'], '2030-12']])
  })

  test('takes the network that was chosen by the gateway’s own name of it, and no key where it has none', () => {
    const fields = [[['card', 'brand'], 'network']] as const
    const brandOf = (card: typeof CARD, names?: Readonly<Record<string, string>>) => {
      const body = { card: { brand: 'template' } }
      setValues(body, cardValues(fields, card, names))
      return body.card
    }
    const chosen: Card = { ...CARD, network: 'cartes_bancaires' }
    expect(brandOf(chosen, { cartes_bancaires: 'cartebancaire' })).toEqual({ brand: 'cartebancaire' })
    expect(brandOf(chosen, { visa: 'visa' })).toEqual({})
    expect(brandOf(chosen)).toEqual({})
    expect(brandOf(CARD, { visa: 'visa' })).toEqual({})
  })

  test('takes the account’s own settings by name, and none that the account does not have', () => {
    const settings = { merchantAccount: 'Shop"ECOM' }
    expect(accountValues([[['merchantAccount'], 'merchantAccount']], settings)).toEqual([
      [['merchantAccount'], 'Shop"ECOM'],
    ])
    for (const name of ['webhookId', '', 'toString', '__proto__', 'constructor']) {
      expect([name, accountValues([[['a'], name]], settings)]).toEqual([name, undefined])
    }
  })

  test('is form-encoded with nested brackets', () => {
    const { contentType, text } = encodeBody(
      {
        amount: 1,
        card: { number: '4&2', cvc: null, exp_month: 3 },
        items: [{ id: 'a' }, 'b'],
        on: true,
        off: false,
        description: '',
        metadata: {},
        payment_method_types: ['card'],
      },
      'form',
    )
    expect(contentType).toBe('application/x-www-form-urlencoded')
    expect([...new URLSearchParams(text)]).toEqual([
      ['amount', '1'],
      ['card[number]', '4&2'],
      ['card[exp_month]', '3'],
      ['items[0][id]', 'a'],
      ['items[1]', 'b'],
      ['on', 'true'],
      ['off', 'false'],
      ['description', ''],
      ['payment_method_types[0]', 'card'],
    ])
  })

  test('is form-encoded as Stripe’s own library does it', async () => {
    const bodies = [
      {
        amount: 1099,
        currency: 'eur',
        confirm: true,
        off_session: false,
        payment_method_types: ['card', 'link'],
        metadata: { payment_id: 'pay_1', 'with space & =?': 'a+b%20ü€' },
        description: '',
        payment_method_options: { card: { installments: {}, request_three_d_secure: 'any' } },
        expand: ['latest_charge.balance_transaction'],
      },
      {
        evidence: { refund_policy: "it's (void)!*", nested: [{ a: [1, 2] }, {}, 'x'] },
        empty: [],
        deep: { a: { b: { c: 0 } } },
      },
    ]
    for (const body of bodies) {
      let sent = ''
      const httpClient = Stripe.createFetchHttpClient(async (_url: unknown, init?: { body?: unknown }) => {
        sent = String(init?.body)
        return Response.json({ id: 'pi_1', object: 'payment_intent' })
      })
      await new Stripe('sk_test_1', { httpClient, maxNetworkRetries: 0 }).rawRequest(
        'POST',
        '/v1/payment_intents',
        body,
      )
      const ours = encodeBody(copyBody(body), 'form').text
      expect([...new URLSearchParams(ours)]).toEqual([...new URLSearchParams(sent)])
      expect(ours.length).toBeGreaterThan(50)
    }
  })
})
