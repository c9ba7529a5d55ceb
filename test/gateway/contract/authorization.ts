import { expect, it } from 'vitest'
import { isSoftDecline } from '../../../src/failure/failure.ts'
import { EXEMPTIONS } from '../../../src/gateway/threeDS.ts'
import { childId } from '../../../src/ids/ids.ts'
import type { Fault } from './double.ts'
import { approveThere, type Bench, known, newAttempt, paid, pay, resolve, standing, standingOf } from './steps.ts'

/** What the gateway says about an attempt, believed as far as it goes. */
export function authorizationCases(bench: () => Bench): void {
  it('approves, with the facts that the core compares', async () => {
    const request = newAttempt(bench())
    const outcome = await pay(bench(), request)
    expect(outcome).toMatchObject({
      kind: 'approved',
      reference: request.paymentId,
      amountMinor: 1000n,
      currency: request.currency,
      capturedMinor: request.capture ? 1000n : 0n,
    })
    const charges = await bench().double.charges(request.paymentId)
    expect(charges).toHaveLength(1)
    expect(charges[0]).toMatchObject({ amountMinor: 1000n, currency: request.currency })
    expect([undefined, request.attemptId]).toContain(charges[0]?.attemptId)
  })

  it('holds without taking where the capture is to follow', async () => {
    const request = newAttempt(bench(), { capture: false })
    const { outcome } = await paid(bench(), request)
    expect(outcome.capturedMinor).toBe(0n)
    expect(await standingOf(bench(), request.paymentId)).toMatchObject([{ status: 'held', capturedMinor: 0n }])
  })

  it('declines, and nothing is charged', async () => {
    const { subject, double, sendCard } = bench()
    const request = newAttempt(bench())
    if (subject.cards.declined === undefined) await double.fault({ kind: 'declined', on: 'authorize' })
    const outcome = await pay(bench(), request, sendCard(subject.cards.declined))
    expect(outcome).toMatchObject({ kind: 'declined' })
    expect(await standingOf(bench(), request.paymentId)).toEqual([])
    expect(await subject.gateway.query(bench().send, known(request, outcome))).toMatchObject({
      kind: subject.gateway.resolveAuthorization.includes('query') ? 'declined' : expect.any(String),
    })
  })

  it('sends the shopper to the challenge, and is approved or declined after it', async () => {
    const { subject, double, sendCard } = bench()
    if (subject.method === 'card' && subject.cards.challenged === undefined) return
    const approved = newAttempt(bench())
    const challenged = await subject.gateway.authorize(sendCard(subject.cards.challenged), approved)
    expect(challenged).toMatchObject({ kind: 'action_required', action: { url: expect.stringMatching(/^https?:/) } })
    expect(await standingOf(bench(), approved.paymentId)).toEqual([])
    const completed = await approveThere(bench(), approved, challenged)
    expect(completed).toMatchObject({ kind: 'approved', reference: approved.paymentId, amountMinor: 1000n })
    expect(await standingOf(bench(), approved.paymentId)).toHaveLength(1)

    const rejected = newAttempt(bench())
    const again = await subject.gateway.authorize(sendCard(subject.cards.challenged), rejected)
    if (again.kind !== 'action_required') throw new Error(`no challenge but ${again.kind}`)
    const returned = await double.answerChallenge(again.action.url, 'reject')
    const end = await subject.gateway.complete(bench().send, known(rejected, again), returned)
    expect(end).toMatchObject({ kind: 'declined' })
    expect(await standingOf(bench(), rejected.paymentId)).toEqual([])
  })

  it('declined for want of authentication, asks the shopper where a challenge is required, and holds nothing meanwhile', async () => {
    const { subject, sendCard } = bench()
    if (subject.cards.softDeclined === undefined) return
    const first = newAttempt(bench())
    const declined = await subject.gateway.authorize(sendCard(subject.cards.softDeclined), first)
    expect(declined).toMatchObject({ kind: 'declined' })
    expect(declined.kind === 'declined' && isSoftDecline(declined.failure)).toBe(true)
    const attemptId = childId('attempt', first.paymentId, 2)
    const second = { ...first, attemptId, threeDS: { challenge: 'REQUIRED' } } as const
    const challenged = await subject.gateway.authorize(sendCard(subject.cards.softDeclined), second)
    expect(challenged.kind).toBe('action_required')
    const ended = await subject.gateway.fence(bench().send, known(second, challenged))
    expect(ended.kind).toBe('unprocessed')
    expect(await standingOf(bench(), first.paymentId)).toEqual([])
  })

  it('takes every exemption that a rule may ask for', async () => {
    for (const exemption of EXEMPTIONS) {
      const request = newAttempt(bench(), { threeDS: { exemption } })
      expect(await pay(bench(), request)).toMatchObject({ kind: 'approved' })
    }
  })

  it('completing a challenge twice charges once', async () => {
    const { subject, sendCard } = bench()
    if (subject.method === 'card' && subject.cards.challenged === undefined) return
    const request = newAttempt(bench())
    const outcome = await subject.gateway.authorize(sendCard(subject.cards.challenged), request)
    if (outcome.kind !== 'action_required') throw new Error(`no challenge but ${outcome.kind}`)
    const returned = await bench().double.answerChallenge(outcome.action.url, 'approve')
    const attempt = known(request, outcome)
    const first = await subject.gateway.complete(bench().send, attempt, returned)
    const second = await subject.gateway.complete(bench().send, attempt, returned)
    expect([first.kind, second.kind]).toEqual(['approved', 'approved'])
    expect(await standingOf(bench(), request.paymentId)).toHaveLength(1)
  })

  it('a duplicate at the same moment, under the gateway’s own idempotency, is one charge', async () => {
    const request = newAttempt(bench())
    const outcomes = await Promise.all([pay(bench(), request), pay(bench(), request)])
    for (const outcome of outcomes) expect(['approved', 'unknown']).toContain(outcome.kind)
    expect(await standingOf(bench(), request.paymentId)).toHaveLength(1)
  })

  const mismatches = ['wrong_amount', 'wrong_currency', 'wrong_reference'] as const
  it.each(mismatches)('GW7 hands on the facts as they are: %s', async (kind) => {
    if (!(await hasFault({ kind, on: 'authorize' }))) return
    const request = newAttempt(bench())
    const outcome = await pay(bench(), request)
    if (outcome.kind !== 'approved') throw new Error(`not approved but ${outcome.kind}`)
    const { amountMinor, currency, reference } = outcome
    const asked = { amountMinor: 1000n, currency: request.currency, reference: request.paymentId }
    expect({ amountMinor, currency, reference }).not.toEqual(asked)
    await bench().double.fault(undefined)
    // What the core then does: the money goes back.
    const attempt = { ...known(request, outcome), amountMinor, currency }
    const { gateway } = bench().subject
    const back =
      outcome.capturedMinor > 0n
        ? await gateway.refund(bench().send, {
            ...attempt,
            refundId: `${request.attemptId}_return`,
            refundAmountMinor: outcome.capturedMinor,
          })
        : await gateway.void(bench().send, attempt)
    expect(['approved', 'pending']).toContain(back.kind)
    expect(standing(await bench().double.charges(request.paymentId))).toEqual([])
  })

  it('GW14 an unknown status is unknown and is found out; an unknown field is not looked at', async () => {
    if (await hasFault({ kind: 'unknown_status', on: 'authorize', times: 1 })) {
      const request = newAttempt(bench())
      expect(await pay(bench(), request)).toMatchObject({ kind: 'unknown' })
      const outcome = await resolve(bench(), request)
      const charges = await standingOf(bench(), request.paymentId)
      expect(charges).toHaveLength(outcome.kind === 'approved' ? 1 : 0)
      expect(['approved', 'unprocessed', 'declined']).toContain(outcome.kind)
    }
    if (await hasFault({ kind: 'unknown_field', on: 'any' })) {
      expect(await pay(bench(), newAttempt(bench()))).toMatchObject({ kind: 'approved' })
    }
  })

  it('GW15 refused access proves that nothing was processed, and says nothing about what was before', async () => {
    const { subject, double, send } = bench()
    const before = newAttempt(bench())
    await paid(bench(), before)
    const request = newAttempt(bench())
    await double.fault({ kind: 'access_refused', on: 'any' })
    const outcome = await pay(bench(), request)
    expect(['unprocessed', 'not_sent']).toContain(outcome.kind)
    expect(await bench().double.charges(request.paymentId)).toEqual([])
    expect(['unknown', 'not_found']).toContain((await subject.gateway.query(send, known(before, {}))).kind)
    expect(await subject.gateway.fence(send, known(before, {}))).toMatchObject({ kind: 'unknown' })
    await double.fault(undefined)
    expect(await pay(bench(), newAttempt(bench()))).toMatchObject({ kind: 'approved' })
  })

  it('what the gateway calls unprocessed is unprocessed, and works a moment later', async () => {
    if (!(await hasFault({ kind: 'unprocessed', on: 'authorize', times: 1 }))) return
    const request = newAttempt(bench())
    expect(await pay(bench(), request)).toMatchObject({ kind: 'unprocessed' })
    expect(await standingOf(bench(), request.paymentId)).toEqual([])
    expect(await pay(bench(), newAttempt(bench()))).toMatchObject({ kind: 'approved' })
  })

  /** Sets the fault, unless the subject says why its double cannot make it. */
  async function hasFault(fault: Fault): Promise<boolean> {
    if (bench().subject.without?.[fault.kind] !== undefined) return false
    await bench().double.fault(fault)
    return true
  }
}
