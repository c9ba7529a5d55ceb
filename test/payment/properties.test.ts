import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { failureOf } from '../../src/failure/failure.ts'
import { childId } from '../../src/ids/ids.ts'
import { fromJson, toJson } from '../../src/money/json.ts'
import { allowedActions, capturableMinor, refundableMinor } from '../../src/payment/amounts.ts'
import type { PaymentEvent } from '../../src/payment/event.ts'
import type { PaymentAction, PaymentStatus } from '../../src/payment/state.ts'
import type { Step } from '../../src/payment/step.ts'
import { transition } from '../../src/payment/transition/transition.ts'
import { approval, confirmWith, created, type Driver, PAYMENT_ID, replayed } from './driver.ts'

/** What a payment's status may become, and nothing else. Within one commit it passes through what lies between. */
const MOVES: Readonly<Record<PaymentStatus, readonly PaymentStatus[]>> = {
  REQUIRES_PAYMENT_METHOD: ['PROCESSING', 'CANCELED', 'EXPIRED', 'FAILED'],
  REQUIRES_ACTION: ['PROCESSING', 'REQUIRES_PAYMENT_METHOD', 'AUTHORIZED', 'CANCELED', 'EXPIRED'],
  PROCESSING: ['REQUIRES_ACTION', 'REQUIRES_PAYMENT_METHOD', 'AUTHORIZED', 'CAPTURED'],
  AUTHORIZED: ['PARTIALLY_CAPTURED', 'CAPTURED', 'CANCELED', 'EXPIRED'],
  // Schemes take back what they accepted: a capture that was told as taken may fail in the clearing.
  PARTIALLY_CAPTURED: ['CAPTURED', 'AUTHORIZED'],
  CAPTURED: ['PARTIALLY_CAPTURED', 'AUTHORIZED'],
  FAILED: [],
  CANCELED: [],
  EXPIRED: [],
}

type Happening = (payment: Driver, pick: (among: number) => number) => void

const KINDS = ['approved', 'declined', 'unknown', 'not_sent', 'unprocessed', 'pending', 'action_required'] as const

function outcomeFor(payment: Driver, kind: (typeof KINDS)[number], captured: boolean): unknown {
  switch (kind) {
    case 'approved':
      return approval(payment.state(), captured)
    case 'declined':
      return { kind, failure: failureOf(payment.now() % 2 === 0 ? 'card_declined' : 'authentication_required') }
    case 'unprocessed':
      return { kind, failure: failureOf('gateway_unavailable') }
    case 'action_required':
      return { kind, action: { type: 'redirect', url: 'https://acs.example' }, ...stepOf(payment) }
    default:
      return { kind, reason: 'x' }
  }
}

/** Now and then the action is a step of our own page, which ends by itself. */
function stepOf(payment: Driver): object {
  const kinds = ['device_data', 'decoupled', undefined] as const
  const kind = kinds[payment.now() % kinds.length]
  return kind === undefined ? {} : { step: { kind, threeDSServerTransId: 't', untilMs: payment.now() + 20_000 } }
}

const amount = (pick: (among: number) => number): bigint | undefined =>
  pick(2) === 0 ? undefined : BigInt(1 + pick(1200))

