import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { startPaypalDouble } from '../gateway/paypal/double.ts'
import { CARDS, eventually } from '../stack/support/client.ts'
import { operatorOf } from '../stack/support/operator.ts'
import {
  challengeIn,
  forgetResult,
  pressPay,
  resultOf,
  runningCheckout,
  typeCard,
  walletsAreThere,
} from './support/checkout.ts'

const { running, open, shared } = runningCheckout()

const isConfirm = (body: string | null): boolean => body?.includes('CheckoutConfirmPayment') ?? false

/** As the bank's app does: the answer, and the way back that leads to the api. */
async function approveElsewhere(paymentId: string): Promise<void> {
  const { nextAction } = await running.client.read(paymentId)
  const answered = await fetch(nextAction?.url ?? '', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'answer=approve',
    redirect: 'manual',
  })
  await fetch(answered.headers.get('location') ?? '', { redirect: 'manual' })
  await eventually(
    () => running.client.read(paymentId),
    ({ status }) => status === 'CAPTURED',
  )
}

describe('a card that is approved', () => {
  test('is paid once, and the page hears of it', async () => {
    const { page, frame, paymentId, results, events } = await open()
    await typeCard(frame, CARDS.approves)
    await pressPay(page)
    expect(await resultOf(page)).toBe('paid: CAPTURED')
    await frame.getByText('Payment complete').waitFor()
    await frame.getByText('Visa •••• 4242').waitFor()
    expect((await results())[0]?.payment).toMatchObject({ id: paymentId, status: 'CAPTURED' })
    expect([await events('ready'), await events('success'), await events('failure')]).toEqual([1, 1, 0])
    expect(await running.client.standing(paymentId)).toMatchObject([{ amountMinor: 8900, status: 'captured' }])
  })

  test('is only held where the shop captures later', async () => {
    const { page, frame } = await open({ input: { captureMethod: 'MANUAL' } })
    await typeCard(frame, CARDS.approves)
    await pressPay(page)
    expect(await resultOf(page)).toBe('paid: AUTHORIZED')
  })

  test('is paid once when Pay is pressed twice, and both calls are one', async () => {
    const { page, frame, paymentId, results } = await open()
    await typeCard(frame, CARDS.approves)
    expect(await page.evaluate('checkout.confirm() === checkout.confirm()')).toBe(true)
    await page.getByRole('button', { name: 'Pay' }).dblclick()
    await eventually(results, (all) => all.length === 2)
    expect((await results()).map(({ payment }) => payment?.status)).toEqual(['CAPTURED', 'CAPTURED'])
    expect(await running.client.standing(paymentId)).toHaveLength(1)
    expect((await running.client.read(paymentId)).attempts).toHaveLength(1)
  })
})

describe('a card that is declined', () => {
  test('says why in the form, and another card pays', async () => {
    const { page, frame, paymentId, results, events } = await open()
    await typeCard(frame, CARDS.declines)
    await pressPay(page)
    expect(await resultOf(page)).toBe('error: card_declined')
    await frame.getByRole('alert').filter({ hasText: 'Your card was declined.' }).waitFor()
    await frame.getByLabel('Card number').fill('')
    await walletsAreThere(frame)
    await frame.getByLabel('Card number').pressSequentially(CARDS.approves)
    await forgetResult(page)
    await pressPay(page)
    expect(await resultOf(page)).toBe('paid: CAPTURED')
    expect((await results()).map(({ error }) => error?.code)).toEqual(['card_declined', undefined])
    expect([await events('success'), await events('failure')]).toEqual([1, 1])
    expect(await running.client.standing(paymentId)).toHaveLength(1)
  })

  test('shows what is wrong with the fields and sends nothing', async () => {
    const { page, frame, paymentId } = await open()
    await typeCard(frame, '4242424242424241')
    await pressPay(page)
    expect(await resultOf(page)).toBe('error: invalid_card')
    expect(await frame.getByLabel('Card number').getAttribute('aria-invalid')).toBe('true')
    await frame.locator('#number-problem').filter({ hasText: 'The card number is not right.' }).waitFor()
    expect((await running.client.read(paymentId)).attempts).toEqual([])
  })
})

