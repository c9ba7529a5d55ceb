import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { eventually } from '../stack/support/client.ts'
import { paymentIdOf, runningShop } from './support/shop.ts'
import {
  button,
  challengeIn,
  eventArrives,
  fieldsOf,
  fillCard,
  openShop,
  payWith,
  saysComplete,
  statusIs,
  timelineOf,
} from './support/shopper.ts'

const shop = runningShop()
const CHALLENGED = { number: '4000000000003220' }

interface Challenged {
  readonly page: Page
  readonly orderUrl: string
  readonly paymentId: string
  /** The bank's page. */
  readonly challengeUrl: string
}

/** A shopper who has paid and sees the bank's question. */
async function challenged(): Promise<Challenged> {
  const page = await shop.newPage()
  const orderUrl = await openShop(page, shop.stack.shopOrigin)
  await payWith(page, CHALLENGED)
  await challengeIn(page).getByRole('button', { name: 'Approve' }).waitFor()
  const paymentId = await paymentIdOf(orderUrl)
  return { page, orderUrl, paymentId, challengeUrl: await challengeUrlOf(paymentId) }
}

async function challengeUrlOf(paymentId: string): Promise<string> {
  const { nextAction } = await shop.client.read(paymentId)
  if (nextAction === null) throw new Error('The payment waits for nothing.')
  return nextAction.url
}

/** Answers the bank as its page would, and stops before the way back. */
async function answerBank(challengeUrl: string, answer: 'approve' | 'reject'): Promise<string> {
  const response = await fetch(challengeUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: `answer=${answer}`,
    redirect: 'manual',
  })
  expect(response.status).toBe(303)
  return response.headers.get('location') ?? ''
}

const answerIn = (page: Page, name: 'Approve' | 'Reject') => challengeIn(page).getByRole('button', { name }).click()
const visit = (returnUrl: string) => fetch(returnUrl, { redirect: 'manual' })

