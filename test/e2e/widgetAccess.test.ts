import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { CARDS, eventually } from '../stack/support/client.ts'
import { findingsOf } from './support/axe.ts'
import { challengeIn, pressPay, resultOf, runningCheckout, typeCard, walletsAreThere } from './support/checkout.ts'

const { open } = runningCheckout()

describe('axe has no findings', () => {
  test.each(['default', 'dark'])('in the %s theme, empty, with problems, declined and paid', async (theme) => {
    const { page, frame } = await open({ address: { theme, appearance: JSON.stringify({ theme }) } })
    await frame.getByText('€89.00').waitFor()
    expect(await findingsOf(page)).toEqual([])
    await pressPay(page)
    await frame.getByText('Enter your card number.').first().waitFor()
    await page.waitForTimeout(400)
    expect(await findingsOf(page)).toEqual([])
    await typeCard(frame, CARDS.declines)
    await pressPay(page)
    await frame.getByRole('alert').filter({ hasText: 'declined' }).waitFor()
    await page.waitForTimeout(400)
    expect(await findingsOf(page)).toEqual([])
    await frame.getByLabel('Card number').fill(CARDS.approves)
    await pressPay(page)
    await frame.getByText('Payment complete').waitFor()
    await page.waitForTimeout(600)
    expect(await findingsOf(page)).toEqual([])
  })

  test('from right to left, with floating labels, a choice of networks and the list of test cards', async () => {
    const { page, frame } = await open({
      address: { locale: 'ar', dir: 'rtl', appearance: JSON.stringify({ theme: 'flat', labels: 'floating' }) },
    })
    const number = frame.getByLabel('رقم البطاقة')
    await number.fill('4000002500001001')
    await frame.getByRole('radio', { name: 'Cartes Bancaires' }).check()
    expect(await findingsOf(page)).toEqual([])
    expect(await number.evaluate((input) => getComputedStyle(input).direction)).toBe('ltr')
    await frame.locator('#test-mode').click()
    await page.waitForTimeout(400)
    expect(await findingsOf(page)).toEqual([])
    await frame.getByRole('button', { name: '4000 0000 0000 9995' }).click()
    await pressPay(page)
    await frame.getByRole('alert').filter({ hasText: 'رصيد بطاقتك غير كافٍ.' }).waitFor()
    expect(await findingsOf(page)).toEqual([])
  })

  test('while a challenge is shown', async () => {
    const { page, frame } = await open()
    await typeCard(frame, CARDS.challenge)
    await pressPay(page)
    await challengeIn(frame).getByRole('button', { name: 'Approve' }).waitFor()
    await page.waitForTimeout(600)
    expect(await findingsOf(page)).toEqual([])
  })
})

test('a keyboard alone pays, through a challenge too', async () => {
  const { page, frame } = await open()
  await frame.getByText('€89.00').waitFor()
  await walletsAreThere(frame)
  await page.keyboard.press('Tab')
  for (const text of [CARDS.challenge, '1230', '123', 'Ada Lovelace']) {
    await page.keyboard.type(text)
    await page.keyboard.press('Tab')
  }
  expect(await page.evaluate('document.activeElement.id')).toBe('pay')
  await page.keyboard.press('Enter')
  await challengeIn(frame).getByRole('button', { name: 'Approve' }).waitFor()
  const box = frame.getByRole('dialog', { name: 'Confirm with your bank' }).locator('#challenge-box')
  expect(await box.evaluate((one) => one.ownerDocument.activeElement === one)).toBe(true)
  // The close button, Reject, Approve.
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  expect(await resultOf(page)).toBe('paid: CAPTURED')
})

test('the arrow key in the empty number offers test cards, and Enter fills one in', async () => {
  const { page, frame } = await open()
  await frame.getByText('€89.00').waitFor()
  await walletsAreThere(frame)
  await page.keyboard.press('Tab')
  await frame.locator('#test-mode').waitFor()
  await page.keyboard.press('ArrowDown')
  for (let cards = 0; cards < 5; cards += 1) await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  expect(await frame.getByLabel('Card number').inputValue()).toBe('4000 0025 0000 1001')
  await frame.getByRole('radio', { name: 'Cartes Bancaires' }).check()
  await pressPay(page)
  expect(await resultOf(page)).toBe('paid: CAPTURED')
})

test('where the shopper wants no motion and colours of their own, nothing turns and the focus is seen', async () => {
  const { page, frame } = await open({ context: { reducedMotion: 'reduce', forcedColors: 'active' } })
  await frame.getByText('€89.00').waitFor()
  const number = frame.getByLabel('Card number')
  await number.focus()
  const style = (await number.evaluate((input) => {
    const { outlineStyle, transitionDuration } = getComputedStyle(input)
    return [outlineStyle, Math.max(...transitionDuration.split(', ').map(Number.parseFloat)) < 0.001]
  })) as unknown
  expect(style).toEqual(['solid', true])
  await typeCard(frame, CARDS.approves)
  await pressPay(page)
  expect(await resultOf(page)).toBe('paid: CAPTURED')
})

