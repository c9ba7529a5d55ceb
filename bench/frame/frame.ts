import { execFileSync } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { launchChromium } from '../../scripts/checks/chromium.ts'
import { spawnStack } from '../../scripts/stack/child.ts'
import { startShopPage } from '../../test/e2e/support/shopPage.ts'
import { clientOf } from '../../test/stack/support/client.ts'
import { type Spread, spreadOf } from '../figures.ts'
import { statePlace } from '../place.ts'

const THROTTLING = 4
/** In turns, a frame and an empty page; the first of each is not counted, for it fills caches. */
const ROUNDS = 21

export interface FrameFigures {
  readonly machine: { readonly cores: number; readonly model: string; readonly loadBefore: number }
  readonly rounds: number
  /** From the frame's own navigation until its fields take input; the payment has been read by then. */
  readonly interactiveMs: Spread
  /** The same until its script listens, without the payment. */
  readonly listeningMs: Spread
  /** A page with nothing in it, from its navigation to its load event. */
  readonly emptyMs: Spread
  readonly ratio: Spread
}

/** Notes in every document when its form takes input: from then on nothing covers the fields. */
const WATCH = `if (location.pathname === '/v1/frame') {
  const look = () => {
    if (document.body === null) return
    if (window.listeningMs === undefined && document.querySelector('[data-text=number]')?.textContent.length > 1) {
      window.listeningMs = performance.now()
    }
    if (window.interactiveMs !== undefined || document.body.classList.contains('loading')) return
    window.interactiveMs = performance.now()
  }
  new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true })
}`

/** How soon the card's frame can be typed into on a processor that is four times slower than this one. */
export async function frame(progress: (line: string) => void): Promise<FrameFigures> {
  const [loadBefore = 0] = loadavg()
  const place = statePlace()
  const stack = await spawnStack({ stateDirectory: place.directory })
  const shop = await startShopPage({ vaultOrigin: stack.vaultOrigin })
  const empty = await startEmptyPage()
  const browser = await launchChromium()
  try {
    const words = ['origins', shop.origin, '--state', stack.stateDirectory]
    execFileSync(process.execPath, [join(import.meta.dirname, '../../scripts/commands/merchant.ts'), ...words])
    const client = clientOf(stack)
    const page = await throttledPage(browser)
    const rounds: { interactiveMs: number; listeningMs: number; emptyMs: number }[] = []
    for (let round = 0; round < ROUNDS; round += 1) {
      const { clientSecret } = await client.create({ amount: { amount: '89.00', currency: 'EUR' } })
      const asked = new URLSearchParams({ key: stack.keys.publishableKey, secret: clientSecret, country: 'GB' })
      await page.goto(`${shop.origin}/?${asked}`)
      const told = await framed(page)
      await page.goto(empty.origin)
      const emptyMs = await page.evaluate<number>("performance.getEntriesByType('navigation')[0].loadEventEnd")
      if (round > 0) rounds.push({ ...told, emptyMs })
      progress(
        `frame      ${round} of ${ROUNDS - 1}: ${Math.round(told.interactiveMs)} ms, empty ${Math.round(emptyMs)} ms`,
      )
    }
    return {
      machine: { cores: cpus().length, model: cpus()[0]?.model ?? '', loadBefore },
      rounds: rounds.length,
      interactiveMs: spreadOf(rounds.map(({ interactiveMs }) => interactiveMs)),
      listeningMs: spreadOf(rounds.map(({ listeningMs }) => listeningMs)),
      emptyMs: spreadOf(rounds.map(({ emptyMs }) => emptyMs)),
      ratio: spreadOf(rounds.map(({ interactiveMs, emptyMs }) => interactiveMs / emptyMs)),
    }
  } finally {
    await browser.close()
    await Promise.all([shop.close(), empty.close()])
    await stack.kill9()
  }
}

async function throttledPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-GB' })
  await context.addInitScript(WATCH)
  const page = await context.newPage()
  const session = await context.newCDPSession(page)
  // The shop's page and the frame are of one site here, so one process has both, and both are slowed.
  await session.send('Emulation.setCPUThrottlingRate', { rate: THROTTLING })
  return page
}

async function framed(page: Page): Promise<{ readonly interactiveMs: number; readonly listeningMs: number }> {
  const handle = await page.waitForSelector('iframe')
  const inner = await handle.contentFrame()
  if (inner === null) throw new Error('the page has no frame')
  await inner.waitForFunction('window.interactiveMs !== undefined')
  return inner.evaluate('({ interactiveMs: window.interactiveMs, listeningMs: window.listeningMs })')
}

async function startEmptyPage(): Promise<{ readonly origin: string; close(): Promise<void> }> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Empty</title>')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { origin: `http://127.0.0.1:${port}`, close }
}
