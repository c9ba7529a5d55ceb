import { describe, expect, it } from 'vitest'
import { paymentIdOf, runningShop } from './support/shop.ts'
import {
  bookOf,
  button,
  eventArrives,
  fieldsOf,
  openShop,
  payWith,
  saysComplete,
  statusIs,
  timelineOf,
} from './support/shopper.ts'

const shop = runningShop()
const CARD = { number: '4242424242424242' }
const ONE_CALL_SALE = ['PAYMENT_CREATED', 'ATTEMPT_STARTED', 'ATTEMPT_ENDED', 'PAYMENT_AUTHORIZED', 'CAPTURE_SUCCEEDED']

describe('the demo shop', () => {
  it('is where the launcher says, with its origins allowed to embed the card’s fields', async () => {
    expect(shop.stack.output()).toContain(`demo shop           ${shop.stack.shopOrigin}`)
    expect(new URL(shop.stack.shopOrigin).port).toBe(String(shop.stack.port + 3))
    const page = await shop.newPage()
    await openShop(page, `http://localhost:${shop.stack.port + 3}`)
  })

  it('takes a payment by card, and each step arrives by itself', async () => {
    const page = await shop.newPage()
    const orderUrl = await openShop(page, shop.stack.shopOrigin)
    expect(await timelineOf(page)).toEqual(['PAYMENT_CREATED'])
    await payWith(page, CARD)
    await statusIs(page, 'CAPTURED')
    await eventArrives(page, 'CAPTURE_SUCCEEDED')
    expect(await timelineOf(page)).toEqual(ONE_CALL_SALE)
    await saysComplete(page)
    await bookOf(page, 'a').getByText('€89.00 captured').waitFor()
    await bookOf(page, 'b').getByText('Nothing charged').waitFor()
    const [charge] = await shop.client.standing(await paymentIdOf(orderUrl))
    expect(charge).toMatchObject({ amountMinor: 8900, amountCapturedMinor: 8900, status: 'captured' })
  })

  it('captures a part later and refunds a part, and the book shows it', async () => {
    const page = await shop.newPage()
    await openShop(page, shop.stack.shopOrigin)
    const placed = page.waitForResponse((response) => response.url().endsWith('/orders'))
    await page.getByLabel('Capture later').check()
    await placed
    await button(page, 'Pay').and(page.locator(':enabled')).waitFor()
    const orderUrl = page.url()
    await payWith(page, CARD)
    await statusIs(page, 'AUTHORIZED')
    await button(page, 'Capture').and(page.locator(':enabled')).waitFor()
    await page.getByLabel('Amount to capture').fill('60.00')
    await button(page, 'Capture').click()
    await statusIs(page, 'CAPTURED')
    await button(page, 'Refund').and(page.locator(':enabled')).waitFor()
    expect(await page.getByLabel('Amount to refund').inputValue()).toBe('60.00')
    await page.getByLabel('Amount to refund').fill('15.50')
    await button(page, 'Refund').click()
    await eventArrives(page, 'REFUND_SUCCEEDED')
    await bookOf(page, 'a').getByText('€60.00 captured, €15.50 refunded').waitFor()
    await page.locator('#amounts', { hasText: '€15.50' }).waitFor()
    const [charge] = await shop.client.charges('a', await paymentIdOf(orderUrl))
    expect(charge).toMatchObject({ amountCapturedMinor: 6000, amountRefundedMinor: 1550 })
  })

  it('says in words why more than is there cannot be refunded', async () => {
    const page = await shop.newPage()
    await openShop(page, shop.stack.shopOrigin)
    await payWith(page, CARD)
    await button(page, 'Refund').and(page.locator(':enabled')).waitFor()
    await page.getByLabel('Amount to refund').fill('89.01')
    await button(page, 'Refund').click()
    expect((await page.locator('#action-message:not(:empty)').textContent())?.length).toBeGreaterThan(10)
    expect(await timelineOf(page)).toEqual(ONE_CALL_SALE)
  })

  it('takes another card after a decline', async () => {
    const page = await shop.newPage()
    const orderUrl = await openShop(page, shop.stack.shopOrigin)
    await payWith(page, { number: '4000000000009995' })
    await eventArrives(page, 'PAYMENT_DECLINED')
    await fieldsOf(page).getByRole('alert').getByText(/funds/).waitFor()
    await payWith(page, CARD)
    await statusIs(page, 'CAPTURED')
    expect(page.url()).toBe(orderUrl)
    expect(await shop.client.standing(await paymentIdOf(orderUrl))).toHaveLength(1)
  })

  it('CL5 makes one charge of a double click on Pay', async () => {
    const page = await shop.newPage()
    const orderUrl = await openShop(page, shop.stack.shopOrigin)
    await payWith(page, CARD)
    await button(page, 'Pay')
      .dblclick({ force: true, timeout: 500 })
      .catch(() => undefined)
    await statusIs(page, 'CAPTURED')
    expect(await timelineOf(page)).toEqual(ONE_CALL_SALE)
    expect(await shop.client.standing(await paymentIdOf(orderUrl))).toHaveLength(1)
  })

  it('CL5 cannot be changed while its payment runs, and ends without live status too', async () => {
    const page = await shop.newPage()
    await page.routeWebSocket(/\/graphql$/, (socket) => socket.close())
    const orderUrl = await openShop(page, shop.stack.shopOrigin)
    await shop.client.fault('a', { kind: 'latency', ms: 3000 })
    await payWith(page, { number: '4000000000000002' })
    expect(await page.getByLabel('Quantity').isDisabled()).toBe(true)
    expect(await page.getByLabel('Capture later').isDisabled()).toBe(true)
    await fieldsOf(page)
      .getByRole('alert')
      .getByText(/declined/)
      .waitFor()
    await page.locator('#choices:enabled').waitFor()
    await shop.client.fault('a', { kind: 'latency', ms: 3000 })
    await payWith(page, CARD)
    await page.waitForTimeout(1000)
    expect(await page.getByLabel('Quantity').isDisabled()).toBe(true)
    await statusIs(page, 'CAPTURED')
    await saysComplete(page)
    expect(await page.locator('#choices:disabled').count()).toBe(1)
    expect(page.url()).toBe(orderUrl)
    expect(await shop.client.standing(await paymentIdOf(orderUrl))).toHaveLength(1)
  })

  it('takes another card after a decline that came later than the answer', async () => {
    const page = await shop.newPage()
    const orderUrl = await openShop(page, shop.stack.shopOrigin)
    await shop.client.fault('a', { kind: 'latency', ms: 9000 })
    await payWith(page, { number: '4000000000000002' })
    await eventArrives(page, 'ATTEMPT_STARTED')
    // The widget's minute passes sooner here; all else takes the time that it takes.
    await page.addInitScript(
      'const { timeout } = AbortSignal; AbortSignal.timeout = (ms) => timeout.call(AbortSignal, ms === 60000 ? 2000 : ms)',
    )
    await page.reload()
    await button(page, 'Pay').and(page.locator(':enabled')).click()
    await fieldsOf(page).getByText(/still/i).waitFor()
    await eventArrives(page, 'PAYMENT_DECLINED')
    await button(page, 'Pay').and(page.locator(':enabled')).waitFor({ timeout: 10_000 })
    await payWith(page, CARD)
    await statusIs(page, 'CAPTURED')
    expect(await shop.client.standing(await paymentIdOf(orderUrl))).toHaveLength(1)
  })

  it('CL5 comes back to the same order after a reload in mid-payment, and shows how it ends', async () => {
    const page = await shop.newPage()
    const orderUrl = await openShop(page, shop.stack.shopOrigin)
    await shop.client.fault('a', { kind: 'latency', ms: 4000 })
    await payWith(page, CARD)
    await eventArrives(page, 'ATTEMPT_STARTED')
    await page.reload()
    expect(page.url()).toBe(orderUrl)
    await statusIs(page, 'PROCESSING')
    await statusIs(page, 'CAPTURED')
    await saysComplete(page)
    expect(await shop.client.standing(await paymentIdOf(orderUrl))).toHaveLength(1)
  })

  it('CL5 comes back to the same order by the back button, and shows its true state', async () => {
    const page = await shop.newPage()
    const orderUrl = await openShop(page, shop.stack.shopOrigin)
    await shop.client.fault('a', { kind: 'latency', ms: 2000 })
    await payWith(page, CARD)
    await eventArrives(page, 'ATTEMPT_STARTED')
    await page.goto('about:blank')
    await page.goBack()
    expect(page.url()).toBe(orderUrl)
    await statusIs(page, 'CAPTURED')
    await saysComplete(page)
    expect(await timelineOf(page)).toEqual(ONE_CALL_SALE)
    expect(await shop.client.standing(await paymentIdOf(orderUrl))).toHaveLength(1)
  })
})

