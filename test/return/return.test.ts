import { describe, expect, test } from 'vitest'
import { returnTokenFor } from '../../src/access/returnToken.ts'
import { childId } from '../../src/ids/ids.ts'
import type { PaymentService, ReturnDestination } from '../../src/payment/contract.ts'
import { destinationOf } from '../../src/return/destination.ts'
import { answerReturn } from '../../src/return/route.ts'
import { returnedValues } from '../../src/return/values.ts'
import { samplePayment } from '../db/samplePayment.ts'

const SECRET = 's'.repeat(43)
const { id } = samplePayment('order-1')
const TOKEN = returnTokenFor(SECRET, childId('attempt', id, 2))

function setUp(destination: ReturnDestination | null) {
  const visits: (readonly [number, Readonly<Record<string, string>>])[] = []
  const visit = (token: string, init: RequestInit = {}, query = '') =>
    answerReturn(new Request(`https://api.test/return/${token}${query}`, init), token, {
      signingSecret: SECRET,
      vaultOrigin: 'https://vault.test',
      requestId: 'req_1',
      payment: () =>
        ({
          returned: async (attempt: number, values: Readonly<Record<string, string>>) => {
            visits.push([attempt, values])
            return destination
          },
        }) as unknown as PaymentService,
    })
  return { visit, visits }
}

describe('/return/:token', () => {
  test('hands query and form to the attempt and sends the shopper on', async () => {
    const { visit, visits } = setUp({ returnUrl: 'https://shop.example/done' })
    const response = await visit(
      TOKEN,
      { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'cres=abc' },
      '?result=ok',
    )
    expect([response.status, response.headers.get('location')]).toEqual([
      303,
      `https://shop.example/done?payment=${id}`,
    ])
    expect(response.headers.get('referrer-policy')).toBe('no-referrer')
    expect(visits).toEqual([[2, { result: 'ok', cres: 'abc' }]])
  })

  test('says that the window may be closed where the shop gave no address', async () => {
    const response = await setUp({}).visit(TOKEN)
    expect([response.status, await response.text()]).toEqual([200, expect.stringContaining('close this window')])
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
  })

  test('tells the frame in the place of following on when the challenge ran in place, with every visit alike', async () => {
    const { visit } = setUp({ returnUrl: 'https://shop.example/?a="1"' })
    for (const _visit of [1, 2]) {
      const response = await visit(TOKEN, { headers: { 'sec-fetch-dest': 'iframe' } })
      const [status, policy, text] = [
        response.status,
        response.headers.get('content-security-policy'),
        await response.text(),
      ]
      expect(status).toBe(200)
      expect(policy).toMatch(/^default-src 'none'; script-src 'sha256-[\w+/]+=*'; style-src 'sha256-/)
      expect(text).toContain(`data-payment="${id}" data-vault="https://vault.test"`)
      expect(text).toContain(`href="https://shop.example/?a=&#34;1&#34;&amp;payment=${id}"`.replace('&amp;', '&#38;'))
    }
  })

  test.each([
    ['made up', 'nonsense'],
    ['of another attempt', TOKEN.replace('_2_', '_3_')],
    ['signed with another secret', returnTokenFor('t'.repeat(43), childId('attempt', id, 2))],
    ['megabytes long', 'a'.repeat(1_000_000)],
  ])('HR1 answers 404 to a token that is %s and asks no payment', async (_what, token) => {
    const { visit, visits } = setUp({ returnUrl: 'https://shop.example' })
    expect((await visit(token.slice(0, 2_000))).status).toBe(404)
    expect(visits).toEqual([])
  })

  test('bounds what a visit may carry', () => {
    const pairs = [
      ...Array.from({ length: 100 }, (_, i): [string, string] => [`n${i}`, 'v']),
      ['__proto__', 'x'] as [string, string],
    ]
    expect(Object.keys(returnedValues(pairs))).toHaveLength(50)
    expect(
      returnedValues([
        ['big', 'x'.repeat(9_000)],
        ['n'.repeat(65), 'v'],
        ['a', '1'],
        ['a', '2'],
      ]),
    ).toEqual({ a: '1' })
  })

  test.each([
    ['https://shop.example', 'https://shop.example?payment=P'],
    ['https://shop.example/?a=1', 'https://shop.example/?a=1&payment=P'],
    ['https://shop.example/?', 'https://shop.example/?payment=P'],
    ['https://shop.example/?q=a%20b&#/route?x', 'https://shop.example/?q=a%20b&payment=P#/route?x'],
  ])('adds the payment to %s and changes nothing else', (returnUrl, expected) => {
    expect(destinationOf(returnUrl, 'P')).toBe(expected)
  })
})
