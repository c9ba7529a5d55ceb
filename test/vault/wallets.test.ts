import { describe, expect, test, vi } from 'vitest'
import { appleSession } from '../../src/vault/wallet/appleSession.ts'
import { parseWallets, walletsOf } from '../../src/vault/wallet/setting.ts'

const SETTING = {
  origin: 'https://wallets.shop.example',
  vaultOrigin: 'https://vault.shop.example',
  apple: {
    merchantId: 'merchant.shop',
    merchantName: 'A shop',
    countryCode: 'IE',
    sessionOrigin: 'http://127.0.0.1:1',
  },
}

describe('the setting of wallets', () => {
  test('is none where there is none, and is read once', () => {
    expect(walletsOf({})).toBeUndefined()
    const text = JSON.stringify(SETTING)
    expect(walletsOf({ WALLETS: text })).toBe(walletsOf({ WALLETS: text }))
  })

  test.each([
    ['{', 'is not JSON'],
    [JSON.stringify({ ...SETTING, origin: 'https://wallets.shop.example/' }), '"origin"'],
    [JSON.stringify({ ...SETTING, google: { merchantName: 'A shop' } }), '"google.countryCode"'],
    [JSON.stringify({ ...SETTING, origin: SETTING.vaultOrigin }), 'an origin other than vaultOrigin'],
  ])('%s is refused by what is wrong with it', (WALLETS, problem) =>
    expect(() => parseWallets(WALLETS)).toThrow(problem),
  )
})

test('a setting that is no good keeps no card from being taken', () => {
  vi.spyOn(console, 'error').mockReturnValue()
  expect(walletsOf({ WALLETS: '{' })).toBeUndefined()
})

describe('a merchant session is asked of Apple alone', () => {
  const asked = async (url: string, isDevelopment = false, answer = new Response('{"a":1}')) => {
    const urls: string[] = []
    const { kind } = await appleSession(SETTING, url, isDevelopment, async (request) => {
      urls.push(request.url)
      return answer
    })
    return [kind, urls.length]
  }

  test.each([
    'https://apple-pay-gateway.apple.com/paymentservices/startSession',
    'https://apple-pay-gateway-cert.apple.com/paymentservices/startSession',
    'https://apple-pay-gateway-nc-pod1.apple.com/paymentservices/startSession',
    'https://cn-apple-pay-gateway-sh-pod1.apple.com/paymentservices/startSession',
  ])('at %s', async (url) => expect(await asked(url)).toEqual(['session', 1]))

  test.each([
    'http://apple-pay-gateway.apple.com/',
    'https://apple-pay-gateway.apple.com:8443/',
    'https://x@apple-pay-gateway.apple.com/',
    'https://apple-pay-gateway.apple.com.evil.example/',
    'https://evil-apple-pay-gateway.apple.com/',
    'https://apple.com/',
    'http://127.0.0.1:1/paymentSession',
  ])('and never at %s', async (url) => expect(await asked(url)).toEqual(['refused', 0]))

  test('but in development, where a server of ours stands in for Apple’s', async () => {
    expect(await asked('http://127.0.0.1:1/paymentSession', true)).toEqual(['session', 1])
  })

  test.each([
    ['a refusal', new Response('{}', { status: 417 })],
    ['no JSON', new Response('<html>')],
    ['a list', new Response('[]')],
    ['more than any session is', new Response(`{"a":"${'x'.repeat(40_000)}"}`)],
  ])('whose answer may be %s', async (_what, answer) =>
    expect(await asked('https://apple-pay-gateway.apple.com/', false, answer)).toEqual(['unavailable', 1]),
  )
})