describe('a fault switch', () => {
  it('GW8 shows the failover to acquirer b in the timeline', async () => {
    const page = await shop.newPage()
    const orderUrl = await openShop(page, shop.stack.shopOrigin)
    await page.getByLabel('Acquirer a').selectOption('refuses connections')
    await page.getByLabel('Acquirer a').blur()
    await page.waitForResponse((response) => response.url().endsWith('/state'))
    await payWith(page, CARD)
    await statusIs(page, 'CAPTURED')
    await page.locator('#timeline', { hasText: 'acquirer b · approved' }).waitFor()
    await page.locator('#timeline', { hasText: 'acquirer a' }).waitFor()
    await bookOf(page, 'b').getByText('€89.00 captured').waitFor()
    expect(await shop.client.standing(await paymentIdOf(orderUrl))).toHaveLength(1)
    await page.getByLabel('Acquirer a').selectOption('works')
  })

  it('GW3 shows how a charge whose answer was lost is found out', async () => {
    const page = await shop.newPage()
    const orderUrl = await openShop(page, shop.stack.shopOrigin)
    await page.getByLabel('Acquirer a').selectOption('charges, then hangs up')
    await page.waitForResponse((response) => response.url().endsWith('/state'))
    await payWith(page, CARD)
    await eventArrives(page, 'OUTCOME_UNKNOWN')
    await eventArrives(page, 'OUTCOME_RESOLVED')
    await statusIs(page, 'CAPTURED')
    await bookOf(page, 'a').getByText('€89.00 captured').waitFor()
    expect(await shop.client.standing(await paymentIdOf(orderUrl))).toHaveLength(1)
  })
  it('GW3 tells on one line how often a lost answer was looked for', async () => {
    const page = await shop.newPage()
    const orderUrl = await openShop(page, shop.stack.shopOrigin)
    await shop.client.fault('a', { kind: 'charge_then_hang', ms: 4000 })
    await payWith(page, CARD)
    await bookOf(page, 'a').getByText('€89.00 captured').waitFor()
    await shop.client.fault('a', { kind: 'refuse' })
    await page.getByText(/Outcome unknown, finding out \([2-9]×\)/).waitFor({ timeout: 60_000 })
    expect((await timelineOf(page)).filter((type) => type === 'OUTCOME_UNKNOWN')).toHaveLength(1)
    await shop.client.clearFaults()
    await statusIs(page, 'CAPTURED')
    expect(await shop.client.standing(await paymentIdOf(orderUrl))).toHaveLength(1)
  })
})

