import { expect, it } from 'vitest'
import type { StoredCredential } from '../../../src/gateway/gateway.ts'
import { cardOf, sendTo } from './send.ts'
import { type Bench, known, newAttempt, pay, resolve, standingOf } from './steps.ts'

const FIRST: StoredCredential = { use: 'FIRST', usage: 'OFF_SESSION', initiatedBy: 'CUSTOMER' }

/** A card that is kept: stored with the shopper there, charged without. */
export function storedCases(bench: () => Bench): void {
  /** As the vault sends a stored card: without its security code. */
  const sendStored = (number = bench().subject.cards.approved) => {
    const { cvc: _cvc, ...card } = cardOf(number)
    return sendTo(bench().account, card, 1_000)
  }

  async function mandate(): Promise<StoredCredential> {
    const outcome = await pay(bench(), newAttempt(bench(), { credential: FIRST }))
    if (outcome.kind !== 'approved') throw new Error(`not approved but ${outcome.kind}`)
    const { networkTransactionId } = outcome
    const reference = networkTransactionId === undefined ? {} : { networkTransactionId }
    return { use: 'SUBSEQUENT', usage: 'OFF_SESSION', initiatedBy: 'MERCHANT', ...reference }
  }

  it('a card stored with the shopper there is charged without shopper and security code, at once and twice, one time', async () => {
    if (bench().subject.method !== 'card') return
    const request = newAttempt(bench(), { credential: await mandate() })
    const authorize = () => bench().subject.gateway.authorize(sendStored(), request)
    const outcomes = [...(await Promise.all([authorize(), authorize()])), await authorize()]
    for (const { kind } of outcomes) expect(['approved', 'unknown']).toContain(kind)
    expect(outcomes.some(({ kind }) => kind === 'approved')).toBe(true)
    expect(await standingOf(bench(), request.paymentId)).toHaveLength(1)
  })

  it('a charge of a stored card whose answer is lost is found, and stands at most once', async () => {
    if (bench().subject.method !== 'card' || bench().subject.without?.reset_after !== undefined) return
    const request = newAttempt(bench(), { credential: await mandate() })
    await bench().double.fault({ kind: 'reset_after', on: 'authorize', times: 1 })
    expect(await bench().subject.gateway.authorize(sendStored(), request)).toMatchObject({ kind: 'unknown' })
    const outcome = await resolve(bench(), request)
    const charges = await standingOf(bench(), request.paymentId)
    expect(charges).toHaveLength(outcome.kind === 'approved' ? 1 : 0)
    expect(await bench().subject.gateway.query(bench().send, known(request, outcome))).not.toMatchObject({
      kind: 'action_required',
    })
  })
}
