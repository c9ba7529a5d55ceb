import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import type { Browser, FrameLocator, Page } from 'playwright-core'
import { cardFrame, pressPay } from '../../test/e2e/support/checkout.ts'
import { startShopPage } from '../../test/e2e/support/shopPage.ts'
import { withWallets } from '../../test/e2e/support/wallets.ts'
import { type Client, clientOf, freshKey } from '../../test/stack/support/client.ts'
import { operatorOf } from '../../test/stack/support/operator.ts'
import type { ChildStack } from '../stack/child.ts'
import { REST_MS } from './shop.ts'

interface Picture {
  readonly name: string
  readonly viewport: { readonly width: number; readonly height: number }
  /** The shop's page, by what its address asks for. */
  readonly address: Readonly<Record<string, string>>
  readonly description: string
  /** Cards that the shopper keeps at the shop. */
  readonly stored?: readonly string[]
  /** Before the page goes anywhere. */
  readonly prepare?: (page: Page, stack: ChildStack) => Promise<void>
  readonly act: (frame: FrameLocator, page: Page) => Promise<void>
}

const DESK = { width: 560, height: 620 }

/** The page's own typeface in the form too, as a shop has it. */
const look = (appearance: object): string =>
  JSON.stringify({ ...appearance, variables: { fontFamily: 'Inter, system-ui, sans-serif' } })

const typeCard = async (frame: FrameLocator, number = '4242424242424242') => {
  await frame.locator('#number').fill(number)
  await frame.locator('#expiry').fill('12 / 30')
  await frame.locator('#cvc').fill('123')
}

const PICTURES: readonly Picture[] = [
  {
    name: 'widget-default',
    viewport: DESK,
    address: { appearance: look({}) },
    description: 'Tollhouse lamp',
    act: async (frame) => {
      await frame.locator('#number').fill('4242424242424242')
      await frame.locator('#expiry').focus()
    },
  },
  {
    name: 'widget-dark',
    viewport: { ...DESK, height: 700 },
    address: {
      theme: 'dark',
      appearance: look({ theme: 'dark' }),
      payColour: '#3ecfa5',
      onPayColour: '#08281f',
    },
    description: 'Tollhouse lamp',
    act: async (frame, page) => {
      await frame.locator('#number').fill('4000002500001001')
      await frame.locator('#network-tabs input').first().check()
      await page.locator('h1').click()
    },
  },
  {
    name: 'widget-flat',
    viewport: DESK,
    address: { appearance: look({ theme: 'flat', labels: 'floating' }), payColour: '#1f5eff' },
    description: 'Tollhouse lamp',
    act: async (frame) => {
      await frame.locator('#number').fill('5555555555554444')
      await frame.locator('#cvc').focus()
    },
  },
  {
    name: 'widget-night',
    viewport: DESK,
    address: {
      theme: 'night',
      appearance: look({ theme: 'night' }),
      payColour: '#a99bff',
      onPayColour: '#17123d',
    },
    description: 'Tollhouse lamp',
    act: async (frame) => {
      await frame.locator('#test-mode').click()
    },
  },
  {
    name: 'widget-de',
    viewport: { ...DESK, height: 680 },
    address: { appearance: look({}), locale: 'de-DE', heading: 'Zur Kasse', pay: 'Jetzt bezahlen' },
    description: 'Leuchte „Tollhouse“',
    act: async (frame, page) => {
      await typeCard(frame, '4000000000009995')
      await pressPayNamed(page)
      await frame.getByRole('alert').filter({ hasText: 'gedeckt' }).waitFor()
    },
  },
  {
    name: 'widget-ar',
    viewport: DESK,
    address: { appearance: look({}), locale: 'ar', dir: 'rtl', heading: 'إتمام الشراء', pay: 'ادفع الآن' },
    description: 'مصباح تولهاوس',
    act: async (frame) => {
      await frame.locator('#number').fill('378282246310005')
      await frame.locator('#cvc').focus()
    },
  },
  {
    name: 'widget-stored',
    viewport: { ...DESK, height: 700 },
    address: { appearance: look({}) },
    description: 'Tollhouse lamp',
    stored: ['5555555555554444', '4242424242424242'],
    act: async (frame) => {
      await frame.locator('#stored-code').fill('12')
    },
  },
  {
    name: 'widget-methods',
    viewport: { ...DESK, height: 760 },
    address: { appearance: look({}), country: 'NL' },
    description: 'Tollhouse lamp',
    prepare: (page, stack) => withWallets(page, stack.sandboxOrigin, '4242424242424242'),
    act: async (frame) => {
      await frame.frameLocator('#wallets iframe').getByRole('button', { name: 'Google Pay' }).waitFor()
      await frame.getByLabel('iDEAL').waitFor()
    },
  },
  {
    name: 'widget-phone',
    viewport: { width: 390, height: 720 },
    address: { appearance: look({}) },
    description: 'Tollhouse lamp',
    act: async (frame, page) => {
      await frame.locator('#number').fill('4242 4242 4242 4241')
      await pressPay(page)
      await frame.getByText('Enter the expiry date.').waitFor()
    },
  },
]

const pressPayNamed = (page: Page): Promise<void> => page.locator('#pay').click()

/** A customer with these cards, the last one newest, for a payment that offers them. */
async function offering(client: Client, numbers: readonly string[]): Promise<object> {
  const { customer } = await operatorOf(client).change(
    'createCustomer',
    { idempotencyKey: freshKey() },
    'customer { id }',
  )
  const consent = { agreedAt: new Date().toISOString(), textVersion: '1' }
  for (const number of numbers) {
    await client.pay(number, { savePaymentMethod: { customerId: customer.id, usage: 'ON_SESSION', consent } })
  }
  return { customerId: customer.id, storedMethods: {} }
}

/** The form on a small shop's page: themes, languages, a phone. */
export async function takeWidget(browser: Browser, stack: ChildStack, directory: string): Promise<void> {
  const shop = await startShopPage({ vaultOrigin: stack.vaultOrigin })
  const words = ['origins', shop.origin, '--state', stack.stateDirectory]
  execFileSync(process.execPath, [join(import.meta.dirname, '../commands/merchant.ts'), ...words])
  const client = clientOf(stack)
  for (const { name, viewport, address, description, stored, prepare, act } of PICTURES) {
    const amount = { amount: '89.00', currency: 'EUR' }
    const offer = stored === undefined ? {} : await offering(client, stored)
    const { clientSecret } = await client.create({ amount, description, ...offer })
    const context = await browser.newContext({ viewport, deviceScaleFactor: 2, locale: 'en-IE' })
    const page = await context.newPage()
    await prepare?.(page, stack)
    const asked = new URLSearchParams({ key: stack.keys.publishableKey, secret: clientSecret, ...address })
    await page.goto(`${shop.origin}/?${asked}`)
    const frame = cardFrame(page)
    await frame.locator('body:not(.loading)').waitFor()
    await act(frame, page)
    // What the page says for the tests is no part of the form.
    await page.locator('#result').evaluate((element) => element.remove())
    await page.waitForTimeout(REST_MS)
    await page.screenshot({ path: join(directory, `${name}.png`) })
    await context.close()
    console.log(`docs/screens/${name}.png`)
  }
  await shop.close()
}