describe('a challenge', () => {
  test('that is approved in place is paid', async () => {
    const { page, frame, paymentId } = await open({ address: { returnUrl: `${shared.shop.origin}/done` } })
    await typeCard(frame, CARDS.challenge)
    await pressPay(page)
    await challengeIn(frame).getByRole('button', { name: 'Approve' }).click()
    expect(await resultOf(page)).toBe('paid: CAPTURED')
    await frame.getByText('Payment complete').waitFor()
    expect(await frame.locator('#challenge').isVisible()).toBe(false)
    expect(page.url()).not.toContain('/done')
    expect(await running.client.standing(paymentId)).toHaveLength(1)
  })

  test('that is rejected is a failure, and another card pays', async () => {
    const { page, frame } = await open()
    await typeCard(frame, CARDS.challenge)
    await pressPay(page)
    await challengeIn(frame).getByRole('button', { name: 'Reject' }).click()
    expect(await resultOf(page)).toBe('error: authentication_failed')
    await frame.getByRole('alert').filter({ hasText: 'could not confirm that it is you' }).waitFor()
    await frame.getByLabel('Card number').fill(CARDS.approves)
    await forgetResult(page)
    await pressPay(page)
    expect(await resultOf(page)).toBe('paid: CAPTURED')
  })

  test('that is closed charges nothing, and is gone on with when Pay is pressed again', async () => {
    const { page, frame, paymentId } = await open()
    await typeCard(frame, CARDS.challenge)
    await pressPay(page)
    await challengeIn(frame).getByRole('button', { name: 'Approve' }).waitFor()
    await frame.getByRole('button', { name: 'Cancel' }).click()
    expect(await resultOf(page)).toBe('error: challenge_dismissed')
    await forgetResult(page)
    await pressPay(page)
    await challengeIn(frame).getByRole('button', { name: 'Approve' }).click()
    expect(await resultOf(page)).toBe('paid: CAPTURED')
    expect((await running.client.read(paymentId)).attempts).toHaveLength(1)
  })

  test('that is approved elsewhere is noticed, whether it was closed before or after', async () => {
    for (const isApprovedFirst of [true, false]) {
      const { page, frame, paymentId, events } = await open({
        // The stream would tell at once; without it only the frame's own look can know when the question is closed.
        prepare: (page) =>
          page.route('**/graphql', (route) =>
            route.request().headers().accept === 'text/event-stream' ? route.abort('failed') : route.continue(),
          ),
      })
      await typeCard(frame, CARDS.challenge)
      await pressPay(page)
      await challengeIn(frame).getByRole('button', { name: 'Approve' }).waitFor()
      const approve = () => approveElsewhere(paymentId)
      const close = () => frame.getByRole('button', { name: 'Cancel' }).click()
      if (isApprovedFirst) {
        await approve()
        // It may be gone by itself already.
        await frame
          .getByRole('button', { name: 'Cancel' })
          .click({ timeout: 500 })
          .catch(() => undefined)
        expect(await resultOf(page)).toBe('paid: CAPTURED')
      } else {
        await close()
        expect(await resultOf(page)).toBe('error: challenge_dismissed')
        await frame.getByText('The payment is not confirmed yet').waitFor()
        await approve()
      }
      await frame.getByText('Payment complete').waitFor()
      await eventually(
        () => events('success'),
        (count) => count === 1,
      )
      expect(await running.client.standing(paymentId)).toHaveLength(1)
    }
  })

  test('that takes the whole page comes back to the shop, which looks the payment up', async () => {
    const { page, frame, clientSecret, paymentId } = await open({
      address: { redirect: 'always', returnUrl: 'RETURN' },
    })
    const key = running.stack.keys.publishableKey
    const returnUrl = `${shared.shop.origin}/?${new URLSearchParams({ key, secret: clientSecret })}`
    const address = new URLSearchParams({ key, secret: clientSecret, redirect: 'always', returnUrl })
    await page.goto(`${shared.shop.origin}/?${address}`)
    await typeCard(frame, CARDS.challenge)
    await pressPay(page)
    await page.getByRole('button', { name: 'Approve' }).click()
    await page.waitForURL(`${returnUrl}&payment=${paymentId}`)
    expect(await resultOf(page)).toBe('retrieved: CAPTURED')
  })

  test('CL5 that was left by a reload is offered again', async () => {
    const { page, frame, paymentId } = await open()
    await typeCard(frame, CARDS.challenge)
    await pressPay(page)
    await challengeIn(frame).getByRole('button', { name: 'Approve' }).waitFor()
    await page.reload()
    await frame.getByText('Your bank wants you to confirm this payment.').waitFor()
    await pressPay(page)
    await challengeIn(frame).getByRole('button', { name: 'Approve' }).click()
    expect(await resultOf(page)).toBe('paid: CAPTURED')
    expect((await running.client.read(paymentId)).attempts).toHaveLength(1)
  })
})

