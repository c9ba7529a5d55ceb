import { expect, test } from 'vitest'
import { ACCESSES, accessesOf, PAYMENTS, salesOf, type Told } from '../../bench/shared/told.ts'
import type { Announcement } from '../../src/activity/contract.ts'
import { isPaymentId } from '../../src/ids/ids.ts'
import { fromJson } from '../../src/money/json.ts'
import type { CardAccess } from '../../src/vault/contract.ts'

const owner = { merchantId: 'mer_1', mode: 'TEST' } as const
const announcement = (seq: number): Announcement => ({
  ...owner,
  paymentId: 'pay_1',
  currency: 'EUR',
  events: [{ seq, occurredAtMs: 1, type: 'PAYMENT_CANCELED', reason: 'REQUESTED' } as never],
})
const told: Told = { owner, announcements: [announcement(1), announcement(2)], eventCharacters: 100 }

test('each sale of each round is a payment of its own, whose announcements stay together and in order', () => {
  const sales = [0, 1].flatMap((round) =>
    salesOf(told, round).flatMap((batch) => fromJson<readonly (readonly Announcement[])[]>(batch)),
  )
  const ids = sales.flatMap((sale) => [...new Set(sale.map(({ paymentId }) => paymentId))])
  expect(ids.length).toBe(2 * PAYMENTS)
  expect(new Set(ids).size).toBe(2 * PAYMENTS)
  expect(ids.every(isPaymentId)).toBe(true)
  expect(sales.every((sale) => sale.map(({ events }) => events[0]?.seq).join() === '1,2')).toBe(true)
})

test('accesses are numbered on from round to round, two for each card', () => {
  const accesses = [0, 1].flatMap((round) =>
    accessesOf(told, round).flatMap((batch) => (JSON.parse(batch) as { accesses: readonly CardAccess[] }).accesses),
  )
  expect(accesses.map(({ number }) => number)).toEqual(Array.from(accesses, (_, index) => index + 1))
  expect(new Set(accesses.map(({ tokenId }) => tokenId)).size * ACCESSES).toBe(accesses.length)
  expect(accesses.slice(0, ACCESSES).map(({ action }) => action)).toEqual(['card.tokenize', 'card.forward'])
})
