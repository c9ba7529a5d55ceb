import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import {
  button,
  challengeIn,
  eventArrives,
  fieldsOf,
  fillCard,
  openShop,
  payWith,
  statusIs,
} from '../../test/e2e/support/shopper.ts'

const SCREENS = {
  phone: { width: 390, height: 844 },
  desk: { width: 1280, height: 900 },
} as const

/** What is done before each picture, and what a phone has in view then. */
const STATES: readonly (readonly [name: string, inView: string, act: (page: Page) => Promise<void>])[] = [
  [
    'shop',
    '.bar',
    async (page) => {
      await fillCard(page, { number: '4242424242424242' })
      await page.locator('h1').click()
    },
  ],
  [
    'decline',
    '#checkout-title',
    async (page) => {
      await payWith(page, { number: '4000000000009995' })
      await eventArrives(page, 'PAYMENT_DECLINED')
      await button(page, 'Pay').and(page.locator(':enabled')).waitFor()
      await fieldsOf(page).getByLabel('Card number').waitFor()
    },
  ],
  [
    'challenge',
    '#checkout-title',
    async (page) => {
      await payWith(page, { number: '4000000000003220' })
      await challengeIn(page).getByRole('button', { name: 'Approve' }).waitFor()
    },
  ],
  [
    'paid',
    '#checkout-title',
    async (page) => {
      await payWith(page, { number: '4242424242424242' })
      await statusIs(page, 'CAPTURED')
      await button(page, 'Refund').and(page.locator(':enabled')).waitFor()
      await page.locator('#again').waitFor()
    },
  ],
]

/** Long enough for what moves to have come to rest. */
export const REST_MS = 800

async function takeOne(
  browser: Browser,
  origin: string,
  directory: string,
  screen: keyof typeof SCREENS,
  state: (typeof STATES)[number],
) {
  const [name, inView, act] = state
  const context = await browser.newContext({ viewport: SCREENS[screen], deviceScaleFactor: 2 })
  const page = await context.newPage()
  await openShop(page, origin)
  await act(page)
  if (screen === 'phone' && name !== 'challenge') {
    await page.locator(inView).evaluate((element) => element.scrollIntoView({ block: 'start' }))
    await page.mouse.wheel(0, name === 'shop' ? 0 : -24)
  }
  await page.waitForTimeout(REST_MS)
  await page.screenshot({ path: join(directory, `${name}-${screen}.png`) })
  await context.close()
  console.log(`docs/screens/${name}-${screen}.png`)
}

/** The demo shop in each of its states, on a phone and on a desk. */
export async function takeShop(browser: Browser, origin: string, directory: string): Promise<void> {
  for (const screen of ['phone', 'desk'] as const) {
    for (const state of STATES) await takeOne(browser, origin, directory, screen, state)
  }
}
