import { describe, expect, test } from 'vitest'
import { CARDS, freshKey } from '../stack/support/client.ts'
import { operatorOf } from '../stack/support/operator.ts'
import { findingsOf } from './support/axe.ts'
import { forgetResult, pressPay, resultOf, runningCheckout, typeCard } from './support/checkout.ts'

const { running, open } = runningCheckout()

const OFFER = { save: 'OFF_SESSION', consentTextVersion: '2026-11' } as const

async function newCustomer(): Promise<string> {
  const made = await operatorOf(running.client).change(
    'createCustomer',
    { idempotencyKey: freshKey() },
    'customer { id }',
  )
  return made.customer.id
}

/** The ids and last digits of a customer's cards, newest first. */
async function cardsOf(id: string): Promise<readonly { readonly id: string; readonly last4: string }[]> {
  const query =
    'query ($id: ID!) { customer(id: $id) { paymentMethods { id consent { textVersion } card { last4 } } } }'
  const { data } = await running.client.graphql(query, { id })
  return data.customer.paymentMethods.map((method: { id: string; card: { last4: string } }) => ({
    id: method.id,
    last4: method.card.last4,
  }))
}

async function stored(customerId: string, number: string): Promise<void> {
  const consent = { agreedAt: new Date().toISOString(), textVersion: '2026-11' }
  const paid = await running.client.pay(number, { savePaymentMethod: { customerId, usage: 'ON_SESSION', consent } })
  expect(paid.payment.status).toBe('CAPTURED')
}

