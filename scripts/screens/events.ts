import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { CARDS, type Client, clientOf, eventually, type StackUnderTest } from '../../test/stack/support/client.ts'

/** The pictures of the events page: a shop's morning, with what goes wrong on one. */

interface Screen {
  readonly name: string
  readonly viewport: { readonly width: number; readonly height: number }
  readonly colorScheme: 'light' | 'dark'
  readonly act: (page: Page) => Promise<void>
}

const DESK = { width: 1280, height: 900 }
const PHONE = { width: 390, height: 844 }

const openCaptured = async (page: Page): Promise<void> => {
  await page.locator('tr.event[data-type="CAPTURE_SUCCEEDED"] a').first().click()
  await page.getByRole('button', { name: 'Resend' }).click()
  await page.locator('.tries .good').nth(1).waitFor()
  await page.mouse.move(0, 0)
}

const SCREENS: readonly Screen[] = [
  {
    name: 'events-desk',
    viewport: DESK,
    colorScheme: 'light',
    act: (page) => page.locator('tr.event[data-type="REFUND_CREATED"]').first().hover(),
  },
  { name: 'events-open-desk', viewport: DESK, colorScheme: 'light', act: openCaptured },
  { name: 'events-dark-desk', viewport: DESK, colorScheme: 'dark', act: openCaptured },
  { name: 'events-phone', viewport: PHONE, colorScheme: 'light', act: async () => undefined },
]

/** Long enough for what moves, and for new rows' colour, to have come to rest. */
const REST_MS = 2600

export async function takeEventScreens(
  browser: Browser,
  stack: StackUnderTest & { readonly shopOrigin: string },
  directory: string,
): Promise<void> {
  await sellForAWhile(clientOf(stack))
  for (const { name, viewport, colorScheme, act } of SCREENS) {
    const context = await browser.newContext({ viewport, colorScheme, deviceScaleFactor: 2 })
    const page = await context.newPage()
    await page.goto(`${stack.shopOrigin}/events`)
    await page.locator('#live[data-state="live"]').waitFor()
    await page.locator('tr.event').first().waitFor()
    await act(page)
    await page.waitForTimeout(REST_MS)
    await page.screenshot({ path: join(directory, `${name}.png`) })
    await context.close()
    console.log(`docs/screens/${name}.png`)
  }
}

async function sellForAWhile(client: Client): Promise<void> {
  const order = (number: string, amount: string, more: object = {}) => ({
    reference: `lamp-${number}`,
    description: `${Number(amount) / 89} × Tollhouse lamp`,
    amount: client.euros(amount),
    ...more,
  })
  await client.fault('a', { kind: 'charge_then_reset' })
  await client.pay(CARDS.approves, order('2hqc', '267.00'))
  await client.clearFaults()
  const { payment } = await client.pay(CARDS.approves, order('2hqf', '445.00'))
  await client.mutate('refundPayment', {
    paymentId: payment.id,
    idempotencyKey: 'screens-refund',
    amount: client.euros('89.00'),
  })
  await client.pay(CARDS.insufficientFunds, order('2hqk', '89.00'))
  const disputed = await client.pay(CARDS.disputed, order('2hqm', '178.00'))
  const disputesOf = async () => (await client.read(disputed.payment.id)).disputes.nodes
  await eventually(disputesOf, ({ length }) => length > 0)
}
