import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions, FrameLocator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { launchChromium } from '../../../scripts/checks/chromium.ts'
import { runningStack } from '../../stack/support/fixture.ts'
import { closeContext } from './closeContext.ts'
import { type ShopPage, startShopPage } from './shopPage.ts'

const ROOT = join(import.meta.dirname, '../../..')

export interface OpenOptions {
  readonly context?: BrowserContextOptions
  /** Instead of a payment that is made for the page. */
  readonly clientSecret?: string
  readonly amount?: string
  readonly input?: object
  /** More of the page's address: `returnUrl`, `redirect`, `theme`, `appearance`, `locale`. */
  readonly address?: Readonly<Record<string, string>>
  /** Called with the page before it goes anywhere. */
  readonly prepare?: (page: Page) => Promise<unknown>
  /** Another shop than the listed one. */
  readonly origin?: string
}

/** A shop's page with the checkout on it, in a browser of its own context. */
export interface OpenCheckout {
  readonly page: Page
  readonly frame: FrameLocator
  readonly clientSecret: string
  readonly paymentId: string
  /** What `confirm` answered so far. */
  results(): Promise<readonly ConfirmResult[]>
  /** The events that the checkout sent, by name. */
  events(name: string): Promise<number>
}

export interface ConfirmResult {
  readonly payment?: { readonly id: string; readonly status: string; readonly card?: { readonly last4: string } }
  readonly error?: { readonly code: string; readonly message: string }
}

/** A real stack, a real browser, and a shop whose origin the merchant has listed. */
export function runningCheckout() {
  const running = runningStack()
  const shared = {} as { browser: Browser; shop: ShopPage }
  const pages: Page[] = []

  beforeAll(async () => {
    shared.browser = await launchChromium()
    shared.shop = await startShopPage({ vaultOrigin: running.stack.vaultOrigin })
    allowOrigins(shared.shop.origin)
  })
  afterEach(async () => {
    for (const page of pages.splice(0)) await closeContext(page.context())
  })
  afterAll(async () => {
    await shared.browser?.close()
    await shared.shop?.close()
  })

  function allowOrigins(...origins: string[]): void {
    const words = ['origins', ...origins, '--state', running.stack.stateDirectory]
    execFileSync(process.execPath, [join(ROOT, 'scripts/commands/merchant.ts'), ...words], { cwd: ROOT })
  }

  async function newPage(options?: BrowserContextOptions): Promise<Page> {
    const context = await shared.browser.newContext({ locale: 'en-GB', ...options })
    const page = await context.newPage()
    pages.push(page)
    return page
  }

  async function open(options: OpenOptions = {}): Promise<OpenCheckout> {
    const page = await newPage(options.context)
    await options.prepare?.(page)
    const amount = { amount: options.amount ?? '89.00', currency: 'EUR' }
    const clientSecret =
      options.clientSecret ?? (await running.client.create({ amount, ...options.input })).clientSecret
    const address = new URLSearchParams({
      key: running.stack.keys.publishableKey,
      secret: clientSecret,
      ...options.address,
    })
    await page.goto(`${options.origin ?? shared.shop.origin}/?${address}`)
    return {
      page,
      frame: cardFrame(page),
      clientSecret,
      paymentId: clientSecret.split('_secret_')[0] ?? '',
      results: () => page.evaluate('window.results'),
      events: (name) => page.evaluate(`window.seen.filter(([seen]) => seen === '${name}').length`),
    }
  }

  return { running, shared, open, newPage, allowOrigins }
}

export const cardFrame = (page: Page): FrameLocator => page.frameLocator('iframe[src*="/v1/frame"]')

export const challengeIn = (frame: FrameLocator): FrameLocator => frame.frameLocator('#challenge iframe')

/** Types the card as a shopper does, key by key. */
export async function typeCard(frame: FrameLocator, number: string): Promise<void> {
  await walletsAreThere(frame)
  await frame.getByLabel('Card number').pressSequentially(number)
  await frame.getByLabel('Expiry').pressSequentially('1230')
  await frame.getByLabel('CVC').pressSequentially('123')
  await frame.getByLabel('Name on card').fill('Ada Lovelace')
  // A key that went elsewhere would show only as a card that is refused.
  const typed = async (label: string) => (await frame.getByLabel(label).inputValue()).replace(/\D/g, '')
  const fields = [await typed('Card number'), await typed('Expiry'), await typed('CVC')]
  if (fields.join(' ') !== `${number} 1230 123`) throw new Error(`the fields have ${fields.join(', ')}`)
}

/**
 * The wallets' frame comes behind the form. While a frame of another process is attached, the browser's driver gives its
 * focus away for a moment, and what is typed then reaches nobody. Without wallets there is no such frame.
 */
export async function walletsAreThere(frame: FrameLocator): Promise<void> {
  const wallets = frame.locator('#wallets iframe')
  const isOffered = await wallets.waitFor({ state: 'attached', timeout: 2_000 }).then(
    () => true,
    () => false,
  )
  if (isOffered) await frame.frameLocator('#wallets iframe').locator('#buttons').waitFor({ state: 'attached' })
}

export const pressPay = (page: Page): Promise<void> => page.getByRole('button', { name: 'Pay' }).click()

/** Waits for what `confirm` answers, as the shop's page writes it. */
export async function resultOf(page: Page): Promise<string> {
  const result = page.locator('#result')
  await result.filter({ hasText: /\S/ }).waitFor({ timeout: 90_000 })
  return (await result.textContent()) ?? ''
}

export async function forgetResult(page: Page): Promise<void> {
  await page.evaluate("document.querySelector('#result').textContent = ''")
}
