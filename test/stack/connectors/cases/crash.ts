import { expect } from 'vitest'
import { eventually } from '../../support/client.ts'
import type { Lane } from '../lane.ts'

/** What the contract promises after a restart. */
const RESOLVED_WITHIN_MS = 60_000
const MANUAL = { captureMethod: 'MANUAL' }

export type Interrupted = Awaited<ReturnType<typeof interrupted>>

/** A sale, a capture, a void and a refund that the gateway has carried out, while we are still waiting for its answers. */
export async function interrupted(lane: Lane) {
  const { double, create, confirm, pay, captured, act, booked, operator, accountId } = lane
  // Nobody is to find anything out before everything is killed.
  await operator().updateGateway({ id: accountId, timeoutMs: null })
  const hold = async () => (await pay(undefined, MANUAL)).payment.id
  const ids = {
    sale: (await create()).payment.id,
    capture: await hold(),
    void: await hold(),
    refund: (await captured()).id,
  }
  const inBook = (id: string, holds: (charge: Awaited<ReturnType<typeof booked>>[number]) => boolean) =>
    eventually(
      () => booked(id),
      ([charge]) => charge !== undefined && holds(charge),
    )
  await double.fault({ kind: 'hang_after', on: 'authorize', times: 1 })
  await confirm(ids.sale)
  await inBook(ids.sale, ({ status }) => status === 'captured')
  await double.fault({ kind: 'hang_after', on: 'capture', times: 1 })
  act('capturePayment', ids.capture, '4.00').catch(() => undefined)
  await inBook(ids.capture, ({ capturedMinor }) => capturedMinor === 400n)
  await double.fault({ kind: 'hang_after', on: 'void', times: 1 })
  act('cancelPayment', ids.void).catch(() => undefined)
  await inBook(ids.void, ({ status }) => status === 'released')
  await double.fault({ kind: 'hang_after', on: 'refund', times: 1 })
  act('refundPayment', ids.refund, '3.00').catch(() => undefined)
  await inBook(ids.refund, ({ refundedMinor }) => refundedMinor === 300n)
  return { lane, ids }
}

/** Each was carried through once. */
export async function expectCarriedThrough({ lane, ids }: Interrupted): Promise<void> {
  const { settled, foundOut, booked, client } = lane
  await foundOut(ids.sale, RESOLVED_WITHIN_MS)
  await settled(ids.capture, ({ amountCaptured }) => amountCaptured.amount === '4.00', RESOLVED_WITHIN_MS)
  await settled(ids.void, ({ status }) => status === 'CANCELED', RESOLVED_WITHIN_MS)
  await settled(ids.refund, ({ amountRefunded }) => amountRefunded.amount === '3.00', RESOLVED_WITHIN_MS)
  expect(await booked(ids.capture)).toMatchObject([{ status: 'captured', capturedMinor: 400n, refundedMinor: 0n }])
  expect(await booked(ids.void)).toMatchObject([{ status: 'released', capturedMinor: 0n }])
  expect(await booked(ids.refund)).toMatchObject([{ status: 'captured', capturedMinor: 1000n, refundedMinor: 300n }])
  for (const id of Object.values(ids)) expect(await client().charges('b', id)).toEqual([])
}
