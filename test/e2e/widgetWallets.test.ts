import type { Frame, Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { CARDS, eventually } from '../stack/support/client.ts'
import { pressPay, resultOf, runningCheckout, typeCard } from './support/checkout.ts'
import { withWallets } from './support/wallets.ts'

const { running, open } = runningCheckout()

const walletsOf = (page: Page): Frame => {
  const frame = page.frames().find((one) => one.url().includes('/v1/wallets'))
  if (frame === undefined) throw new Error('the wallets have no frame')
  return frame
}

describe('a wallet', () => {
  test('Apple’s pays with one press: merchant validated by the server, sealed like a card, one attempt', async () => {
    const { page, frame, paymentId, events } = await open({
      prepare: (page) => withWallets(page, running.stack.sandboxOrigin, CARDS.approves),
    })
    const wallets = frame.frameLocator('#wallets iframe')
    await wallets.getByRole('button', { name: 'Apple Pay' }).click()
    await frame.getByText('Payment complete').waitFor()
    const told = await walletsOf(page).evaluate<readonly object[]>('told')
    expect(told).toMatchObject([
      { total: { amount: '89.00' }, currencyCode: 'EUR' },
      { merchantIdentifier: 'merchant.sandbox', domainName: 'wallets.localhost' },
      { status: 0 },
    ])
    expect(await events('success')).toBe(1)
    expect(await running.client.standing(paymentId)).toMatchObject([{ amountMinor: 8900, status: 'captured' }])
    expect((await running.client.read(paymentId)).attempts).toHaveLength(1)
    // A wallet's own script is on another origin: it reaches neither what is typed nor the card frame's words.
    expect(
      await walletsOf(page).evaluate(
        `(() => { try { return parent.document.title } catch ({ name }) { return name } })()`,
      ),
    ).toBe('SecurityError')
  })

  test('Google’s is declined as its card is, says so in the form, and another card pays', async () => {
    const { page, frame, paymentId } = await open({
      prepare: (page) => withWallets(page, running.stack.sandboxOrigin, CARDS.declines),
    })
    await frame.frameLocator('#wallets iframe').getByRole('button', { name: 'Google Pay' }).click()
    await frame.getByRole('alert').filter({ hasText: 'declined' }).waitFor()
    const told = await walletsOf(page).evaluate<readonly object[]>('told')
    expect(told).toMatchObject([{ transactionInfo: { totalPrice: '89.00', currencyCode: 'EUR' } }])
    await typeCard(frame, CARDS.approves)
    await pressPay(page)
    expect(await resultOf(page)).toBe('paid: CAPTURED')
    expect((await running.client.read(paymentId)).attempts).toHaveLength(2)
  })

  test('that the browser does not have is not there', async () => {
    const { page, frame } = await open({
      prepare: (page) => page.route('https://pay.google.com/**', (route) => route.abort('blockedbyclient')),
    })
    await frame.getByLabel('Card number').waitFor()
    await eventually(
      async () => page.frames().some((one) => one.url().includes('/v1/wallets')),
      (isThere) => isThere,
    )
    expect(await walletsOf(page).locator('button').count()).toBe(0)
    expect(await frame.locator('#wallets iframe').getAttribute('height')).toBe('0')
  })
})