const HAPPENINGS: Happening[] = [
  (payment, pick) => {
    const request = confirmWith(`tok_${pick(pick(3) === 0 ? 3 : 1000)}`, payment.now())
    const plan = pick(2) === 0 ? request.plan : { ...request.plan, onUnknown: 'CASCADE' as const }
    payment.step({ kind: 'confirm', confirm: { ...request, plan } })
  },
  (payment, pick) => void payment.step({ kind: 'capture', amountMinor: amount(pick), final: pick(2) === 0 }),
  (payment) => void payment.step({ kind: 'cancel' }),
  (payment, pick) => void payment.step({ kind: 'refund', amountMinor: amount(pick) }),
  (payment, pick) => void payment.step({ kind: 'acceptDispute', dispute: 1 + pick(2) }),
  (payment, pick) => {
    const { calls } = payment.state()
    const call = calls[pick(Math.max(calls.length, 1))]?.reference
    const kind = KINDS[pick(KINDS.length)]
    if (call === undefined || kind === undefined) return
    const isAuthorization = call.kind === 'authorize' || call.kind === 'complete' || call.kind === 'fence'
    if (kind === 'action_required' && !isAuthorization) return
    const sale = payment.state().attempts[call.number - 1]?.capture === true
    const by = call.kind === 'fence' || pick(2) === 0 ? 'call' : isAuthorization ? 'query' : 'resend'
    payment.answer(call, isAuthorization ? outcomeFor(payment, kind, sale) : plain(kind), by, ['tok_0', 'tok_1'])
  },
  (payment) => {
    const call = payment.state().calls.find(({ reference }) => reference.kind === 'authorize')?.reference
    if (call !== undefined) payment.answer(call, { kind: 'not_found' }, 'query')
  },
  (payment, pick) => {
    payment.wait([1_000, 60_000, 12 * 3_600_000, 8 * 24 * 3_600_000][pick(4)] ?? 0)
    payment.step({ kind: 'check', running: [], woken: pick(2) === 0 })
  },
  (payment, pick) => {
    const attempt = 1 + pick(3)
    if (pick(2) === 0) payment.step({ kind: 'returned', attempt, values: {} })
    else {
      const isSale = payment.state().attempts[attempt - 1]?.capture === true
      const kind = (['approved', 'declined', 'unprocessed'] as const)[pick(3)] ?? 'approved'
      tell(payment, attempt, pick(5) === 0 ? { kind: 'not_found' } : outcomeFor(payment, kind, isSale), pick(1_000_000))
    }
  },
  (payment, pick) => {
    const status = (['NEEDS_RESPONSE', 'UNDER_REVIEW', 'WON', 'LOST'] as const)[pick(4)] ?? 'LOST'
    const stage = (['INQUIRY', 'CHARGEBACK', 'PRE_ARBITRATION'] as const)[pick(3)] ?? 'CHARGEBACK'
    const content = {
      kind: 'dispute',
      attemptId: childId('attempt', PAYMENT_ID, 1 + pick(2)),
      gatewayReference: `dp_${pick(2)}`,
      stage,
      status,
      amountMinor: BigInt(1 + pick(1000)),
      currency: 'EUR',
      reason: 'FRAUDULENT',
      reasonCode: '10.4',
    } as const
    const message = { id: `msg_${pick(1_000_000)}`, paymentId: PAYMENT_ID, occurredAtMs: pick(100), content }
    payment.step({ kind: 'message', message, accountId: 'gwa_a', cards: [] })
  },
]

/** What gateways that decide later tell: how a capture, a void or a return ended. */
HAPPENINGS.push((payment, pick) => {
  const status = pick(2) === 0 ? ('SUCCEEDED' as const) : ('FAILED' as const)
  const attemptId = childId('attempt', PAYMENT_ID, 1 + pick(3))
  const captureId = pick(2) === 0 ? { captureId: childId('capture', PAYMENT_ID, 1 + pick(2)) } : {}
  const amountMinor = BigInt([400, 1000][pick(2)] ?? 1)
  const content =
    pick(2) === 0
      ? ({ kind: 'ending', attemptId, status } as const)
      : ({
          kind: 'capture',
          attemptId,
          ...captureId,
          gatewayReference: 'c',
          amountMinor,
          currency: 'EUR',
          status,
        } as const)
  const message = { id: `msg_${pick(1_000_000)}`, paymentId: PAYMENT_ID, occurredAtMs: 1, content }
  payment.step({ kind: 'message', message, accountId: 'gwa_a', cards: [] })
})

const plain = (kind: string): unknown =>
  kind === 'declined' || kind === 'unprocessed'
    ? { kind, failure: failureOf('gateway_refused') }
    : { kind, reason: 'x' }

