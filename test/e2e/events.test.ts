import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { registerReceiver } from '../../sandbox/shop/server/register.ts'
import { createGraphql } from '../../sandbox/shop/server/turnpike.ts'
import { startShop } from '../../sandbox/shop/shop.ts'
import { choosePorts } from '../../scripts/stack/ports.ts'
import { CARDS, eventually, freshReference } from '../stack/support/client.ts'
import { findings, widths } from './support/axe.ts'
import { runningShop } from './support/shop.ts'

const shop = runningShop({ shopWebhooks: true })

const SALE = ['CAPTURE_SUCCEEDED', 'PAYMENT_AUTHORIZED', 'ATTEMPT_ENDED', 'ATTEMPT_STARTED', 'PAYMENT_CREATED']

/** The rows of one payment as the page has them, newest first. */
const typesOf = (page: Page, reference: string): Promise<(string | null)[]> =>
  rowsOf(page, reference).evaluateAll((rows) => rows.map((row) => row.getAttribute('data-type')))

const rowsOf = (page: Page, reference: string): Locator =>
  page.locator('tr.event', { has: page.getByText(reference, { exact: true }) })

const pay = (reference: string, card: string = CARDS.approves) => shop.client.pay(card, { reference })

async function shopEndpoints(): Promise<readonly { readonly url: string }[]> {
  const { data } = await shop.client.graphql('{ webhookEndpoints { url } }', {}, shop.stack.keys.operatorKey)
  return data.webhookEndpoints
}

async function openEvents(page: Page, address = '/events', origin = shop.stack.shopOrigin): Promise<void> {
  await page.goto(`${origin}${address}`)
  await page.locator('#live[data-state="live"]').waitFor()
}

const arrives = (page: Page, reference: string, type: string): Promise<void> =>
  rowsOf(page, reference)
    .and(page.locator(`[data-type="${type}"]`))
    .waitFor()

describe('the events page', () => {
  it('says how to begin, and shows a payment as it happens', async () => {
    const page = await shop.newPage()
    await openEvents(page)
    await page.getByRole('link', { name: 'Make the first payment' }).waitFor()
    const reference = freshReference()
    await pay(reference)
    await arrives(page, reference, 'CAPTURE_SUCCEEDED')
    expect(await typesOf(page, reference)).toEqual(SALE)
    expect(await page.locator('tr.event .amount').first().textContent()).toBe('€10.00')
    const by = await rowsOf(page, reference).locator('.by').allTextContents()
    expect(by).toEqual(['Turnpike', 'Turnpike', 'Turnpike', 'Secret key', 'Secret key'])
  })

  it('moves nothing while an event is open, and shows what came afterwards', async () => {
    const [first, second] = [freshReference(), freshReference()]
    await pay(first)
    const page = await shop.newPage()
    await openEvents(page)
    await rowsOf(page, first).first().getByRole('link').click()
    await page.locator('.log').waitFor()
    await pay(second)
    await page.getByRole('button', { name: '5 new events' }).waitFor()
    expect(await typesOf(page, second)).toEqual([])
    await page.keyboard.press('Escape')
    await arrives(page, second, 'CAPTURE_SUCCEEDED')
    expect(await typesOf(page, second)).toEqual(SALE)
    expect(await page.evaluate('document.activeElement.closest("tr").dataset.type')).toBe('CAPTURE_SUCCEEDED')
    await page.getByRole('button', { name: 'Pause' }).click()
    await pay(freshReference())
    await page.getByRole('button', { name: '5 new events' }).click()
    expect(await page.locator('tr.event').count()).toBeGreaterThanOrEqual(15)
  })

  it('is narrowed by what its address says, also after a reload', async () => {
    const [declined, other] = [freshReference(), freshReference()]
    await pay(declined, CARDS.declines)
    await pay(other)
    const page = await shop.newPage()
    await openEvents(page)
    await arrives(page, declined, 'PAYMENT_DECLINED')
    await page.getByRole('button', { name: 'Trouble' }).click()
    await rowsOf(page, other).first().waitFor({ state: 'detached' })
    await arrives(page, declined, 'PAYMENT_DECLINED')
    expect(await typesOf(page, declined)).toEqual(['PAYMENT_DECLINED'])
    await page.getByRole('searchbox').fill(declined)
    await page.waitForURL(/\?show=trouble&q=order/)
    await page.reload()
    await arrives(page, declined, 'PAYMENT_DECLINED')
    expect(await page.locator('tr.event').count()).toBe(1)
    expect(await page.getByRole('button', { name: 'Trouble' }).getAttribute('aria-pressed')).toBe('true')
    // What happens from now on is narrowed too.
    await pay(freshReference(), CARDS.declines)
    await pay(declined, CARDS.declines)
    await page.locator('tr.event').nth(1).waitFor()
    expect(await typesOf(page, declined)).toEqual(['PAYMENT_DECLINED', 'PAYMENT_DECLINED'])
    expect(await page.locator('tr.event').count()).toBe(2)
    await page.getByRole('button', { name: 'Show only payment' }).first().click()
    await page.waitForURL(/\?q=pay_/)
    await arrives(page, declined, 'PAYMENT_CREATED')
    expect(await page.locator('tr.event').count()).toBe(4)
  })

  it('shows where an event was sent, and sends it again under the same id', async () => {
    await eventually(shopEndpoints, ({ length }) => length === 1)
    const reference = freshReference()
    await pay(reference)
    const page = await shop.newPage()
    await openEvents(page)
    await arrives(page, reference, 'CAPTURE_SUCCEEDED')
    await rowsOf(page, reference).first().getByRole('link').click()
    const delivery = page.locator('.delivery')
    await delivery.getByText('Delivered').waitFor()
    expect(await delivery.locator('.url').textContent()).toBe(`${shop.stack.shopOrigin}/webhooks`)
    expect(await delivery.locator('.tries .http').allTextContents()).toEqual(['204'])
    await page.getByText('receiver got it once').waitFor()
    await delivery.getByRole('button', { name: 'Resend' }).click()
    await delivery.locator('.tries li').nth(1).and(page.locator('.good')).waitFor()
    expect(await delivery.locator('.tries .http').allTextContents()).toEqual(['204', '204'])
    await page.getByText('receiver got it 2 times, under the same id').waitFor()
    const detail = await fetch(`${new URL(page.url()).origin}${new URL(page.url()).pathname}/state`)
    expect(await detail.json()).toMatchObject({ receipt: { times: 2 }, deliveries: [{ status: 'SUCCEEDED' }] })
  })

  it('goes on without a gap or a repetition when the shop’s server was away', async () => {
    const stateDirectory = mkdtempSync(join(tmpdir(), 'turnpike-shop-'))
    const { apiOrigin, vaultOrigin, sandboxOrigin, keys } = shop.stack
    const { demo: port } = await choosePorts(0, '127.0.0.1')
    const options = { port, stateDirectory, apiOrigin, vaultOrigin, sandboxOrigin, ...keys }
    const [before, meanwhile, after] = [freshReference(), freshReference(), freshReference()]
    let server = await startShop(options)
    try {
      const page = await shop.newPage()
      await openEvents(page, '/events', server.origin)
      await pay(before)
      await arrives(page, before, 'CAPTURE_SUCCEEDED')
      await server.stop()
      await pay(meanwhile)
      await page.locator('#live[data-state="reconnecting"]').waitFor()
      server = await startShop(options)
      await page.locator('#live[data-state="live"]').waitFor()
      await pay(after)
      await arrives(page, after, 'CAPTURE_SUCCEEDED')
      for (const reference of [before, meanwhile, after]) expect(await typesOf(page, reference)).toEqual(SALE)
    } finally {
      await server.stop()
      rmSync(stateDirectory, { recursive: true, force: true })
    }
  })

  it('is used with the keyboard alone', async () => {
    const reference = freshReference()
    await pay(reference)
    const page = await shop.newPage()
    await openEvents(page, `/events?q=${encodeURIComponent(reference)}`)
    await arrives(page, reference, 'PAYMENT_CREATED')
    for (const key of ['j', 'j', 'ArrowDown', 'k', 'Enter']) await page.keyboard.press(key)
    await page.getByRole('heading', { name: 'Authorized' }).waitFor()
    await page.keyboard.press('j')
    await page.getByRole('heading', { name: 'Attempt ended' }).waitFor()
    expect(new URL(page.url()).pathname).toMatch(/^\/events\/evt_\w+_3$/)
    await page.keyboard.press('Escape')
    await page.getByRole('heading', { name: 'Attempt ended' }).waitFor({ state: 'hidden' })
    await page.keyboard.press('/')
    await page.keyboard.press('Control+A')
    await page.keyboard.type('no such order')
    await page.getByRole('heading', { name: 'No event matches' }).waitFor()
  })

  it('keeps both keys out of all that it sends to the browser', async () => {
    const page = await shop.newPage()
    const bodies: Promise<string>[] = []
    page.on('response', (response) => {
      if (!response.url().includes('/stream')) bodies.push(response.text().catch(() => ''))
    })
    await openEvents(page)
    await page.locator('tr.event a').first().click()
    await page.locator('.log').waitFor()
    const all = (await Promise.all(bodies)).join('\n')
    expect(all).toContain('evt_')
    expect(all).not.toContain(shop.stack.keys.secretKey)
    expect(all).not.toContain(shop.stack.keys.operatorKey)
  })
})

