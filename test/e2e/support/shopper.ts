import type { FrameLocator, Locator, Page } from 'playwright-core'

/** What a person does in the demo shop, by the names that the person sees. */

export interface Card {
  readonly number: string
  readonly expiry?: string
  readonly cvc?: string
  readonly name?: string
}

export const fieldsOf = (page: Page): FrameLocator => page.frameLocator('#checkout iframe')

/** The bank's page, where it is shown in place: a frame within the card's frame. */
export const challengeIn = (page: Page): FrameLocator => fieldsOf(page).frameLocator('#challenge iframe')

export const button = (page: Page, name: string): Locator => page.getByRole('button', { name, exact: true })

/** Opens the shop by its printed link and waits until it takes a card. Answers the address of the order. */
export async function openShop(page: Page, origin: string): Promise<string> {
  await page.goto(origin)
  await page.waitForURL(/\/orders\/[\w-]+$/)
  await fieldsOf(page).getByLabel('Card number').waitFor()
  await button(page, 'Pay').and(page.locator(':enabled')).waitFor()
  return page.url()
}

export async function fillCard(page: Page, card: Card): Promise<void> {
  const fields = fieldsOf(page)
  await fields.getByLabel('Card number').fill(card.number)
  await fields.getByLabel('Expiry').fill(card.expiry ?? '12 / 30')
  await fields.getByLabel('CVC').fill(card.cvc ?? '123')
  await fields.getByLabel('Name on card').fill(card.name ?? 'Ada Lovelace')
}

export async function payWith(page: Page, card: Card): Promise<void> {
  await fillCard(page, card)
  await button(page, 'Pay').click()
}

export const statusIs = (page: Page, status: string): Promise<void> =>
  page.locator(`#status[data-status="${status}"]`).waitFor()

/** The timeline as it stands: one word for each event. */
export const timelineOf = (page: Page): Promise<(string | null)[]> =>
  page.locator('#timeline li').evaluateAll((items) => items.map((item) => item.getAttribute('data-type')))

export const eventArrives = (page: Page, type: string): Promise<void> =>
  page.locator(`#timeline li[data-type="${type}"]`).first().waitFor()

/** What stands in one acquirer's book on the page. */
export const bookOf = (page: Page, acquirer: 'a' | 'b'): Locator =>
  page.locator('.book', { has: page.getByLabel(`Acquirer ${acquirer}`) })

/** The widget's own last word. */
export const saysComplete = (page: Page): Promise<void> =>
  fieldsOf(page).getByRole('heading', { name: 'Payment complete' }).waitFor()