describe('the shop’s server', () => {
  it('keeps its secret key out of all that it sends to the browser', async () => {
    const page = await shop.newPage()
    const bodies: Promise<string>[] = []
    page.on('response', (response) => bodies.push(response.text().catch(() => '')))
    await openShop(page, shop.stack.shopOrigin)
    const all = (await Promise.all(bodies)).join('\n')
    expect(all).toContain(shop.stack.keys.publishableKey)
    expect(all).not.toContain(shop.stack.keys.secretKey)
  })

  it('answers neither a foreign host nor a form of another site', async () => {
    const order = { quantity: 1, captureMethod: 'AUTOMATIC' }
    const foreign = await fetch(`${shop.stack.shopOrigin}/orders`, { method: 'POST', body: JSON.stringify(order) })
    expect(foreign.status).toBe(415)
    const asked = await fetch(shop.stack.shopOrigin.replace('127.0.0.1', '127.0.0.2')).catch(() => undefined)
    expect(asked?.status ?? 421).toBe(421)
  })

  it('finds the same payment again when its order is asked for twice at once', async () => {
    const response = await fetch(`${shop.stack.shopOrigin}/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ quantity: 2, captureMethod: 'MANUAL' }),
    })
    const { id, paymentId, payment } = (await response.json()) as Record<string, string> & {
      payment: { status: string }
    }
    expect(payment.status).toBe('REQUIRES_PAYMENT_METHOD')
    const again = await Promise.all([1, 2, 3].map(() => paymentIdOf(`${shop.stack.shopOrigin}/orders/${id}`)))
    expect(new Set(again)).toEqual(new Set([paymentId]))
  })
})
