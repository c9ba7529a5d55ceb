import { describe, expect, test } from 'vitest'
import { adyenGateway } from '../../src/gateway/adyen/gateway.ts'
import type { GatewayRequest } from '../../src/gateway/forward.ts'
import type { AuthorizeRequest } from '../../src/gateway/gateway.ts'
import { sandboxGateway } from '../../src/gateway/sandbox/gateway.ts'
import { stripeGateway } from '../../src/gateway/stripe/gateway.ts'

const REQUEST: AuthorizeRequest = {
  paymentId: 'pay_1',
  attemptId: 'att_1',
  amountMinor: 8900n,
  currency: 'EUR',
  startedAtMs: 0,
  capture: true,
  method: 'ideal',
  returnUrl: 'https://api.example/return/1',
}

/** What a connector asks for, of a gateway that never answers. */
async function asked(gateway: typeof stripeGateway, more: Partial<AuthorizeRequest>) {
  const requests: GatewayRequest[] = []
  const outcome = await gateway.authorize(
    async (request) => {
      requests.push(request)
      return { kind: 'unknown', reason: 'nobody is there' }
    },
    { ...REQUEST, ...more },
  )
  return { outcome, requests }
}

describe('a method of a bank', () => {
  test('is Stripe’s type of intent and payment method, with nothing for the vault to set', async () => {
    const { requests } = await asked(stripeGateway, { method: 'bancontact', payer: { name: 'Ada Lovelace' } })
    const [intent, method] = requests
    expect(intent?.body).toMatchObject({ payment_method_types: ['bancontact'] })
    expect(method?.body).toEqual({ type: 'bancontact', billing_details: { name: 'Ada Lovelace' } })
    expect(requests.every(({ cardFields, walletFields }) => (cardFields ?? walletFields) === undefined)).toBe(true)
  })

  test.each([
    ['bancontact', 'payer_name_missing'],
    ['eps', 'payer_name_missing'],
    ['p24', 'payer_email_invalid'],
  ] as const)(
    'that Stripe has to be told the payer for, %s, is refused before anything is sent',
    async (method, code) => {
      const { outcome, requests } = await asked(stripeGateway, { method, payer: {} })
      expect(outcome).toMatchObject({ kind: 'declined', failure: { code } })
      expect(requests).toEqual([])
    },
  )

  test.each([stripeGateway, adyenGateway])(
    'cannot hold an amount, so another gateway may be asked ($kind)',
    async (gateway) => {
      const { outcome, requests } = await asked(gateway, { capture: false })
      expect(outcome).toMatchObject({ kind: 'not_sent' })
      expect(requests).toEqual([])
    },
  )

  test('is Adyen’s type with the country of it, and is not over because the shopper has not come back', async () => {
    const { requests } = await asked(adyenGateway, {})
    expect(requests[0]?.body).toMatchObject({ paymentMethod: { type: 'ideal' }, countryCode: 'NL' })
    expect(requests[0]?.cardFields).toBeUndefined()
    // The bank takes the money on its own page: only Adyen's word ends the attempt.
    const fenced = await adyenGateway.fence(
      async () => ({
        kind: 'answered',
        status: 201,
        headers: {},
        body: '{"status":"received","pspReference":"P1","paymentReference":"pay_1"}',
      }),
      { ...REQUEST, isWaiting: true },
    )
    expect(fenced.kind).not.toBe('unprocessed')
  })

  test('is the sandbox’s bank', async () => {
    const { requests } = await asked(sandboxGateway, {})
    expect(requests[0]?.body).toMatchObject({ bank: 'ideal' })
    expect(requests[0]?.body).not.toHaveProperty('card')
  })

  test.each([stripeGateway, adyenGateway, sandboxGateway])(
    'is refused in a currency that it does not have ($kind)',
    ({ refusalOf }) => {
      const payment = { amountMinor: 8900n, method: 'ideal' } as const
      expect(refusalOf?.({ ...payment, currency: 'EUR' })).toBeUndefined()
      expect(refusalOf?.({ ...payment, currency: 'USD' })).toBe('iDEAL does not pay in USD')
    },
  )
})

describe('what a wallet gave', () => {
  const paths = ({ walletFields }: GatewayRequest = { method: 'GET', path: '/' }) => walletFields

  test('goes to Adyen as its text, or in base64 where it is Apple’s', async () => {
    const google = await asked(adyenGateway, { method: 'google_pay' })
    expect(google.requests[0]?.body).toMatchObject({ paymentMethod: { type: 'googlepay' } })
    expect(paths(google.requests[0])).toEqual([[['paymentMethod', 'googlePayToken'], 'text']])
    const apple = await asked(adyenGateway, { method: 'apple_pay' })
    expect(apple.requests[0]?.body).toMatchObject({ paymentMethod: { type: 'applepay' } })
    expect(paths(apple.requests[0])).toEqual([[['paymentMethod', 'applePayToken'], 'base64']])
  })

  test('goes to Stripe as Stripe’s own token of a card, and Apple’s cannot', async () => {
    const { requests } = await asked(stripeGateway, { method: 'google_pay' })
    expect(requests[0]?.body).toMatchObject({ payment_method_types: ['card'] })
    expect(paths(requests[1])).toEqual([[['card', 'token'], 'tokenId']])
    expect(stripeGateway.capabilities.methods).not.toContain('apple_pay')
  })

  test('goes to the sandbox beside its name', async () => {
    const { requests } = await asked(sandboxGateway, { method: 'apple_pay' })
    expect(requests[0]?.body).toMatchObject({ wallet: { type: 'apple_pay' } })
    expect(paths(requests[0])).toEqual([[['wallet', 'payload'], 'text']])
  })
})
