import { expect, it } from 'vitest'
import type { CaptureRequest, RefundRequest } from '../../../src/gateway/gateway.ts'
import type { OperationOutcome } from '../../../src/gateway/outcome.ts'
import { childId } from '../../../src/ids/ids.ts'
import type { FaultKind } from './double.ts'
import { type Bench, eventually, newAttempt, paid, standingOf } from './steps.ts'

const AFTER: readonly FaultKind[] = ['hang_after', 'reset_after', 'error_after', 'half_answer']

/** Accepted is enough for a gateway that decides later and tells by webhook. */
const isAccepted = ({ kind }: OperationOutcome): boolean => kind === 'approved' || kind === 'pending'

/** What is done with a charge: each is safe to send again under its id. */
export function operationCases(bench: () => Bench): void {
  async function held() {
    const request = newAttempt(bench(), { capture: false })
    const { attempt } = await paid(bench(), request)
    return attempt
  }

  /** Money that was taken: by a sale where there is one, else by a hold and its capture. */
  async function taken() {
    const { gateway } = bench().subject
    const request = newAttempt(bench())
    const { attempt, outcome } = await paid(bench(), request)
    if (outcome.capturedMinor === 0n) {
      const capture = captureOf(attempt, 1000n)
      expect(isAccepted(await gateway.capture(bench().send, capture))).toBe(true)
      await eventually(async () => (await bookedOf(attempt.paymentId))?.status === 'captured')
    }
    return attempt
  }

  const captureOf = (attempt: Awaited<ReturnType<typeof held>>, captureAmountMinor: bigint): CaptureRequest => ({
    ...attempt,
    captureId: childId('capture', attempt.paymentId, 1),
    captureAmountMinor,
    final: true,
  })
  const refundOf = (attempt: Awaited<ReturnType<typeof held>>, number: number, amount: bigint): RefundRequest => ({
    ...attempt,
    refundId: childId('refund', attempt.paymentId, number),
    refundAmountMinor: amount,
  })
  const bookedOf = async (paymentId: string) => (await bench().double.charges(paymentId)).at(-1)

  it('captures a part, once however often it is asked', async () => {
    const { gateway } = bench().subject
    const attempt = await held()
    const request = captureOf(attempt, 400n)
    const first = await gateway.capture(bench().send, request)
    const second = await gateway.capture(bench().send, request)
    expect([isAccepted(first), isAccepted(second)]).toEqual([true, true])
    if (first.kind === 'approved') expect(first).toMatchObject({ amountMinor: 400n, currency: attempt.currency })
    expect(await eventually(async () => (await bookedOf(attempt.paymentId))?.capturedMinor === 400n)).toBe(true)
  })

  it('voids a hold, once however often it is asked', async () => {
    const { gateway } = bench().subject
    const attempt = await held()
    expect(isAccepted(await gateway.void(bench().send, attempt))).toBe(true)
    expect(isAccepted(await gateway.void(bench().send, attempt))).toBe(true)
    expect(await eventually(async () => (await bookedOf(attempt.paymentId))?.status === 'released')).toBe(true)
  })

  it('does not capture what was voided', async () => {
    const { gateway } = bench().subject
    const attempt = await held()
    await gateway.void(bench().send, attempt)
    await eventually(async () => (await bookedOf(attempt.paymentId))?.status === 'released')
    await gateway.capture(bench().send, captureOf(attempt, 1000n))
    expect(await standingOf(bench(), attempt.paymentId)).toEqual([])
  })

  it('refunds parts, each once however often it is asked', async () => {
    const { gateway } = bench().subject
    const attempt = await taken()
    for (const request of [refundOf(attempt, 1, 300n), refundOf(attempt, 1, 300n), refundOf(attempt, 2, 200n)]) {
      const outcome = await gateway.refund(bench().send, request)
      expect(
        isAccepted(outcome),
        JSON.stringify(outcome, (_, v) => (typeof v === 'bigint' ? String(v) : v)),
      ).toBe(true)
    }
    expect(await eventually(async () => (await bookedOf(attempt.paymentId))?.refundedMinor === 500n)).toBe(true)
  })

  it('does not refund more than was taken', async () => {
    const { gateway } = bench().subject
    const attempt = await taken()
    await gateway.refund(bench().send, refundOf(attempt, 1, 800n))
    await gateway.refund(bench().send, refundOf(attempt, 2, 800n))
    expect(await eventually(async () => (await bookedOf(attempt.paymentId))?.refundedMinor === 800n)).toBe(true)
  })

  it.each(AFTER)('a capture whose answer is lost (%s) is sent again and is one', async (kind) => {
    const { gateway, without } = { ...bench().subject }
    if (without?.[kind] !== undefined) return
    const attempt = await held()
    const request = captureOf(attempt, 400n)
    await bench().double.fault({ kind, on: 'capture', times: 1 })
    expect(await gateway.capture(bench().send, request)).toMatchObject({ kind: 'unknown' })
    expect(isAccepted(await gateway.capture(bench().send, request))).toBe(true)
    expect(await eventually(async () => (await bookedOf(attempt.paymentId))?.capturedMinor === 400n)).toBe(true)
  })

  it.each(AFTER)('a refund whose answer is lost (%s) is sent again and is one', async (kind) => {
    const { gateway, without } = { ...bench().subject }
    if (without?.[kind] !== undefined) return
    const attempt = await taken()
    const request = refundOf(attempt, 1, 300n)
    await bench().double.fault({ kind, on: 'refund', times: 1 })
    expect(await gateway.refund(bench().send, request)).toMatchObject({ kind: 'unknown' })
    expect(isAccepted(await gateway.refund(bench().send, request))).toBe(true)
    expect(await eventually(async () => (await bookedOf(attempt.paymentId))?.refundedMinor === 300n)).toBe(true)
  })

  it.each(AFTER)('a void whose answer is lost (%s) is sent again', async (kind) => {
    const { gateway, without } = { ...bench().subject }
    if (without?.[kind] !== undefined) return
    const attempt = await held()
    await bench().double.fault({ kind, on: 'void', times: 1 })
    expect(await gateway.void(bench().send, attempt)).toMatchObject({ kind: 'unknown' })
    expect(isAccepted(await gateway.void(bench().send, attempt))).toBe(true)
    expect(await eventually(async () => (await bookedOf(attempt.paymentId))?.status === 'released')).toBe(true)
  })

  it('a probe tells whether the gateway answers and lets us in', async () => {
    const { subject, double, send } = bench()
    expect(await subject.gateway.probe(send)).toBe('up')
    await double.fault({ kind: 'access_refused', on: 'any' })
    expect(await subject.gateway.probe(send)).toBe('down')
    await double.fault(undefined)
    await double.close()
    expect(await subject.gateway.probe(send)).toBe('down')
  })
}
