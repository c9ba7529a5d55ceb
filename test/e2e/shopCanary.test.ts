import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { runningShop } from './support/shop.ts'
import { openShop, payWith, saysComplete, statusIs } from './support/shopper.ts'

const shop = runningShop({ shopWebhooks: true })

/** Numbers that nobody else uses: each approves, and each is its own kind of digits in a file. */
const CANARIES = [
  { number: '4917610000987651', cvc: '739' },
  { number: '378734490009188', cvc: '8462' },
] as const

/** Events, archive and read model are written a moment after the payment. */
const SETTLED_MS = 4_000

function filesUnder(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => statSync(path).size > 0)
}

/** The ways in which digits are written down: plain, spaced, as UTF-16, and in base64 at each of its three offsets. */
function spellings(text: string): readonly Buffer[] {
  const spaced = text.replace(
    text.length === 15 ? /^(\d{4})(\d{6})/ : /(\d{4})(?=\d)/g,
    text.length === 15 ? '$1 $2 ' : '$1 ',
  )
  const base64 = [0, 1, 2].map((offset) => {
    const encoded = Buffer.from('\0'.repeat(offset) + text).toString('base64')
    // The ends share their characters with what stands before and after.
    return Buffer.from(encoded.slice(offset === 0 ? 0 : offset + 1, -4))
  })
  return [
    Buffer.from(text),
    Buffer.from(spaced),
    Buffer.from(text, 'utf16le'),
    Buffer.from(text).toString('hex'),
    ...base64,
  ].map((one) => Buffer.from(one))
}

it('I7 leaves no byte of a card number or CVC in anything that the stack keeps or says', async () => {
  for (const canary of CANARIES) {
    const page = await shop.newPage()
    await openShop(page, shop.stack.shopOrigin)
    await payWith(page, { ...canary, name: 'Canary Bird' })
    await statusIs(page, 'CAPTURED')
    await saysComplete(page)
  }
  await wait(SETTLED_MS)

  const { stateDirectory } = shop.stack
  const files = filesUnder(stateDirectory).map((path) => [relative(stateDirectory, path), readFileSync(path)] as const)
  const kept = (part: string) => files.filter(([path]) => path.startsWith(part))
  // The search would prove nothing where it has nothing to search.
  for (const part of ['do/', 'postgres/', 'r2/', 'logs/', 'shop/']) expect(kept(part).length, part).toBeGreaterThan(0)
  expect(files.some(([path, bytes]) => path.startsWith('do/') && bytes.includes('pay_'))).toBe(true)

  const said = ['what the launcher said', Buffer.from(shop.stack.output())] as const
  // The acquirers' own books are theirs; all else is ours.
  const ours = [said, ...files.filter(([path]) => !path.startsWith('sandbox/'))]
  const found = CANARIES.flatMap(({ number, cvc }) => [
    ...ours.filter(([, bytes]) => spellings(number).some((spelling) => bytes.includes(spelling))).map(([path]) => path),
    // Three digits alone are everywhere by chance; beside their own name they are not.
    ...ours
      .filter(([, bytes]) => new RegExp(`c(?:vc|vv|sc)\\W{0,8}${cvc}`, 'i').test(bytes.toString('latin1')))
      .map(([path]) => path),
  ])
  expect(found).toEqual([])
})