test('Escape closes the challenge, and the keyboard is where it was', async () => {
  const { page, frame } = await open()
  await typeCard(frame, CARDS.challenge)
  await page.getByRole('button', { name: 'Pay' }).press('Enter')
  await challengeIn(frame).getByRole('button', { name: 'Approve' }).waitFor()
  await page.keyboard.press('Escape')
  expect(await resultOf(page)).toBe('error: challenge_dismissed')
  expect(await page.evaluate('document.activeElement.id')).toBe('pay')
})

describe('narrow pages', () => {
  test.each([320, 390])('nothing scrolls sideways at %i px, and inputs do not make a phone zoom', async (width) => {
    const { page, frame } = await open({ context: { viewport: { width, height: 640 } } })
    await frame.getByText('€89.00').waitFor()
    await pressPay(page)
    await frame.getByText('Enter your card number.').first().waitFor()
    const isWide = 'document.documentElement.scrollWidth > document.documentElement.clientWidth'
    expect(await page.evaluate(isWide)).toBe(false)
    const inner = page.frames().find((one) => one.url().includes('/v1/frame'))
    expect(await inner?.evaluate(isWide)).toBe(false)
    expect(await inner?.evaluate('document.documentElement.scrollHeight > innerHeight + 1')).toBe(false)
    const sizes = (await inner?.evaluate(
      "[...document.querySelectorAll('input')].map((input) => parseFloat(getComputedStyle(input).fontSize))",
    )) as number[]
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(16)
  })
})

test('a long amount and a long description stay within a narrow page', async () => {
  const { page, frame } = await open({
    amount: '9999999999.99',
    input: { description: 'Fourhundredandninetynineunbreakablelamps '.repeat(5).trim() },
    context: { viewport: { width: 320, height: 640 } },
  })
  await frame.getByText('€9,999,999,999.99').waitFor()
  const inner = page.frames().find((one) => one.url().includes('/v1/frame'))
  const isWide = 'document.documentElement.scrollWidth > document.documentElement.clientWidth'
  expect(await inner?.evaluate(isWide)).toBe(false)
  expect(await inner?.evaluate("document.querySelector('#description').clientHeight < 70")).toBe(true)
})

test('the page hardly moves when the form comes', async () => {
  const { page, frame } = await open({
    input: { description: 'A lamp' },
    prepare: (page) =>
      page.route('**/graphql', async (route) => {
        await wait(500)
        await route.continue()
      }),
  })
  const heightPx = () =>
    page.locator('#checkout > div').evaluate((place) => Math.round(place.getBoundingClientRect().height))
  const before = await heightPx()
  await frame.getByText('€89.00').waitFor()
  await page.waitForTimeout(200)
  expect(Math.abs((await heightPx()) - before)).toBeLessThanOrEqual(24)
})

test('the browser’s own autofill fills all four fields, and they pay', async () => {
  const { page, frame } = await open()
  await frame.getByText('€89.00').waitFor()
  const session = await page.context().newCDPSession(page)
  const card = { number: CARDS.approves, name: 'Ada Lovelace', expiryMonth: '12', expiryYear: '2030', cvc: '123' }
  await frame.getByLabel('Card number').click()
  await eventually(
    async () => {
      const { root } = (await session.send('DOM.getDocument', { depth: -1, pierce: true })) as { root: DomNode }
      const number = findNode(root, undefined, 'number')
      // The browser looks at a form in its own time; until it has, it does not know the field.
      return (
        number &&
        session.send('Autofill.trigger', { ...number, card }).then(
          () => 'filled',
          (error: Error) => error.message,
        )
      )
    },
    (answer) => answer === 'filled',
  )
  const value = (label: string) => frame.getByLabel(label).inputValue()
  await frame.locator('.mark.shown[data-brand="visa"]').waitFor()
  expect([await value('Card number'), await value('Expiry'), await value('CVC'), await value('Name on card')]).toEqual([
    '4242 4242 4242 4242',
    '12 / 30',
    '123',
    'Ada Lovelace',
  ])
  await pressPay(page)
  expect(await resultOf(page)).toBe('paid: CAPTURED')
})

interface DomNode {
  readonly backendNodeId: number
  /** Of an iframe: the frame within it. */
  readonly frameId?: string
  readonly attributes?: readonly string[]
  readonly children?: readonly DomNode[]
  readonly contentDocument?: DomNode
}

interface Field {
  readonly fieldId: number
  readonly frameId: string | undefined
}

function findNode(node: DomNode, frameId: string | undefined, id: string): Field | undefined {
  const attributes = node.attributes ?? []
  const index = attributes.indexOf('id')
  if (index >= 0 && attributes[index + 1] === id) return { fieldId: node.backendNodeId, frameId }
  for (const child of node.children ?? []) {
    const found = findNode(child, frameId, id)
    if (found !== undefined) return found
  }
  return node.contentDocument && findNode(node.contentDocument, node.frameId, id)
}
