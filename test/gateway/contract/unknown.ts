import { expect, it } from 'vitest'
import type { AuthorizeOutcome } from '../../../src/gateway/outcome.ts'
import type { FaultKind } from './double.ts'
import { type Loss, losing } from './send.ts'
import { type Bench, known, newAttempt, paid, pay, resolve, standingOf } from './steps.ts'

/** More requests than any connector makes to authorize. */
const MOST_REQUESTS = 6

const LOSSES: readonly Loss[] = ['answer_lost', 'request_lost', 'request_late']
const AFTER: readonly (readonly [id: string, kind: FaultKind])[] = [
  ['GW1', 'hang_after'],
  ['GW2', 'error_after'],
  ['GW3', 'reset_after'],
  ['GW4', 'half_answer'],
  ['GW4', 'html_answer'],
  ['GW4', 'endless_answer'],
]

const isCertainlyNothing = ({ kind }: AuthorizeOutcome): boolean =>
  kind === 'unprocessed' || kind === 'not_sent' || kind === 'declined'

/** An unknown attempt is settled by the declared means; the gateway's own book says whether rightly. */
export function unknownCases(bench: () => Bench): void {
  it.each(LOSSES)('every request of an authorization in turn: %s', async (loss) => {
    for (let number = 0; number < MOST_REQUESTS; number += 1) {
      const request = newAttempt(bench())
      const network = losing(bench().sendCard(), number, loss)
      const first = await pay(bench(), request, network.send)
      if (!network.wasHit()) return
      const outcome = first.kind === 'unknown' ? await resolve(bench(), request) : first
      // Whoever is told that nothing happened goes elsewhere at once: it has to stay true when the request arrives late.
      await network.deliver()
      const charges = await standingOf(bench(), request.paymentId)
      const told = `request ${number}: ${first.kind}, then ${outcome.kind}`
      if (outcome.kind === 'approved') expect(charges, told).toHaveLength(1)
      else if (isCertainlyNothing(outcome)) expect(charges, told).toEqual([])
      else expect.fail(told)
    }
  })

  it.each(AFTER)('%s after the charge (%s) the charge is found, and is one', async (_id, kind) => {
    if (bench().subject.without?.[kind] !== undefined) return
    const request = newAttempt(bench())
    await bench().double.fault({ kind, on: 'authorize', times: 1 })
    expect(await pay(bench(), request)).toMatchObject({ kind: 'unknown' })
    const outcome = await resolve(bench(), request)
    const charges = await standingOf(bench(), request.paymentId)
    expect(charges).toHaveLength(outcome.kind === 'approved' ? 1 : 0)
    expect(['approved', 'unprocessed', 'declined']).toContain(outcome.kind)
    if (bench().subject.gateway.resolveAuthorization.includes('query')) expect(outcome.kind).toBe('approved')
  })

  it.each(['hang_before', 'reset_before'] as const)('GW9 before the charge (%s) nothing is charged', async (kind) => {
    const request = newAttempt(bench())
    await bench().double.fault({ kind, on: 'authorize', times: 1 })
    const first = await pay(bench(), request)
    const outcome = first.kind === 'unknown' ? await resolve(bench(), request) : first
    expect(await standingOf(bench(), request.paymentId)).toHaveLength(outcome.kind === 'approved' ? 1 : 0)
    expect(outcome.kind === 'approved' || isCertainlyNothing(outcome)).toBe(true)
  })

  it('an attempt that was fenced before it came is refused when it comes', async () => {
    const { gateway } = bench().subject
    const request = newAttempt(bench())
    const fenced = await gateway.fence(bench().send, known(request, {}))
    const outcome = await pay(bench(), request)
    const charges = await standingOf(bench(), request.paymentId)
    if (fenced.kind === 'unprocessed') {
      expect(charges).toEqual([])
      expect(outcome.kind).not.toBe('approved')
    } else expect(['unknown', 'pending']).toContain(fenced.kind)
  })

  it('fencing twice is fencing', async () => {
    const { gateway } = bench().subject
    const attempt = known(newAttempt(bench()), {})
    const first = await gateway.fence(bench().send, attempt)
    const second = await gateway.fence(bench().send, attempt)
    expect(second.kind).toBe(first.kind)
  })

  it.each([true, false])('a fence leaves what had succeeded as it is (captured: %s)', async (capture) => {
    const { gateway } = bench().subject
    if (!gateway.resolveAuthorization.includes('query')) return
    const request = newAttempt(bench(), { capture: capture && gateway.capabilities.oneCallSale })
    const { outcome } = await paid(bench(), request)
    expect(await gateway.fence(bench().send, known(request, {}))).toMatchObject({
      kind: 'approved',
      gatewayReference: outcome.gatewayReference,
    })
    expect(await standingOf(bench(), request.paymentId)).toHaveLength(1)
  })

  it('a challenge that is fenced can no longer be approved', async () => {
    const { subject, double, sendCard, send } = bench()
    if (subject.method === 'card' && subject.cards.challenged === undefined) return
    const request = newAttempt(bench())
    const outcome = await subject.gateway.authorize(sendCard(subject.cards.challenged), request)
    if (outcome.kind !== 'action_required') throw new Error(`no challenge but ${outcome.kind}`)
    const fenced = await subject.gateway.fence(send, known(request, outcome))
    if (fenced.kind !== 'unprocessed') return
    await double.answerChallenge(outcome.action.url, 'approve').catch(() => undefined)
    expect(await subject.gateway.complete(send, known(request, outcome), {})).not.toMatchObject({ kind: 'approved' })
    expect(await standingOf(bench(), request.paymentId)).toEqual([])
  })
}