describe('CL5 a page that is opened again', () => {
  test('shows at once that the payment is complete', async () => {
    const { clientSecret } = await running.client.pay()
    const { frame, page, events } = await open({ clientSecret })
    await frame.getByText('Payment complete').waitFor()
    await eventually(
      () => events('success'),
      (count) => count === 1,
    )
    await pressPay(page)
    expect(await resultOf(page)).toBe('paid: CAPTURED')
  })

  test('in the middle of a payment follows it to its end', async () => {
    const { page, frame, paymentId } = await open()
    await typeCard(frame, CARDS.approves)
    await running.client.fault('a', { kind: 'latency', ms: 3000, times: 1 })
    await pressPay(page)
    await eventually(
      () => running.client.read(paymentId),
      ({ status }) => status === 'PROCESSING',
    )
    await page.reload()
    await frame.getByText('Processing your payment').waitFor()
    await frame.getByText('Payment complete').waitFor()
    expect(await running.client.standing(paymentId)).toHaveLength(1)
  })

  test('shows that the payment was cancelled', async () => {
    const { payment, clientSecret } = await running.client.create()
    await running.client.mutate('cancelPayment', { idempotencyKey: `cancel-${payment.id}`, paymentId: payment.id })
    const { frame } = await open({ clientSecret })
    await frame.getByText('This payment was cancelled.').first().waitFor()
  })
})

