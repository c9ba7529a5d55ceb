import { describe, expect, it } from 'vitest'
import { failureOf } from '../../src/failure/failure.ts'
import type { ConfirmRequest } from '../../src/payment/event.ts'
import { approval, created, type Driver, routeOf } from './driver.ts'

const first = { kind: 'authorize', number: 1 } as const
const second = { kind: 'authorize', number: 2 } as const
const fence = { kind: 'fence', number: 1 } as const
const UNKNOWN = { kind: 'unknown', reason: 'time_out' } as const
const FENCED = { kind: 'unprocessed', failure: failureOf('fenced') } as const
const BUSY = { kind: 'unprocessed', failure: failureOf('gateway_rate_limited') } as const
const CARD = ['tok_1']

/** Confirmed with a plan that says what to do while an outcome is unknown. */
function confirmed(change: Partial<ConfirmRequest['plan']> = {}, captureMethod: 'AUTOMATIC' | 'MANUAL' = 'AUTOMATIC') {
  const payment = created(1000n, captureMethod)
  const plan = { candidates: [routeOf('a'), routeOf('b')], reason: 'as the test has it', ...change }
  return payment.step({
    kind: 'confirm',
    confirm: { tokenId: 'tok_1', plan, deadlineMs: payment.now() + 30_000 },
  })
}

const cascading = (captureMethod?: 'AUTOMATIC' | 'MANUAL') => confirmed({ onUnknown: 'CASCADE' }, captureMethod)

describe('GW10 while the first outcome is unknown, a policy that waits', () => {
  it('tries nobody else until the first is found out', () => {
    const payment = confirmed().answer(first, UNKNOWN, 'call', CARD)
    expect(payment.state()).toMatchObject({ status: 'PROCESSING', attempts: [{ status: 'UNKNOWN' }] })
    expect(payment.effects()).toEqual([{ kind: 'resolve', call: first }])
  })

  it('also leaves a mere hold alone, which another policy would end', () => {
    const payment = confirmed({}, 'MANUAL').answer(first, UNKNOWN, 'call', CARD)
    expect(payment.state()).toMatchObject({ status: 'PROCESSING', attempts: [{ status: 'UNKNOWN' }] })
    expect(payment.effects()).toEqual([{ kind: 'resolve', call: first }])
  })

  it('takes its sale in one call', () => {
    expect(confirmed().state().attempts[0]?.capture).toBe(true)
  })
})

describe('GW10 while the first outcome is unknown, a policy that cascades', () => {
  it('asks for holds alone, so that two of them are never two charges', () => {
    expect(cascading().state().attempts[0]?.capture).toBe(false)
  })

  it('ends the first hold and tries the next gateway in the same commit', () => {
    const payment = cascading().answer(first, UNKNOWN, 'call', CARD)
    expect(payment.types().slice(-3)).toEqual(['OUTCOME_UNKNOWN', 'CANCEL_STARTED', 'ATTEMPT_STARTED'])
    expect(payment.effects()).toEqual([
      { kind: 'call', call: fence },
      { kind: 'call', call: second },
    ])
    expect(payment.state()).toMatchObject({ status: 'PROCESSING', attempts: [{ status: 'UNKNOWN' }, { number: 2 }] })
  })

  it('captures the second alone when the first was held after all, and voids the first', () => {
    const payment = cascading().answer(first, UNKNOWN, 'call', CARD)
    payment.answer(second, approval(payment.state(), false))
    payment.answer({ kind: 'capture', number: 1 }, { kind: 'approved' })
    expect(payment.state()).toMatchObject({ status: 'CAPTURED', authorizedBy: 2, amountCapturedMinor: 1000n })
    payment.answer(fence, approval(payment.state(), false))
    expect(payment.effects()).toEqual([{ kind: 'call', call: { kind: 'void', number: 1 } }])
    payment.answer({ kind: 'void', number: 1 }, { kind: 'approved' })
    expect(payment.types().at(-1)).toBe('COMPENSATED')
    expect(payment.types().filter((type) => type === 'CAPTURE_SUCCEEDED')).toHaveLength(1)
    expect(payment.state()).toMatchObject({ status: 'CAPTURED', amountCapturedMinor: 1000n, calls: [] })
  })

  it.each([
    ['never arrived', FENCED, 'UNPROCESSED'],
    ['was declined', { kind: 'declined', failure: failureOf('card_declined') }, 'DECLINED'],
  ])('goes on with the second when the first %s', (_name, outcome, status) => {
    const payment = cascading('MANUAL').answer(first, UNKNOWN, 'call', CARD)
    payment.answer(fence, outcome)
    expect(payment.state()).toMatchObject({ status: 'PROCESSING', attempts: [{ status }, { status: 'STARTED' }] })
    payment.answer(second, approval(payment.state(), false))
    expect(payment.state()).toMatchObject({ status: 'AUTHORIZED', authorizedBy: 2, calls: [] })
  })

  it('asks for another card when the second declines, and the first hold goes all the same', () => {
    const payment = cascading('MANUAL').answer(first, UNKNOWN, 'call', CARD)
    payment.answer(second, { kind: 'declined', failure: failureOf('card_declined') })
    expect(payment.state().status).toBe('REQUIRES_PAYMENT_METHOD')
    payment.answer(fence, approval(payment.state(), false))
    expect(payment.effects()).toEqual([{ kind: 'call', call: { kind: 'void', number: 1 } }])
    expect(payment.state().status).toBe('REQUIRES_PAYMENT_METHOD')
  })

  it('carries the end of the first hold through when the payment is canceled meanwhile', () => {
    const payment = cascading('MANUAL').answer(first, UNKNOWN, 'call', CARD)
    payment.answer(second, { kind: 'declined', failure: failureOf('card_declined') })
    payment.step({ kind: 'cancel' })
    expect(payment.state()).toMatchObject({ status: 'CANCELED', calls: [{ reference: fence }] })
    payment.answer(fence, approval(payment.state(), false))
    payment.answer({ kind: 'void', number: 1 }, { kind: 'approved' })
    expect(payment.state()).toMatchObject({ status: 'CANCELED', calls: [] })
    expect(payment.types().at(-1)).toBe('COMPENSATED')
  })

  it('is found out again after a crash, both of them', () => {
    const payment = cascading('MANUAL').answer(first, UNKNOWN, 'call', CARD)
    payment.step({ kind: 'check', running: [], woken: true })
    expect(payment.effects()).toEqual(
      expect.arrayContaining([
        { kind: 'resolve', call: fence },
        { kind: 'resolve', call: second },
      ]),
    )
    expect(payment.effects()).toHaveLength(2)
  })

  it('waits like any other where nobody else is left to try', () => {
    const payment = confirmed({ onUnknown: 'CASCADE', candidates: [routeOf('a')] }).answer(first, UNKNOWN, 'call', CARD)
    expect(payment.effects()).toEqual([{ kind: 'resolve', call: first }])
    expect(payment.state().attempts).toHaveLength(1)
  })
})