function tell(payment: Driver, attempt: number, outcome: unknown, id: number): void {
  const content = { kind: 'attempt', attemptId: childId('attempt', PAYMENT_ID, attempt), outcome } as never
  const message = { id: `msg_${id}`, paymentId: PAYMENT_ID, occurredAtMs: 1, content }
  payment.step({ kind: 'message', message, accountId: 'gwa_a', cards: [] })
}

/** How often each happens: confirmations, answers and late messages are what lives are made of. */
const WEIGHTS: readonly number[] = [5, 3, 1, 3, 1, 10, 3, 2, 6, 3, 4]
const CHOICES = WEIGHTS.flatMap((weight, index) => Array.from({ length: weight }, () => index))

/** A random life of a payment: what happens, and the choices made on the way. */
const life = fc.record({
  manual: fc.boolean(),
  steps: fc.array(fc.tuple(fc.constantFrom(...CHOICES), fc.array(fc.nat(1_000_000), { minLength: 8, maxLength: 8 })), {
    maxLength: 40,
    size: 'max',
  }),
})

function live(
  manual: boolean,
  steps: readonly (readonly [number, readonly number[]])[],
  look: (payment: Driver) => void,
) {
  const payment = created(1000n, manual ? 'MANUAL' : 'AUTOMATIC')
  for (const [which, choices] of steps) {
    let next = 0
    const pick = (among: number) => {
      next += 1
      return (choices[next % choices.length] ?? 0) % among
    }
    HAPPENINGS[which]?.(payment, pick)
    look(payment)
  }
  return payment
}

function holds(property: (payment: Driver) => void, after: (payment: Driver) => void = () => undefined): void {
  const lives = fc.property(life, ({ manual, steps }) => {
    after(live(manual, steps, property))
  })
  void fc.assert(lives, { numRuns: 3_000 })
}

/**
 * The captures that were asked for beyond what was left, when they were. A gateway may tell of another amount than it was
 * asked for, sooner or later: that is a fact, and counts from then on.
 */
function overAsked(events: readonly PaymentEvent[], authorizedMinor: bigint): readonly number[] {
  const taken = new Map<number, bigint>()
  const over: number[] = []
  for (const { type, data } of events) {
    if (type === 'CAPTURE_STARTED') {
      const before = [...taken.values()].reduce((sum, amountMinor) => sum + amountMinor, 0n)
      if (before + data.amountMinor > authorizedMinor) over.push(data.capture)
    }
    if (type === 'CAPTURE_STARTED' || type === 'CAPTURE_SUCCEEDED') taken.set(data.capture, data.amountMinor)
    if (type === 'CAPTURE_FAILED') taken.delete(data.capture)
  }
  return over
}

const total = (
  items: readonly { readonly status: string; readonly amountMinor: bigint }[],
  statuses: readonly string[],
) => items.filter(({ status }) => statuses.includes(status)).reduce((sum, item) => sum + item.amountMinor, 0n)