describe('the shop’s endpoint at Turnpike', () => {
  it('is one, however often the shop starts, moves along with it, and gets a new secret when its own is lost', async () => {
    const graphql = createGraphql(shop.stack.apiOrigin, shop.stack.keys.operatorKey)
    const [here, there] = ['http://127.0.0.1:9/here', 'http://127.0.0.1:9/there']
    const first = await registerReceiver(graphql, here, undefined)
    expect(await registerReceiver(graphql, here, first)).toEqual(first)
    const again = await registerReceiver(graphql, here, undefined)
    expect(again.id).toBe(first.id)
    expect(again.secret).not.toBe(first.secret)
    expect(await registerReceiver(graphql, there, again)).toEqual(again)
    const urls = (await shopEndpoints()).map(({ url }) => url)
    expect(urls.filter((url) => url.includes(':9/'))).toEqual([there])
  })
})

describe.each(['light', 'dark'] as const)('the events page in %s', (colorScheme) => {
  it('has no finding of axe, with an event open too, and scrolls in one direction at 320 px', async () => {
    const reference = freshReference()
    await pay(reference, CARDS.declines)
    const page = await shop.newPage({ colorScheme, bypassCSP: true, reducedMotion: 'reduce' })
    await openEvents(page)
    await arrives(page, reference, 'PAYMENT_DECLINED')
    await page.getByRole('button', { name: 'Trouble' }).click()
    await arrives(page, reference, 'PAYMENT_DECLINED')
    expect(await findings(page)).toEqual([])
    await page.locator('tr.event a').first().click()
    await page.locator('.log').waitFor()
    expect(await findings(page)).toEqual([])
    await page.setViewportSize({ width: 320, height: 640 })
    expect(await findings(page)).toEqual([])
    expect(await widths(page)).toBeLessThanOrEqual(0)
    await page.getByRole('button', { name: 'Close' }).click()
    expect(await findings(page)).toEqual([])
    expect(await widths(page)).toBeLessThanOrEqual(0)
  })
})