describe('a gateway that says that it is busy', () => {
  const alone = () => confirmed({ candidates: [routeOf('a')] })

  it('is asked again at the same place, later each time, and twice at most', () => {
    const payment = alone().answer(first, BUSY, 'call', CARD)
    const [effect] = payment.effects()
    expect(effect).toMatchObject({ kind: 'call', call: second })
    expect(effect?.delayMs).toBeLessThan(250)
    payment.answer(second, BUSY, 'call', CARD)
    expect(payment.effects()[0]?.delayMs).toBeLessThan(500)
    payment.answer({ kind: 'authorize', number: 3 }, BUSY, 'call', CARD)
    expect(payment.state()).toMatchObject({
      status: 'REQUIRES_PAYMENT_METHOD',
      failure: { category: 'GATEWAY_UNAVAILABLE', retryable: true },
    })
    expect(payment.state().attempts).toHaveLength(3)
  })

  it('gives way to the next gateway first', () => {
    const payment = confirmed().answer(first, BUSY, 'call', CARD)
    expect(payment.effects()).toEqual([{ kind: 'call', call: second }])
  })

  it('is not asked again without the card, or when the trouble is ours to mend', () => {
    expect(alone().answer(first, BUSY, 'call', []).effects()).toEqual([])
    const unmended = { kind: 'unprocessed', failure: failureOf('gateway_refused') } as const
    expect(alone().answer(first, unmended, 'call', CARD).effects()).toEqual([])
  })
})

describe('GW11 a gateway whose breaker opened while the call was under way', () => {
  it('is passed over', () => {
    const payment = confirmed({ candidates: [routeOf('a'), routeOf('b'), routeOf('c')] })
    payment.step({
      kind: 'outcome',
      call: first,
      askedAs: undefined,
      outcome: { kind: 'not_sent', reason: 'connection_refused' },
      by: 'call',
      cards: CARD,
      unavailable: ['gwa_b'],
    })
    expect(payment.state().attempts[1]?.route.gateway).toBe('c')
  })
})

describe('nobody to try', () => {
  it.each([
    ['no_rule', 'no_routing_rule', true],
    ['none_enabled', 'no_gateway', true],
    ['none_fits', 'no_gateway_for_payment', false],
    ['none_available', 'no_gateway_available', true],
  ] as const)('%s is told by its name', (problem, code, retryable) => {
    const eliminated = [{ gateway: 'a', accountId: 'gwa_a', because: 'it is disabled' }]
    const payment = confirmed({ candidates: [], eliminated, problem, reason: 'because' })
    expect(payment.state()).toMatchObject({ status: 'REQUIRES_PAYMENT_METHOD', failure: { code, retryable } })
    expect(payment.events().at(-1)?.data).toMatchObject({ because: 'because', eliminated })
    expect(payment.effects()).toEqual([])
  })
})

describe('a card that was refused for good', () => {
  const refuse = (payment: Driver) =>
    payment.step({
      kind: 'outcome',
      call: first,
      askedAs: undefined,
      outcome: { kind: 'declined', failure: failureOf('stolen_card') },
      by: 'call',
      cards: CARD,
      cardFingerprint: 'fingerprint',
    })

  it('is remembered by its fingerprint, and no other gateway is tried', () => {
    const payment = refuse(confirmed())
    expect(payment.state()).toMatchObject({
      status: 'REQUIRES_PAYMENT_METHOD',
      attempts: [{ status: 'DECLINED', cardFingerprint: 'fingerprint' }],
    })
  })

  it('is not remembered for a decline that another day may lift', () => {
    const payment = confirmed().step({
      kind: 'outcome',
      call: first,
      askedAs: undefined,
      outcome: { kind: 'declined', failure: failureOf('insufficient_funds') },
      by: 'call',
      cards: CARD,
      cardFingerprint: 'fingerprint',
    })
    expect(payment.state().attempts[0]?.cardFingerprint).toBeUndefined()
  })
})

describe('an issuer’s decline', () => {
  it('never goes to another gateway', () => {
    const payment = confirmed().answer(first, { kind: 'declined', failure: failureOf('card_declined') }, 'call', CARD)
    expect(payment.state().attempts).toHaveLength(1)
    expect(payment.effects()).toEqual([])
  })
})