describe('whatever happens to a payment', () => {
  it('I1 what we ask for is conserved: captured ≤ authorized, refunds we asked for ≤ captured', () => {
    holds((payment) => {
      const state = payment.state()
      expect(overAsked(payment.events(), state.amountMinor)).toEqual([])
      const isTakenBack = payment.events().some(({ type }) => type === 'CAPTURE_FAILED')
      const refunds = total(state.refunds, ['SUCCEEDED', 'PENDING'])
      // What schemes take back after it was refunded is a fact, and nobody asked for it.
      expect(isTakenBack || refunds <= state.amountCapturedMinor).toBe(true)
      expect(capturableMinor(state) >= 0n && refundableMinor(state) >= 0n).toBe(true)
      expect(state.amountCapturedMinor).toBe(total(state.captures, ['SUCCEEDED']))
      expect(state.amountRefundedMinor).toBe(total(state.refunds, ['SUCCEEDED']))
    })
  })

  it('its events are numbered 1, 2, 3 … without a gap', () => {
    holds(
      () => undefined,
      (payment) =>
        expect(payment.events().map(({ seq }) => seq)).toEqual(payment.events().map((_, index) => index + 1)),
    )
  })

  it('I2 its state is the replay of its log, also after the log was written down as JSON', () => {
    holds(
      () => undefined,
      (payment) => {
        expect(replayed(payment.events())).toEqual(payment.state())
        const written = fromJson<readonly PaymentEvent[]>(toJson(payment.events()))
        expect(toJson(replayed(written))).toBe(toJson(payment.state()))
      },
    )
  })

  it('I2 it makes no move that is not listed', () => {
    void fc.assert(
      fc.property(life, ({ manual, steps }) => {
        let before: PaymentStatus = 'REQUIRES_PAYMENT_METHOD'
        live(manual, steps, (payment) => {
          const { status } = payment.state()
          if (status !== before) expect(reach(before), `${before} → ${status}`).toContain(status)
          before = status
        })
      }),
      { numRuns: 3_000 },
    )
  })

  it('I1 at most one attempt stands: every other approval is given back or being given back', () => {
    holds((payment) => {
      const state = payment.state()
      const standing = state.attempts.filter(
        (attempt) =>
          attempt.status === 'APPROVED' &&
          attempt.authorizedMinor > 0n &&
          !state.cancellations.some((cancellation) => cancellation.attempt === attempt.number) &&
          !hasEndedRefused(payment, attempt.number),
      )
      const live = standing.filter(() => state.status !== 'CANCELED' && state.status !== 'EXPIRED')
      expect(live.length).toBeLessThanOrEqual(1)
    })
  })

  it('every intent is called exactly when it is committed, and no two calls about one thing are open', () => {
    holds((payment) => {
      const names = payment.state().calls.map(({ reference }) => `${reference.kind} ${reference.number}`)
      expect(new Set(names).size).toBe(names.length)
      for (const { call } of payment.effects()) expect(names).toContain(`${call.kind} ${call.number}`)
    })
  })

  it('what it says is allowed is accepted', () => {
    holds(
      () => undefined,
      (payment) => {
        for (const action of allowedActions(payment.state())) {
          const decision = transition(payment.state(), stepFor(action, payment.now()), payment.now(), PAYMENT_ID)
          expect(decision.ok, action).toBe(true)
        }
      },
    )
  })

  it('I5 nothing stays open once the gateway answers', () => {
    holds(
      () => undefined,
      (payment) => {
        for (let rounds = 0; rounds < 50 && payment.state().calls.length > 0; rounds += 1) {
          const call = payment.state().calls[0]?.reference
          if (call === undefined) break
          const isAuthorization = call.kind === 'authorize' || call.kind === 'complete' || call.kind === 'fence'
          payment.answer(call, isAuthorization ? outcomeFor(payment, 'declined', false) : { kind: 'approved' })
        }
        expect(payment.state().calls).toEqual([])
        expect(payment.state().cancellations).toEqual([])
        expect(payment.state().status).not.toBe('PROCESSING')
      },
    )
  })
})

/** A commit may pass through several statuses: everything that can be reached along the listed moves in one step or two. */
function reach(status: PaymentStatus): readonly PaymentStatus[] {
  const next = MOVES[status]
  return [...next, ...next.flatMap((between) => MOVES[between])]
}

/** The gateway certainly refused to give it back: that is told as CANCEL_FAILED and is an operator's task. */
const hasEndedRefused = (payment: Driver, attempt: number): boolean =>
  payment.events().some((event) => event.type === 'CANCEL_FAILED' && event.data.attempt === attempt)

function stepFor(action: PaymentAction, nowMs: number): Step {
  switch (action) {
    case 'CONFIRM':
      return { kind: 'confirm', confirm: confirmWith('tok_new', nowMs) }
    case 'CAPTURE':
      return { kind: 'capture', final: true }
    case 'CANCEL':
      return { kind: 'cancel' }
    case 'REFUND':
      return { kind: 'refund' }
  }
}