describe('a connection that is lost', () => {
  test('after the card was sent never hides that the order is paid', async () => {
    let lost = 0
    const { page, frame, paymentId, results } = await open({
      prepare: (page) =>
        page.route('**/graphql', async (route) => {
          if (!isConfirm(route.request().postData())) return route.continue()
          lost += 1
          // The api gets the request and pays; the answer goes nowhere.
          await route.fetch().catch(() => undefined)
          return route.abort('connectionreset')
        }),
    })
    await typeCard(frame, CARDS.approves)
    await pressPay(page)
    expect(await resultOf(page)).toBe('paid: CAPTURED')
    expect(lost).toBeGreaterThan(0)
    expect((await results())[0]?.error).toBeUndefined()
    expect(await running.client.standing(paymentId)).toHaveLength(1)
  })

  test('before the api heard of the card sends the same token again and pays once', async () => {
    let sent = 0
    const tokens = new Set<string>()
    const { page, frame, paymentId } = await open({
      prepare: (page) =>
        page.route('**/graphql', async (route) => {
          const body = route.request().postData()
          if (!isConfirm(body)) return route.continue()
          sent += 1
          tokens.add(/tok_\w+/.exec(body ?? '')?.[0] ?? '')
          return sent < 3 ? route.abort('connectionrefused') : route.continue()
        }),
    })
    await typeCard(frame, CARDS.approves)
    await pressPay(page)
    expect(await resultOf(page)).toBe('paid: CAPTURED')
    expect([sent, tokens.size]).toEqual([3, 1])
    expect((await running.client.read(paymentId)).attempts).toHaveLength(1)
  })

  test('before the card reached the vault says that nothing was charged', async () => {
    const { page, frame, paymentId } = await open({
      prepare: (page) => page.route('**/tokens', (route) => route.abort('internetdisconnected')),
    })
    await typeCard(frame, CARDS.approves)
    await pressPay(page)
    expect(await resultOf(page)).toBe('error: connection_lost')
    await frame.getByRole('alert').filter({ hasText: 'nothing was charged' }).waitFor()
    expect((await running.client.read(paymentId)).attempts).toEqual([])
  })

  test('before the card reached the vault does not hide what another tab has paid', async () => {
    const { page, frame, paymentId, clientSecret } = await open({
      prepare: (page) => page.route('**/tokens', (route) => route.abort('internetdisconnected')),
    })
    await typeCard(frame, CARDS.approves)
    const other = await open({ clientSecret })
    await typeCard(other.frame, CARDS.approves)
    await pressPay(other.page)
    expect(await resultOf(other.page)).toBe('paid: CAPTURED')
    await pressPay(page)
    expect(await resultOf(page)).toBe('paid: CAPTURED')
    expect(await running.client.standing(paymentId)).toHaveLength(1)
  })

  test('before the card reached the vault promises nothing where the payment cannot be read', async () => {
    const { page, frame } = await open()
    await typeCard(frame, CARDS.approves)
    await page.route(/\/(tokens|graphql)$/, (route) => route.abort('internetdisconnected'))
    await pressPay(page)
    expect(await resultOf(page)).toBe('error: connection_lost')
    const told = await frame.getByRole('alert').textContent()
    expect(told).toContain('before your card was sent')
    expect(told).not.toContain('nothing was charged')
  })

  test('for longer than the page waits is recovered from by itself, with the same token', async () => {
    let isLost = true
    const tokens = new Set<string>()
    const { page, frame, paymentId, events } = await open({
      prepare: async (page) => {
        await page.clock.install()
        await page.route('**/graphql', (route) => {
          const body = route.request().postData()
          if (!isConfirm(body)) return route.continue()
          tokens.add(/tok_\w+/.exec(body ?? '')?.[0] ?? '')
          return isLost ? route.abort('connectionrefused') : route.continue()
        })
      },
    })
    await typeCard(frame, CARDS.approves)
    await pressPay(page)
    await frame.getByText('We are checking your payment').waitFor()
    await page.clock.fastForward(61_000)
    expect(await resultOf(page)).toBe('error: outcome_unknown')
    isLost = false
    await frame.getByText('Payment complete').waitFor({ timeout: 15_000 })
    expect(await events('success')).toBe(1)
    expect(tokens.size).toBe(1)
    expect(await running.client.standing(paymentId)).toHaveLength(1)
  })

  test('HF4 before the payment was read shows no form, and nothing is paid that was not shown', async () => {
    let isLost = true
    const { page, frame, paymentId, events } = await open({
      prepare: (page) => page.route('**/graphql', (route) => (isLost ? route.abort('failed') : route.continue())),
    })
    await frame.getByRole('button', { name: 'Try again' }).waitFor()
    await pressPay(page)
    expect(await resultOf(page)).toBe('error: connection_lost')
    expect(await events('ready')).toBe(0)
    await frame.getByRole('button', { name: 'Try again' }).waitFor()
    isLost = false
    await forgetResult(page)
    await pressPay(page)
    expect(await resultOf(page)).toBe('error: not_ready')
    await frame.getByText('Check the amount, then pay again.').waitFor()
    await frame.getByText('€89.00').waitFor()
    expect(await events('ready')).toBe(1)
    expect((await running.client.read(paymentId)).attempts).toEqual([])
  })

  test('is not what a client secret that opens nothing is called', async () => {
    const { clientSecret } = await running.client.create()
    const { page } = await open({ clientSecret: `${clientSecret.slice(0, -4)}xxxx` })
    await pressPay(page)
    expect(await resultOf(page)).toBe('error: payment_not_found')
  })

  test('in the middle of a challenge is made up for by looking every second', async () => {
    const { page, frame } = await open({
      prepare: (page) =>
        page.route('**/graphql', (route) =>
          route.request().headers().accept === 'text/event-stream' ? route.abort('failed') : route.continue(),
        ),
    })
    await typeCard(frame, CARDS.challenge)
    await pressPay(page)
    await challengeIn(frame).getByRole('button', { name: 'Approve' }).click()
    expect(await resultOf(page)).toBe('paid: CAPTURED')
  })
})