describe('saved cards in the checkout', () => {
  test('a new card is kept where the shopper ticks the box, and then paid with by its code alone, by keyboard', async () => {
    const customerId = await newCustomer()
    const first = await open({ input: { customerId, storedMethods: OFFER } })
    const box = first.frame.getByRole('checkbox', { name: 'Save this card' })
    await box.waitFor()
    expect(await box.isChecked()).toBe(false)
    await box.check()
    await typeCard(first.frame, CARDS.approves)
    await pressPay(first.page)
    expect(await resultOf(first.page)).toContain('CAPTURED')
    expect((await cardsOf(customerId)).map(({ last4 }) => last4)).toEqual(['4242'])

    const second = await open({ input: { customerId, storedMethods: {} } })
    const { frame, page } = second
    const card = frame.getByRole('radio', { name: 'Visa ending in 4242' })
    await card.waitFor()
    expect(await card.isChecked()).toBe(true)
    expect(await frame.getByLabel('Card number').isVisible()).toBe(false)
    expect(await findingsOf(page)).toEqual([])
    // Without its code nothing leaves the frame, and the caret is where it is missing.
    await pressPay(page)
    expect(await frame.getByText('Enter the security code.').isVisible()).toBe(true)
    await card.focus()
    await page.keyboard.press('ArrowDown')
    expect(await frame.getByLabel('Card number').isVisible()).toBe(true)
    expect(await frame.getByRole('checkbox').count()).toBe(0)
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Tab')
    await page.keyboard.type('123')
    await forgetResult(page)
    await pressPay(page)
    expect(await resultOf(page)).toContain('CAPTURED')
    const payment = (await second.results()).at(-1)?.payment
    expect(payment?.card?.last4).toBe('4242')
  })

  test('is removed after a question, at the vault as well, and the next one takes its place', async () => {
    const customerId = await newCustomer()
    await stored(customerId, CARDS.approves)
    await stored(customerId, '5555555555554444')
    const { frame, page } = await open({ input: { customerId, storedMethods: { securityCode: false } } })
    const remove = frame.getByRole('button', { name: 'Remove Mastercard ending in 4444' })
    await remove.click()
    // Enter twice removes nothing.
    await page.keyboard.press('Enter')
    expect(await remove.isVisible()).toBe(true)
    await remove.click()
    await frame.getByRole('button', { name: 'Remove', exact: true }).click()
    await frame.getByText('The card was removed.').waitFor({ state: 'attached' })
    expect((await cardsOf(customerId)).map(({ last4 }) => last4)).toEqual(['4242'])
    expect(await frame.getByRole('radio', { name: 'Visa ending in 4242' }).isChecked()).toBe(true)
    expect(await findingsOf(page)).toEqual([])
    await pressPay(page)
    expect(await resultOf(page)).toContain('CAPTURED')
  })

  test('HI1 a client secret reaches its own payment’s customer, and only where the shop offers that', async () => {
    const [own, other] = [await newCustomer(), await newCustomer()]
    for (const customerId of [own, other]) await stored(customerId, CARDS.approves)
    const [[mine], [foreign]] = [await cardsOf(own), await cardsOf(other)]
    const offered = await running.client.create({ customerId: own, storedMethods: {} })
    const silent = await running.client.create({ customerId: own })
    const read = async (payment: string, secret = payment) => {
      const query = 'query ($id: ID!) { payment(id: $id) { storedMethods { securityCode methods { id } } } }'
      const [id] = payment.split('_secret_')
      return (await running.client.graphql(query, { id }, secret)).data.payment?.storedMethods
    }
    expect(await read(offered.clientSecret ?? '')).toEqual({ securityCode: true, methods: [{ id: mine?.id }] })
    expect(await read(silent.clientSecret ?? '')).toBeNull()
    expect(await read(offered.clientSecret ?? '', silent.clientSecret ?? '')).toBeUndefined()

    const pay = async ({ clientSecret }: { readonly clientSecret?: string }, more: object) => {
      const paymentId = clientSecret?.split('_secret_')[0]
      const input = { paymentId, idempotencyKey: freshKey(), ...more }
      const query =
        'mutation ($input: ConfirmPaymentInput!) { confirmPayment(input: $input) { ... on Error { code path } } }'
      const { data } = await running.client.graphql(query, { input }, clientSecret)
      return [data.confirmPayment.code, data.confirmPayment.path?.join('.')]
    }
    const by = (id = '') => ({ paymentMethod: { stored: id } })
    expect(await pay(silent, by(mine?.id))).toEqual(['VALIDATION_FAILED', 'paymentMethod.stored'])
    expect(await pay(offered, by(mine?.id))).toEqual(['VALIDATION_FAILED', 'paymentMethod.cvcToken'])
    // Another's, and one that never was, are refused alike.
    const never = `${mine?.id.slice(0, -1)}${mine?.id.endsWith('a') ? 'b' : 'a'}`
    const unknown = never.replace(/(?<=^pm_0)./, (first) => (first === 'a' ? 'b' : 'a'))
    expect(await pay(offered, by(foreign?.id))).toEqual(await pay(offered, by(unknown)))
    const alone = { ...by(mine?.id), initiatedBy: 'MERCHANT' }
    expect(await pay(offered, alone)).toEqual(['VALIDATION_FAILED', 'initiatedBy'])

    // A card is kept as the shop said, and under no other text.
    const keeping = await running.client.create({ customerId: own, storedMethods: OFFER })
    const paymentMethod = { token: await running.client.tokenize(CARDS.approves) }
    const keep = (usage: string, textVersion: string) => ({
      paymentMethod,
      savePaymentMethod: { usage, consent: { agreedAt: new Date().toISOString(), textVersion } },
    })
    for (const [payment, wish, path] of [
      [keeping, keep('ON_SESSION', '2026-11'), 'savePaymentMethod.usage'],
      [keeping, keep('OFF_SESSION', 'another'), 'savePaymentMethod.consent.textVersion'],
      [silent, keep('OFF_SESSION', '2026-11'), 'savePaymentMethod'],
    ] as const) {
      expect(await pay(payment, wish)).toEqual(['VALIDATION_FAILED', path])
    }

    const remove = async (id: string | undefined, secret: string | undefined) => {
      const query = 'mutation ($id: ID!) { removePaymentMethod(input: { id: $id }) { __typename } }'
      return (await running.client.graphql(query, { id }, secret)).data.removePaymentMethod.__typename
    }
    expect(await remove(foreign?.id, offered.clientSecret)).toBe('NotFoundError')
    expect(await remove(mine?.id, silent.clientSecret)).toBe('NotFoundError')
    expect(await cardsOf(other)).toHaveLength(1)
    expect(await remove(mine?.id, offered.clientSecret)).toBe('RemovePaymentMethodPayload')
    expect(await cardsOf(own)).toEqual([])
  })
})
