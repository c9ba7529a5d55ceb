import type { FrameLocator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { eventually } from '../stack/support/client.ts'
import { challengeIn, pressPay, resultOf, runningCheckout, typeCard } from './support/checkout.ts'

const { running, open } = runningCheckout()

const FRICTIONLESS = '4000000000003055'
const DEVICE_THEN_CHALLENGE = '4000000000003139'
const SILENT_DEVICE = '4000000000003147'
const DECOUPLED = '4000000000003154'
const SOFT_DECLINE = '4000000000003170'
const SILENT_CHALLENGE = '4000000000003188'

/** What the pages refuse to load or to send, which nobody would see otherwise. */
const troubles: string[] = []
const listening = async (page: Page) => {
  page.on('console', (message) => {
    if (/Content.Security.Policy/i.test(message.text())) troubles.push(message.text())
  })
}

async function paying(card: string, address: Readonly<Record<string, string>> = {}) {
  const checkout = await open({ address, prepare: listening })
  await typeCard(checkout.frame, card)
  await pressPay(checkout.page)
  return checkout
}

/** The issuer's question, within our page, within the modal. */
const bankIn = (frame: FrameLocator): FrameLocator => challengeIn(frame).frameLocator('iframe[name="challenge"]')
const approve = (bank: Page | FrameLocator) => bank.getByRole('button', { name: 'Approve' }).click()
const boxOf = (frame: FrameLocator) => frame.locator('#challenge-box')

test('frictionless: pays without a word of the bank, and the shop sees who bears the loss', async () => {
  const { page, frame, paymentId } = await paying(FRICTIONLESS)
  expect(await resultOf(page)).toBe('paid: CAPTURED')
  expect(await boxOf(frame).isVisible()).toBe(false)
  const query = `query ($id: ID!) { payment(id: $id) { attempts { authentication {
    transactionStatus flow version eci challenge exemptionRequested liabilityShifted } } } }`
  const { data } = (await running.client.graphql(query, { id: paymentId })) as { data: { payment: unknown } }
  expect(data.payment).toEqual({
    attempts: [
      {
        authentication: {
          transactionStatus: 'Y',
          flow: 'FRICTIONLESS',
          version: '2.2.0',
          eci: '05',
          challenge: 'AUTOMATIC',
          exemptionRequested: null,
          liabilityShifted: true,
        },
      },
    ],
  })
})

test('the device step is not seen, the challenge is, and both pay once', async () => {
  const { page, frame, paymentId } = await paying(DEVICE_THEN_CHALLENGE)
  await bankIn(frame).getByText('89.00 EUR').waitFor()
  expect(await running.client.events(paymentId)).toMatchObject({ length: 5 })
  await approve(bankIn(frame))
  expect(await resultOf(page)).toBe('paid: CAPTURED')
  expect(await boxOf(frame).isVisible()).toBe(false)
  expect(await running.client.standing(paymentId)).toHaveLength(1)
})

test('what issuer and shopper leave undone ends by itself: the device step in ten seconds, a challenge in its time; what is answered on another device is paid meanwhile', async () => {
  const device = await paying(SILENT_DEVICE)
  const challenge = await paying(SILENT_CHALLENGE)
  await boxOf(challenge.frame).waitFor()
  const decoupled = await paying(DECOUPLED)
  await challengeIn(decoupled.frame).getByText('Confirm in your bank’s app').waitFor()
  expect(await resultOf(decoupled.page)).toBe('paid: CAPTURED')
  expect(await resultOf(device.page)).toBe('paid: CAPTURED')
  expect(await boxOf(device.frame).isVisible()).toBe(false)
  expect(await resultOf(challenge.page)).toBe('error: challenge_abandoned')
  expect(await boxOf(challenge.frame).isVisible()).toBe(false)
  await challenge.frame.getByLabel('Card number').waitFor()
  expect(await running.client.standing(challenge.paymentId)).toEqual([])
})

test('a shopper who closes the challenge may go on with it, and pays once', async () => {
  const { page, frame, paymentId } = await paying(DEVICE_THEN_CHALLENGE)
  await bankIn(frame).getByRole('button', { name: 'Approve' }).waitFor()
  await frame.getByRole('button', { name: 'Cancel' }).click()
  expect(await resultOf(page)).toBe('error: challenge_dismissed')
  expect((await running.client.read(paymentId)).status).toBe('REQUIRES_ACTION')
  await pressPay(page)
  await approve(bankIn(frame))
  await eventually(
    () => running.client.read(paymentId),
    ({ status }) => status === 'CAPTURED',
  )
  expect(await running.client.standing(paymentId)).toHaveLength(1)
})

test('in the whole page, through the device step and the challenge, back to the shop', async () => {
  const returnUrl = `${running.stack.shopOrigin}/returned`
  const { page, paymentId } = await paying(DEVICE_THEN_CHALLENGE, { redirect: 'always', returnUrl })
  await approve(page.frameLocator('iframe[name="challenge"]'))
  await page.waitForURL(`${returnUrl}?payment=${paymentId}`)
  expect((await running.client.read(paymentId)).status).toBe('CAPTURED')
  expect(await running.client.standing(paymentId)).toHaveLength(1)
})

test('the challenge has the size that the issuer was told of, each of the five', async () => {
  const wanted = { '01': [250, 400], '02': [390, 400], '03': [500, 600], '04': [600, 400], '05': [1248, 807] }
  for (const [challengeWindowSize, [width, height]] of Object.entries(wanted)) {
    const { clientSecret } = await running.client.create({ amount: { amount: '89.00', currency: 'EUR' } })
    const paymentId = clientSecret.split('_secret_')[0] ?? ''
    const token = await running.client.tokenize(SOFT_DECLINE)
    await running.client.mutate('confirmPayment', {
      paymentId,
      paymentMethod: { token },
      browser: { challengeWindowSize },
    })
    const { page, frame } = await open({
      clientSecret,
      prepare: listening,
      context: { viewport: { width: 1280, height: 900 } },
    })
    await pressPay(page)
    const question = challengeIn(frame).locator('iframe[name="challenge"]')
    await bankIn(frame).getByRole('button', { name: 'Approve' }).waitFor()
    const box = await question.boundingBox()
    expect([challengeWindowSize, box?.width, box?.height]).toEqual([challengeWindowSize, width, height])
    await page.close()
  }
})

test('no page of these was refused anything by its own policy', () => {
  expect(troubles).toEqual([])
})
