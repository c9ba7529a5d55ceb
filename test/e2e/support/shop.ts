import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { launchChromium } from '../../../scripts/checks/chromium.ts'
import { type Running, runningStack } from '../../stack/support/fixture.ts'
import { closeContext } from './closeContext.ts'

export interface RunningShop extends Running {
  browser: Browser
  /** A page in a context of its own: another shopper on another machine. */
  newPage(options?: Parameters<Browser['newContext']>[0]): Promise<Page>
}

/** A real stack and a real browser for one test file. What the page says on its console or throws fails the test. */
export function runningShop({ shopWebhooks = false } = {}): RunningShop {
  const running = runningStack({ shopWebhooks }) as RunningShop
  let contexts: BrowserContext[] = []
  let troubles: string[] = []
  beforeAll(async () => {
    running.browser = await launchChromium()
    running.newPage = async (options = {}) => {
      const context = await running.browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
      contexts.push(context)
      const page = await context.newPage()
      page.on('pageerror', (error) => troubles.push(error.message))
      page.on('console', (message) => {
        if (/Content.Security.Policy|Trusted/i.test(message.text())) troubles.push(message.text())
      })
      return page
    }
  })
  afterEach(async () => {
    await Promise.all(contexts.map(closeContext))
    const told = troubles
    contexts = []
    troubles = []
    if (told.length > 0) throw new Error(`The page is not at ease: ${told.join('; ')}`)
  })
  afterAll(async () => running.browser?.close())
  return running
}

/** The payment behind an order's page, as the shop's own server tells it. */
export async function paymentIdOf(orderUrl: string): Promise<string> {
  const response = await fetch(`${orderUrl}/state`)
  const { paymentId } = (await response.json()) as { paymentId: string }
  return paymentId
}
