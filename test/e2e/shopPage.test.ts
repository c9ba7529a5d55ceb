import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { findings, widths } from './support/axe.ts'
import { walletsAreThere } from './support/checkout.ts'
import { runningShop } from './support/shop.ts'
import { button, challengeIn, fieldsOf, openShop, payWith, statusIs } from './support/shopper.ts'

const shop = runningShop()

/** How much wider the content is than what is seen of it. */
const overflow = (html: { readonly scrollWidth: number; readonly clientWidth: number }): number =>
  html.scrollWidth - html.clientWidth

describe.each(['light', 'dark'] as const)('the shop in %s', (colorScheme) => {
  const options = { colorScheme, bypassCSP: true, reducedMotion: 'reduce' } as const

  it('has no finding of axe before and after a payment, nor with the GraphQL open', async () => {
    const page = await shop.newPage(options)
    await openShop(page, shop.stack.shopOrigin)
    for (const summary of await page.locator('#samples summary').all()) await summary.click()
    expect(await findings(page)).toEqual([])
    await payWith(page, { number: '4000000000000002' })
    await page.locator('#timeline [data-type="PAYMENT_DECLINED"]').waitFor()
    await button(page, 'Pay').and(page.locator(':enabled')).waitFor()
    expect(await findings(page)).toEqual([])
    await payWith(page, { number: '4242424242424242' })
    await statusIs(page, 'CAPTURED')
    await button(page, 'Refund').and(page.locator(':enabled')).waitFor()
    expect(await findings(page)).toEqual([])
  })

  it('has no finding of axe during a challenge', async () => {
    const page = await shop.newPage(options)
    await openShop(page, shop.stack.shopOrigin)
    await payWith(page, { number: '4000000000003220' })
    await challengeIn(page).getByRole('button', { name: 'Approve' }).waitFor()
    await page.waitForTimeout(500)
    expect(await findings(page)).toEqual([])
  })
})

describe('the shop on a narrow phone', () => {
  it('scrolls in one direction at 320 px, also with everything open and the challenge shown', async () => {
    const page = await shop.newPage({ viewport: { width: 320, height: 640 } })
    await openShop(page, shop.stack.shopOrigin)
    for (const summary of await page.locator('#samples summary').all()) await summary.click()
    expect(await widths(page)).toBeLessThanOrEqual(0)
    await payWith(page, { number: '4000000000003220' })
    await challengeIn(page).getByRole('button', { name: 'Approve' }).click()
    await statusIs(page, 'CAPTURED')
    await button(page, 'Refund').and(page.locator(':enabled')).waitFor()
    expect(await widths(page)).toBeLessThanOrEqual(0)
    expect(await fieldsOf(page).locator('html').evaluate(overflow)).toBeLessThanOrEqual(0)
  })

  it('is paid with the keyboard alone', async () => {
    const page = await shop.newPage()
    await openShop(page, shop.stack.shopOrigin)
    await walletsAreThere(fieldsOf(page))
    await fieldsOf(page).getByLabel('Card number').focus()
    await page.keyboard.type('4242424242424242')
    await page.keyboard.press('Tab')
    await page.keyboard.type('1230')
    await page.keyboard.press('Tab')
    await page.keyboard.type('123')
    await page.keyboard.press('Tab')
    await page.keyboard.type('Ada Lovelace')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await statusIs(page, 'CAPTURED')
  })
})

describe('a sample of the page', () => {
  it('runs in a shell as it was copied', async () => {
    const page = await shop.newPage()
    await openShop(page, shop.stack.shopOrigin)
    await page.locator('#samples summary', { hasText: 'Read it' }).click()
    const curl = await page.locator('#samples details', { hasText: 'Read it' }).locator('pre').nth(2).textContent()
    const environment = { ...process.env, TURNPIKE_SECRET_KEY: shop.stack.keys.secretKey }
    const answer = execFileSync('sh', ['-c', `${curl} -s`], { env: environment, encoding: 'utf8' })
    expect(JSON.parse(answer)).toMatchObject({ data: { payment: { status: 'REQUIRES_PAYMENT_METHOD' } } })
  })

  it('pays, once the shell knows a token', async () => {
    const page = await shop.newPage()
    await openShop(page, shop.stack.shopOrigin)
    const sample = page.locator('#samples details', { hasText: 'Confirm it' })
    await sample.locator('summary').click()
    const curl = await sample.locator('pre').nth(2).textContent()
    const environment = { ...process.env, TURNPIKE_TOKEN: await shop.client.tokenize('4242424242424242') }
    const answer = execFileSync('sh', ['-c', `${curl} -s`], { env: environment, encoding: 'utf8' })
    expect(JSON.parse(answer)).toMatchObject({ data: { confirmPayment: { payment: { status: 'CAPTURED' } } } })
    await statusIs(page, 'CAPTURED')
  })

  it('captures and refunds a sensible amount, also before there is one', async () => {
    const page = await shop.newPage()
    await openShop(page, shop.stack.shopOrigin)
    for (const title of ['Capture', 'Refund']) {
      const sample = page.locator('#samples details', { has: page.getByText(title, { exact: true }) })
      expect(await sample.locator('pre').nth(1).textContent()).toContain('"amount": "89.00"')
    }
  })
})
