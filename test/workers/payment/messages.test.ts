import { runInDurableObject } from 'cloudflare:test'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { childId } from '../../../src/ids/ids.ts'
import { kill, rowsOf, stateOf } from './rows.ts'
import {
  accepted,
  captured,
  chargesOf,
  clearFaults,
  confirmation,
  created,
  newPayment,
  openAccounts,
  setFault,
  through,
  tokenFor,
  until,
} from './support.ts'
import { disputeMessage, tell } from './told.ts'

beforeAll(openAccounts)
beforeEach(clearFaults)

const NOW_MS = Date.UTC(2026, 10, 21)

describe('a message of a gateway', () => {
  test('HN2 through another merchant’s account finds no payment, writes nothing, and shadows no message of ours', async () => {
    const payment = await captured()
    const before = (await payment.types()).length
    const message = disputeMessage(payment, { id: 'evt_predictable' })
    expect(await payment.service.receive(message, through('b', 'm_other'))).toBe('unknown_payment')
    expect(await payment.types()).toHaveLength(before)
    expect(await payment.service.receive(message, through('a'))).toBe('stored')
    expect(await payment.view()).toMatchObject({ disputes: [{ status: 'NEEDS_RESPONSE' }] })
  })

  test('is told apart by its account: two accounts may number their messages alike', async () => {
    const payment = await captured()
    const message = disputeMessage(payment, { id: 'evt_alike' })
    expect(await payment.service.receive(message, through('b'))).toBe('stored')
    expect(await payment.service.receive(message, through('a'))).toBe('stored')
    expect(await payment.view()).toMatchObject({ disputes: [{ status: 'NEEDS_RESPONSE' }] })
  })

  test('WI1 is one event when it comes a hundred times at once', async () => {
    const payment = await captured()
    const message = disputeMessage(payment, { id: 'evt_same' })
    const receipts = await Promise.all(
      Array.from({ length: 100 }, () => payment.service.receive(message, through('a'))),
    )
    expect(receipts.filter((receipt) => receipt === 'stored')).toHaveLength(1)
    expect(receipts.filter((receipt) => receipt === 'duplicate')).toHaveLength(99)
    expect((await payment.types()).filter((type) => type === 'DISPUTE_OPENED')).toHaveLength(1)
    await kill(payment)
    expect(await payment.service.receive(message, through('a'))).toBe('duplicate')
  })

  const PICTURES = ['NEEDS_RESPONSE', 'UNDER_REVIEW', 'WON'] as const
  test.each(permutations([0, 1, 2]))('WI2 leads to the same end in any order: %i %i %i', async (...order) => {
    const payment = await captured()
    for (const index of order) {
      const status = PICTURES[index] ?? 'WON'
      const message = disputeMessage(payment, { id: `evt_${index}`, status, occurredAtMs: NOW_MS + index * 1_000 })
      expect(await payment.service.receive(message, through('a'))).toBe('stored')
    }
    expect(await payment.view()).toMatchObject({ disputes: [{ status: 'WON' }], amountDisputedMinor: 0n })
  })

  test.each([false, true])(
    'WI3 waits for the attempt it came before, all of them taken once; the object gone meanwhile: %s',
    async (gone) => {
      const payment = await created()
      await setFault('a', gone ? { kind: 'charge_then_hang', times: 1 } : { kind: 'latency', ms: 400, times: 1 })
      const answer = payment.send(confirmation(await tokenFor('4000000000000259'))).catch(() => undefined)
      await until(
        () =>
          runInDurableObject(payment.stub, (_object, { storage }) =>
            storage.sql.exec("SELECT name FROM sqlite_master WHERE name = 'commits'").toArray(),
          ),
        ({ length }) => length === 1,
      )
      await until(
        () => stateOf(payment),
        ({ attempts }) => attempts.length === 1,
      )
      if (gone)
        await until(
          () => chargesOf(payment.id),
          ({ length }) => length === 1,
        )
      for (const [index, status] of PICTURES.entries()) {
        const message = disputeMessage(payment, { id: `evt_${index}`, status, occurredAtMs: NOW_MS + index })
        expect(await payment.service.receive(message, through('a'))).toBe('stored')
        expect(await payment.service.receive(message, through('a'))).toBe('duplicate')
      }
      expect(await payment.types()).not.toContain('DISPUTE_OPENED')
      if (gone) await kill(payment)
      await answer
      await until(payment.view, ({ disputes }) => disputes[0]?.status === 'WON')
      const types = await payment.types()
      expect(types.filter((type) => type === 'DISPUTE_OPENED')).toHaveLength(1)
      expect(types).not.toContain('GATEWAY_MESSAGE_IGNORED')
      expect(types.indexOf('CAPTURE_SUCCEEDED')).toBeLessThan(types.indexOf('DISPUTE_OPENED'))
    },
  )

  test('WI4 for an unknown payment writes nothing', async () => {
    const payment = newPayment()
    expect(await payment.service.receive(disputeMessage(payment), through('a'))).toBe('unknown_payment')
    const tables = await runInDurableObject(payment.stub, (_object, { storage }) =>
      storage.sql.exec("SELECT name FROM sqlite_master WHERE name = 'commits'").toArray(),
    )
    expect(tables).toEqual([])
  })

  test.each([
    ['from another account', (id: string) => ({ account: through('b'), attemptId: childId('attempt', id, 1) })],
    [
      'about another payment’s attempt',
      () => ({ account: through('a'), attemptId: childId('attempt', newPayment().id, 1) }),
    ],
    [
      'about an attempt that does not exist',
      (id: string) => ({ account: through('a'), attemptId: childId('attempt', id, 7) }),
    ],
  ])('HN2 %s changes nothing but the record of it', async (_title, of) => {
    const payment = await captured()
    const before = await payment.view()
    const { account, attemptId } = of(payment.id)
    const message = disputeMessage(payment, { attemptId })
    expect(await payment.service.receive(message, account)).toBe('stored')
    const { seq, updatedAtMs, ...after } = await payment.view()
    expect(after).toEqual((({ seq: _seq, updatedAtMs: _updated, ...rest }) => rest)(before))
    expect(seq).toBe(before.seq + 1)
    expect(updatedAtMs).toBeGreaterThanOrEqual(before.updatedAtMs)
    expect((await payment.types()).at(-1)).toBe('GATEWAY_MESSAGE_IGNORED')
  })

  test('decides an attempt before our own answer is there, and that answer then changes nothing', async () => {
    const payment = await created()
    await setFault('a', { kind: 'charge_then_hang', ms: 700, times: 1 })
    const answer = payment.send(confirmation(await tokenFor()))
    await until(
      () => chargesOf(payment.id),
      ({ length }) => length === 1,
    )
    expect(await tell(payment, { kind: 'approved' })).toBe('stored')
    expect(accepted(await answer).view.status).toBe('CAPTURED')
    const types = await payment.types()
    await new Promise((resolve) => setTimeout(resolve, 900))
    expect(await payment.types()).toEqual(types)
    expect((await rowsOf(payment)).commits.length).toBe(3)
    expect(await chargesOf(payment.id)).toHaveLength(1)
  })
})

function permutations(items: readonly number[]): number[][] {
  if (items.length === 0) return [[]]
  return items.flatMap((first) => permutations(items.filter((item) => item !== first)).map((rest) => [first, ...rest]))
}