describe('a 3-D Secure challenge', () => {
  it('is shown in place, and approving it pays', async () => {
    const { page, orderUrl, paymentId } = await challenged()
    await statusIs(page, 'REQUIRES_ACTION')
    await answerIn(page, 'Approve')
    await statusIs(page, 'CAPTURED')
    await saysComplete(page)
    expect(page.url()).toBe(orderUrl)
    expect(await shop.client.standing(paymentId)).toHaveLength(1)
  })

  it('that is rejected leaves the payment open for another card', async () => {
    const { page, paymentId } = await challenged()
    await answerIn(page, 'Reject')
    await eventArrives(page, 'PAYMENT_DECLINED')
    await fieldsOf(page).getByLabel('Card number').waitFor()
    expect(await shop.client.standing(paymentId)).toEqual([])
    await payWith(page, { number: '4242424242424242' })
    await statusIs(page, 'CAPTURED')
    expect(await shop.client.standing(paymentId)).toHaveLength(1)
  })

  it('CL5 is gone on with after a reload, without a card', async () => {
    const { page, orderUrl, paymentId } = await challenged()
    await page.reload()
    expect(page.url()).toBe(orderUrl)
    await statusIs(page, 'REQUIRES_ACTION')
    await button(page, 'Pay').and(page.locator(':enabled')).click()
    await answerIn(page, 'Approve')
    await statusIs(page, 'CAPTURED')
    expect(await shop.client.standing(paymentId)).toHaveLength(1)
  })

  it('leads back to the order where the bank had the whole page, and the back button changes nothing', async () => {
    const { page, orderUrl, paymentId, challengeUrl } = await challenged()
    await page.goto(challengeUrl)
    await button(page, 'Approve').click()
    await page.waitForURL(orderUrl)
    await statusIs(page, 'CAPTURED')
    await saysComplete(page)
    await page.goBack()
    await page.waitForURL(orderUrl)
    await statusIs(page, 'CAPTURED')
    expect(await shop.client.standing(paymentId)).toHaveLength(1)
  })

  it('TD1 HR1 completed twice, and its return visited again and again, charges once', async () => {
    const { page, orderUrl, paymentId, challengeUrl } = await challenged()
    const returnUrl = await answerBank(challengeUrl, 'approve')
    expect(await answerBank(challengeUrl, 'approve')).toBe(returnUrl)
    const visits = await Promise.all([1, 2, 3, 4].map(() => visit(returnUrl)))
    expect(visits.map(({ status }) => status)).toEqual([303, 303, 303, 303])
    expect(visits.map(({ headers }) => headers.get('location'))).toEqual(
      visits.map(() => `${orderUrl}?payment=${paymentId}`),
    )
    await statusIs(page, 'CAPTURED')
    const before = await timelineOf(page)
    // The bank's own message may have been there before the first visit; then no visit has anything left to tell.
    expect(before.filter((type) => type === 'ACTION_COMPLETED').length).toBeLessThanOrEqual(1)
    expect(before.filter((type) => type === 'PAYMENT_AUTHORIZED')).toHaveLength(1)
    expect((await visit(returnUrl)).status).toBe(303)
    expect(await shop.client.events(paymentId)).toHaveLength(before.length)
    expect(await shop.client.standing(paymentId)).toHaveLength(1)
  })

  it('TD2 is not passed with the result of another payment', async () => {
    const one = await challenged()
    const other = await challenged()
    const returnOfOther = await answerBank(other.challengeUrl, 'approve')
    await visit(returnOfOther)
    await statusIs(other.page, 'CAPTURED')
    expect((await shop.client.read(one.paymentId)).status).toBe('REQUIRES_ACTION')
    // Rejected here, and the way back carries what the other's bank would have said.
    const returnOfOne = await answerBank(one.challengeUrl, 'reject')
    const attempt = (await shop.client.read(other.paymentId)).attempts[0]?.id ?? ''
    await visit(`${returnOfOne}?status=approved&attempt=${attempt}&payment=${other.paymentId}`)
    await eventArrives(one.page, 'PAYMENT_DECLINED')
    expect(await shop.client.standing(one.paymentId)).toEqual([])
    expect(await shop.client.standing(other.paymentId)).toHaveLength(1)
  })

  it('TD3 whose tab was closed is found out all the same, and the order shows it later', async () => {
    const { page, orderUrl, paymentId, challengeUrl } = await challenged()
    await page.close()
    await answerBank(challengeUrl, 'approve')
    await eventually(
      () => shop.client.read(paymentId),
      ({ status }) => status === 'CAPTURED',
    )
    const later = await shop.newPage()
    await later.goto(orderUrl)
    await statusIs(later, 'CAPTURED')
    await saysComplete(later)
    expect(await shop.client.standing(paymentId)).toHaveLength(1)
  })

  it('TD4 answered after the shop has canceled charges nothing and says so', async () => {
    const { page, paymentId, challengeUrl } = await challenged()
    const { __typename } = await shop.client.mutate('cancelPayment', { paymentId, idempotencyKey: 'td4' })
    expect(__typename).toBe('CancelPaymentPayload')
    await statusIs(page, 'CANCELED')
    const bank = await shop.newPage()
    await bank.goto(challengeUrl)
    expect(await bank.locator('h1').textContent()).toBe('This payment has ended')
    expect(await shop.client.standing(paymentId)).toEqual([])
    expect((await shop.client.read(paymentId)).status).toBe('CANCELED')
  })

  it('HR1 brings nothing to a later attempt by the return of an earlier one', async () => {
    const { page, paymentId, challengeUrl } = await challenged()
    const returnUrl = await answerBank(challengeUrl, 'reject')
    await visit(returnUrl)
    await eventArrives(page, 'PAYMENT_DECLINED')
    await fieldsOf(page).getByLabel('Card number').waitFor()
    await fillCard(page, CHALLENGED)
    await button(page, 'Pay').and(page.locator(':enabled')).click()
    await challengeIn(page).getByRole('button', { name: 'Approve' }).waitFor()
    const before = await shop.client.events(paymentId)
    expect((await visit(returnUrl)).status).toBe(303)
    expect(await shop.client.events(paymentId)).toHaveLength(before.length)
    expect((await shop.client.read(paymentId)).status).toBe('REQUIRES_ACTION')
    await answerIn(page, 'Approve')
    await statusIs(page, 'CAPTURED')
    expect((await visit(`${returnUrl}x`)).status).toBe(404)
  })

  it.each([
    'javascript:alert(1)',
    '//evil.example',
    'https://user:pass@evil.example/',
    'ftp://evil.example/',
    'data:,x',
  ])('HR2 never leads back to %s', async (returnUrl) => {
    const { __typename } = await shop.client.create({ returnUrl })
    expect(__typename).toBe('ValidationError')
  })
})