describe('a bank that the shopper is sent to', () => {
  async function toBank(prepare?: (page: Page) => Promise<unknown>) {
    const { clientSecret } = await running.client.create({ amount: { amount: '89.00', currency: 'EUR' } })
    const key = running.stack.keys.publishableKey
    const returnUrl = `${shared.shop.origin}/?${new URLSearchParams({ key, secret: clientSecret })}`
    const address = { country: 'NL', returnUrl }
    const opened = await open({ clientSecret, address, ...(prepare === undefined ? {} : { prepare }) })
    await opened.frame.getByLabel('iDEAL').check()
    await pressPay(opened.page)
    await opened.page.getByRole('heading', { name: 'Pay with iDEAL' }).waitFor()
    return opened
  }

  test('is offered in its own country alone, and with one try for one press however often that is sent', async () => {
    const keys: string[] = []
    const { page, frame, paymentId } = await toBank((page) =>
      page.route('**/graphql', async (route) => {
        const body = route.request().postData()
        if (!isConfirm(body)) return route.continue()
        keys.push(/"idempotencyKey":"([^"]+)"/.exec(body ?? '')?.[1] ?? '')
        if (keys.length > 1) return route.continue()
        // The api hears of it; the answer goes nowhere.
        await route.fetch().catch(() => undefined)
        return route.abort('connectionreset')
      }),
    )
    expect([keys.length, new Set(keys).size]).toEqual([2, 1])
    expect(await frame.getByLabel('Bancontact').count()).toBe(0)
    await page.getByRole('button', { name: 'Approve' }).click()
    expect(await resultOf(page)).toBe('retrieved: CAPTURED')
    expect(await running.client.standing(paymentId)).toMatchObject([{ amountMinor: 8900, status: 'captured' }])
    expect((await running.client.read(paymentId)).attempts).toHaveLength(1)
  })

  test('may refuse, and the payment is still to be paid', async () => {
    const { page, paymentId } = await toBank()
    await page.getByRole('button', { name: 'Reject' }).click()
    expect(await resultOf(page)).toBe('retrieved: REQUIRES_PAYMENT_METHOD')
    expect((await running.client.read(paymentId)).failure?.code).toBe('payer_canceled')
    expect(await running.client.standing(paymentId)).toEqual([])
  })

  test('may not know yet, and its word comes later', async () => {
    const { page, paymentId } = await toBank()
    await page.getByRole('button', { name: 'Decide later' }).click()
    await page.waitForURL(/payment=pay_/)
    await eventually(
      () => running.client.read(paymentId),
      ({ status }) => status === 'CAPTURED',
    )
    expect((await running.client.read(paymentId)).attempts).toHaveLength(1)
  })
})

/** The last ones here, for they leave an account at PayPal behind. */
describe('PayPal', () => {
  test('is no choice where no gateway of the shop takes it', async () => {
    const told: Promise<unknown>[] = []
    const { frame } = await open({
      prepare: async (page) => {
        told.push(page.waitForResponse((response) => response.request().postData()?.includes('ReadMethods') ?? false))
      },
    })
    await Promise.all(told)
    await frame.getByLabel('Card number').waitFor()
    expect(await frame.getByLabel('PayPal').count()).toBe(0)
  })

  test('needs no card, takes the whole page and is paid once when the shopper is back', async () => {
    const double = await startPaypalDouble()
    try {
      const operator = operatorOf(running.client)
      const { baseUrl, credentials } = double
      await operator.addGateway({ name: 'paypal', kind: 'paypal', baseUrl, credentials })
      await operator.savePolicy([{ name: 'all in order', strategy: 'ORDER' }])
      const { clientSecret, payment } = await running.client.create({ amount: { amount: '89.00', currency: 'EUR' } })
      const key = running.stack.keys.publishableKey
      const returnUrl = `${shared.shop.origin}/?${new URLSearchParams({ key, secret: clientSecret })}`
      const { page, frame, paymentId, results } = await open({ clientSecret, address: { returnUrl } })
      await frame.getByLabel('PayPal').check()
      expect(await frame.getByLabel('Card number').isVisible()).toBe(false)
      // A shop that waits for `complete` may let its button be pressed.
      const complete = "window.seen.filter(([name]) => name === 'change').at(-1)?.[1].complete"
      await eventually(
        () => page.evaluate(complete),
        (isComplete) => isComplete === true,
      )
      await frame.getByLabel('Card', { exact: true }).check()
      expect(await frame.getByLabel('Card number').isVisible()).toBe(true)
      // Back to cards, an empty card is not paid with.
      await pressPay(page)
      await eventually(results, (all) => all.length === 1)
      expect((await running.client.read(paymentId)).attempts).toEqual([])
      await frame.getByLabel('PayPal').check()
      await pressPay(page)
      await page.getByRole('button', { name: 'approve' }).click()
      await page.waitForURL(`${returnUrl}&payment=${payment.id}`)
      expect(await resultOf(page)).toBe('retrieved: CAPTURED')
      expect(await double.charges(paymentId)).toHaveLength(1)
    } finally {
      await double.close()
    }
  })
})
