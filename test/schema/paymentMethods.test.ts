import { describe, expect, test } from 'vitest'
import type { ConfigurationService } from '../../src/configuration/contract.ts'
import { codesOf, createApi, ACCOUNT as SANDBOX } from './api.ts'

const accounts = [
  SANDBOX,
  { ...SANDBOX, id: 'gwa_2', name: 'paypal', kind: 'paypal', position: 2 },
  { ...SANDBOX, id: 'gwa_3', name: 'off', kind: 'adyen', position: 3, enabled: false },
]
const configuration = { listGateways: async () => accounts } as Partial<ConfigurationService> as ConfigurationService
const { ask, reads } = createApi({ configuration })

const QUERY = `query ($amount: MoneyInput, $country: String) {
  paymentMethods(amount: $amount, country: $country) { id name family flow logo type }
}`
const TEN_EUROS = { amount: '10.00', currency: 'EUR' }
const idsOf = (reply: Awaited<ReturnType<typeof ask>>) => reply.data.paymentMethods.map(({ id }: { id: string }) => id)

describe('Query.paymentMethods', () => {
  test.each(['sk_test_1', 'op_test_1', 'pk_test_1', 'pay_secret'])('answers the bearer of %s', async (key) => {
    const reply = await ask(QUERY, { amount: TEN_EUROS, country: 'NL' }, key)
    expect(reply.errors).toEqual([])
    expect(idsOf(reply)).toEqual(['card', 'apple_pay', 'google_pay', 'paypal', 'ideal', 'trustly'])
  })

  test('says how each is paid, and with which type it is confirmed, if it can be', async () => {
    const { data } = await ask(QUERY, { amount: TEN_EUROS, country: 'NL' })
    const logo = expect.stringMatching(/^data:image\/svg\+xml,/)
    const [card, , , paypal, ideal] = data.paymentMethods
    expect(card).toEqual({ id: 'card', name: 'Card', family: 'CARD', flow: 'INLINE', logo, type: 'CARD' })
    expect(paypal).toEqual({ id: 'paypal', name: 'PayPal', family: 'WALLET', flow: 'REDIRECT', logo, type: 'PAYPAL' })
    expect(ideal).toEqual({
      id: 'ideal',
      name: 'iDEAL',
      family: 'BANK_REDIRECT',
      flow: 'REDIRECT',
      logo,
      type: 'IDEAL',
    })
    const { data: later } = await ask(QUERY, { amount: TEN_EUROS, country: 'NL' })
    expect(later.paymentMethods.find(({ id }: { id: string }) => id === 'trustly').type).toBeNull()
  })

  test('takes the amount of its own payment for a client secret that says none', async () => {
    const before = reads.length
    expect(idsOf(await ask(QUERY, { country: 'BE' }, 'pay_secret'))).toContain('bancontact')
    expect(reads.length).toBe(before + 1)
  })

  test.each([
    [{}, 'amount'],
    [{ amount: { amount: '10.001', currency: 'EUR' } }, 'amount.amount'],
    [{ amount: { amount: '10', currency: 'eur' } }, 'amount.currency'],
    [{ amount: TEN_EUROS, country: 'nl' }, 'country'],
    [{ amount: TEN_EUROS, country: 'NLD' }, 'country'],
  ])('refuses %o by the name of what is wrong', async (variables, field) => {
    const reply = await ask(QUERY, variables, 'pk_test_1')
    expect(codesOf(reply)).toEqual(['BAD_REQUEST'])
    expect(reply.errors[0]?.message.startsWith(`${field} `)).toBe(true)
  })

  test('is refused to nobody in particular', async () => {
    expect(codesOf(await ask(QUERY, { amount: TEN_EUROS }, 'nobody'))).toEqual(['UNAUTHENTICATED'])
  })
})
