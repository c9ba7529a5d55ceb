import { setTimeout as wait } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { type Kept, keptIn, leaksIn } from '../stack/support/canary.ts'
import { asker, misplace, PATHS, takePaths } from './support/canaryPaths.ts'
import { runningShop } from './support/shop.ts'
import { openShop, payWith, saysComplete, statusIs } from './support/shopper.ts'

const shop = runningShop({ shopWebhooks: true })

/** Numbers that nobody else uses: each approves, and each is its own kind of digits in a file. */
const IN_THE_BROWSER = [
  { number: '4917610000987651', cvc: '739' },
  { number: '378734490009188', cvc: '8462' },
] as const

/** Events, archive, webhooks, audit log and read model are written a moment after the payment. */
const SETTLED_MS = 4_000

it('I7 HC leaves no byte of a card number or CVC in anything that the stack keeps or says, on any path', async () => {
  for (const canary of IN_THE_BROWSER) {
    const page = await shop.newPage()
    await openShop(page, shop.stack.shopOrigin)
    await payWith(page, { ...canary, name: 'Canary Bird' })
    await statusIs(page, 'CAPTURED')
    await saysComplete(page)
  }
  const asking = asker()
  // Each path was really taken, or nothing would be proved of it.
  expect(await takePaths(asking, shop)).toEqual({
    declined: 'REQUIRES_PAYMENT_METHOD',
    challenged: 'REQUIRES_ACTION',
    walletPaid: 'CAPTURED',
    failedOver: 'CAPTURED',
    failedOverTo: 'b',
  })
  await misplace(asking, shop)
  await wait(SETTLED_MS)

  const { stateDirectory } = shop.stack
  const files = keptIn(stateDirectory)
  const kept = (part: string) => files.filter(([path]) => path.startsWith(part))
  // The search would prove nothing where it has nothing to search.
  for (const part of ['do/', 'postgres/', 'r2/', 'logs/', 'shop/', 'sandbox/']) {
    expect(kept(part).length, part).toBeGreaterThan(0)
  }
  expect(files.some(([path, bytes]) => path.startsWith('do/') && bytes.includes('pay_'))).toBe(true)

  const canaries = [...IN_THE_BROWSER, ...Object.values(PATHS)]
  const said: Kept = ['what the launcher said', Buffer.from(shop.stack.output())]
  // The acquirers' own books are theirs, and code has the published test cards in it; all else is ours.
  const isKept = ([path]: Kept) => !path.startsWith('sandbox/') && !path.startsWith('bundles/')
  const ours = [said, ...asking.answers(), ...files.filter(isKept)]
  expect(leaksIn(ours, canaries)).toEqual([])
})

it('I7 finds a canary in every spelling that it looks for', () => {
  const [canary] = IN_THE_BROWSER
  const { number, cvc } = canary
  const found = (text: string | Buffer) => leaksIn([['planted', Buffer.from(text)]], [canary])
  const planted = [
    number,
    '4917 6100 0098 7651',
    '4917-6100-0098-7651',
    Buffer.from(number, 'utf16le'),
    Buffer.from(number).toString('hex'),
    ...[0, 1, 2].map((offset) => Buffer.from(`${'{"n'.slice(0, offset)}${number}"}`).toString('base64')),
    `"cvc":"${cvc}"`,
    `securityCode=${cvc}`,
  ]
  for (const text of planted) expect([text, found(text).length]).toEqual([text, 1])
  expect(found(`card 4917 6100 0098 7652, ${cvc}`)).toEqual([])
})
