import { describe, expect, it } from 'vitest'
import { failureOf } from '../../src/failure/failure.ts'
import type { GatewayMessage } from '../../src/gateway/gateway.ts'
import { childId } from '../../src/ids/ids.ts'
import { askedAs } from '../../src/payment/parts.ts'
import { transition } from '../../src/payment/transition/transition.ts'
import { approval, confirmWith, created, type Driver, PAYMENT_ID } from './driver.ts'

const AUTHORIZE = { kind: 'authorize', number: 1 } as const
const ATTEMPT = childId('attempt', PAYMENT_ID, 1)
const RETURN = { kind: 'return', number: 1 } as const
let messages = 0

function tell(payment: Driver, content: GatewayMessage['content']): Driver {
  messages += 1
  const message = { id: `msg_${messages}`, paymentId: PAYMENT_ID, occurredAtMs: payment.now(), content }
  return payment.step({ kind: 'message', message, accountId: 'gwa_a', cards: [] })
}

const confirmed = (captureMethod: 'AUTOMATIC' | 'MANUAL' = 'AUTOMATIC'): Driver => {
  const payment = created(1000n, captureMethod)
  return payment.step({ kind: 'confirm', confirm: confirmWith('tok_1', payment.now()) })
}

const refund = (refundId: string | undefined, status: 'SUCCEEDED' | 'FAILED', amountMinor = 900n) =>
  ({
    kind: 'refund',
    attemptId: ATTEMPT,
    ...(refundId === undefined ? {} : { refundId }),
    gatewayReference: 're_1',
    amountMinor,
    currency: 'EUR',
    status,
  }) as const

/** The wrong amount was taken, and is being given back. */
function mismatched(): Driver {
  const payment = confirmed()
  return payment.answer(AUTHORIZE, approval(payment.state(), true, { amountMinor: 900n, capturedMinor: 900n }))
}

describe('money that is given back', () => {
  it('RA4 and bounces is known to be there again, and is given back once more under another id', () => {
    const payment = mismatched().answer(RETURN, { kind: 'approved', gatewayReference: 're_1' })
    expect(payment.state().attempts[0]).toMatchObject({ capturedMinor: 0n, givenBackMinor: 900n })
    tell(payment, refund(`${ATTEMPT}_return`, 'FAILED'))
    expect(payment.types().slice(-2)).toEqual(['COMPENSATION_FAILED', 'CANCEL_STARTED'])
    expect(payment.effects()).toEqual([{ kind: 'call', call: RETURN }])
    expect(payment.state().attempts[0]).toMatchObject({ capturedMinor: 900n, refusedEndings: 1 })
  })

  it('is not asked back a third time because the first refusal is told twice', () => {
    const payment = mismatched().answer(RETURN, { kind: 'pending', gatewayReference: 're_1' })
    tell(payment, refund(`${ATTEMPT}_return`, 'FAILED'))
    tell(payment, refund(`${ATTEMPT}_return`, 'FAILED'))
    expect(payment.types().at(-1)).toBe('GATEWAY_MESSAGE_IGNORED')
    expect(payment.state().attempts[0]?.refusedEndings).toBe(1)
    tell(payment, refund(`${ATTEMPT}_return_2`, 'SUCCEEDED'))
    expect(payment.types().at(-1)).toBe('COMPENSATED')
    expect(payment.state().calls).toEqual([])
  })
})

describe('money that is given back while the gateway takes it back', () => {
  const late = (payment: Driver, askedAs: string) => {
    const outcome = { kind: 'approved', gatewayReference: 're_1' } as const
    return payment.step({ kind: 'outcome', call: RETURN, outcome, askedAs, by: 'resend', cards: [] })
  }

  it('RA4 is not given back by the late answer to what was asked first: a gateway repeats what it said then', () => {
    const payment = mismatched().answer(RETURN, { kind: 'unknown', reason: 'connection lost' })
    tell(payment, refund(`${ATTEMPT}_return`, 'FAILED'))
    const before = payment.events().length
    late(payment, `${ATTEMPT}_return`)
    expect(payment.events()).toHaveLength(before)
    expect(payment.state().calls).toMatchObject([{ reference: RETURN, nextCheckAtMs: expect.any(Number) }])
    late(payment, `${ATTEMPT}_return_2`)
    expect(payment.types().at(-1)).toBe('COMPENSATED')
  })

  it('RA4 nor by any number of them, and after a crash it is asked for under the other id', () => {
    const payment = mismatched().answer(RETURN, { kind: 'unknown', reason: 'connection lost' })
    tell(payment, refund(`${ATTEMPT}_return`, 'FAILED'))
    const before = payment.events().length
    late(late(payment, `${ATTEMPT}_return`), `${ATTEMPT}_return`)
    payment.step({ kind: 'check', running: [], woken: true })
    expect(payment.events()).toHaveLength(before)
    expect(payment.effects()).toEqual([{ kind: 'resolve', call: RETURN }])
    expect(askedAs(payment.state(), RETURN)).toBe(`${ATTEMPT}_return_2`)
  })

  it('RA4 nor when it had been told as done before, and is asked back again', () => {
    const payment = mismatched()
    tell(payment, refund(`${ATTEMPT}_return`, 'SUCCEEDED'))
    tell(payment, refund(`${ATTEMPT}_return`, 'FAILED'))
    late(payment, `${ATTEMPT}_return`)
    expect(payment.types().slice(-2)).toEqual(['COMPENSATION_FAILED', 'CANCEL_STARTED'])
    expect(payment.state().attempts[0]).toMatchObject({ capturedMinor: 900n })
  })
})

describe('a charge that nobody wants beside the one that stands', () => {
  /** The second attempt stands, and then the first turns out to be charged. */
  function twice(): Driver {
    const payment = confirmed()
    payment.answer(AUTHORIZE, { kind: 'not_sent', reason: 'connection_refused' }, 'call', ['tok_1'])
    payment.answer({ kind: 'authorize', number: 2 }, approval(payment.state(), true, { gatewayReference: 'ch_2' }))
    return tell(payment, { kind: 'attempt', attemptId: ATTEMPT, outcome: approval(payment.state(), true) })
  }

  it('that is refunded in the dashboard is given back, and is no refund of the other', () => {
    const payment = tell(twice(), refund(undefined, 'SUCCEEDED', 1000n))
    expect(payment.types().at(-1)).toBe('COMPENSATED')
    expect(payment.state()).toMatchObject({ status: 'CAPTURED', authorizedBy: 2, amountRefundedMinor: 0n })
  })

  it('RA3 that is disputed does not keep the other from being refunded', () => {
    const payment = twice()
    tell(payment, {
      kind: 'dispute',
      attemptId: ATTEMPT,
      gatewayReference: 'dp_1',
      stage: 'CHARGEBACK',
      status: 'NEEDS_RESPONSE',
      amountMinor: 1000n,
      currency: 'EUR',
      reason: 'FRAUDULENT',
      reasonCode: '10.4',
    })
    expect(payment.step({ kind: 'refund' }).refusal()).toBeUndefined()
  })
})

describe('a cancel that the gateway has taken in', () => {
  it('WI2 ends an authorization that is told before it: the payment does not stand on what is about to go', () => {
    const payment = confirmed('MANUAL').answer(AUTHORIZE, { kind: 'unknown', reason: 'time_out' })
    payment.answer(AUTHORIZE, { kind: 'not_found' }, 'query')
    payment.answer({ kind: 'fence', number: 1 }, { kind: 'pending' })
    tell(payment, { kind: 'attempt', attemptId: ATTEMPT, outcome: approval(payment.state(), false) })
    expect(payment.state()).toMatchObject({
      status: 'REQUIRES_PAYMENT_METHOD',
      failure: { code: 'approved_while_canceled', retryable: true },
    })
    tell(payment, { kind: 'ending', attemptId: ATTEMPT, status: 'SUCCEEDED' })
    expect(payment.types().at(-1)).toBe('COMPENSATED')
    expect(payment.state().calls).toEqual([])
  })

  it('that hit another attempt than it was meant for ends that one', () => {
    const payment = confirmed('MANUAL').answer(AUTHORIZE, approval(created().state(), false))
    tell(payment, {
      kind: 'ending',
      attemptId: childId('attempt', PAYMENT_ID, 9),
      attemptReference: 'ch_1',
      status: 'SUCCEEDED',
    })
    expect(payment.state().status).toBe('CANCELED')
  })
})

describe('a void that somebody makes in the gateway’s dashboard while a capture is under way', () => {
  const CAPTURE = { kind: 'capture', number: 1 } as const
  const content = { kind: 'ending', attemptId: ATTEMPT, status: 'SUCCEEDED' } as const
  const message = { id: 'msg_void', paymentId: PAYMENT_ID, occurredAtMs: 0, content } as const
  const told = { kind: 'message', message, accountId: 'gwa_a', cards: [] } as const

  function capturing(): Driver {
    const payment = confirmed('MANUAL').answer(AUTHORIZE, approval(created().state(), false))
    return payment.step({ kind: 'capture', final: true })
  }

  it('RA1 waits for what becomes of the capture, and ends the payment where that took nothing', () => {
    const payment = capturing()
    const waiting = transition(payment.state(), told, payment.now(), PAYMENT_ID)
    expect(waiting).toMatchObject({ ok: true, value: { events: [], parked: true } })
    payment.answer(CAPTURE, { kind: 'declined', failure: failureOf('gateway_refused') }).step(told)
    expect(payment.state().status).toBe('CANCELED')
  })

  it('RA1 means nothing where the capture took the money', () => {
    const payment = capturing().answer(CAPTURE, { kind: 'approved', gatewayReference: 'cp_1' }).step(told)
    expect(payment.types().at(-1)).toBe('GATEWAY_MESSAGE_IGNORED')
    expect(payment.state().status).toBe('CAPTURED')
  })
})

describe('a sale whose capture fails in the clearing before its own answer is known', () => {
  it('WI2 is captured by a call of ours, of which the failure says nothing', () => {
    const payment = confirmed().answer(AUTHORIZE, { kind: 'unknown', reason: 'connection lost' })
    payment.answer(AUTHORIZE, approval(payment.state(), false), 'query')
    expect(payment.state().captures).toMatchObject([{ status: 'PENDING', automatic: true }])
    const about = { kind: 'capture', attemptId: ATTEMPT, gatewayReference: 'cp_sale', amountMinor: 1000n } as const
    const failed = { ...about, currency: 'EUR', status: 'FAILED', failure: failureOf('gateway_refused') } as const
    tell(tell(payment, failed), failed)
    expect(payment.types().slice(-2)).toEqual(['GATEWAY_MESSAGE_IGNORED', 'GATEWAY_MESSAGE_IGNORED'])
    payment.step({ kind: 'check', running: [], woken: true })
    expect(payment.effects()).toEqual([{ kind: 'resolve', call: { kind: 'capture', number: 1 } }])
    payment.answer({ kind: 'capture', number: 1 }, { kind: 'approved', gatewayReference: 'cp_1' })
    expect(payment.state()).toMatchObject({ status: 'CAPTURED', attempts: [{ status: 'APPROVED' }] })
  })
})

describe('a hold whose void is refused after the payment was canceled', () => {
  it('RA6 is never captured: it is asked for again', () => {
    const payment = created()
    const { plan, ...request } = confirmWith('tok_1', payment.now())
    payment.step({ kind: 'confirm', confirm: { ...request, plan: { ...plan, onUnknown: 'CASCADE' } } })
    payment.answer(AUTHORIZE, { kind: 'action_required', action: { type: 'redirect', url: 'https://acs.example' } })
    payment.step({ kind: 'cancel' })
    payment.answer({ kind: 'fence', number: 1 }, approval(payment.state(), false))
    payment.answer({ kind: 'void', number: 1 }, { kind: 'declined', failure: failureOf('void_refused') })
    expect(payment.types()).not.toContain('CAPTURE_STARTED')
    payment.wait(60_000)
    payment.step({ kind: 'check', running: [], woken: false })
    expect(payment.effects()).toEqual([{ kind: 'resolve', call: { kind: 'void', number: 1 } }])
    payment.answer({ kind: 'void', number: 1 }, { kind: 'approved' }, 'resend')
    expect(payment.state().status).toBe('CANCELED')
  })
})

describe('a method without a card', () => {
  it('is not sent to another gateway once the shopper was sent away', () => {
    const payment = created()
    const { plan, deadlineMs } = confirmWith('', payment.now())
    payment.step({ kind: 'confirm', confirm: { plan, deadlineMs, method: 'paypal' } })
    payment.answer(AUTHORIZE, { kind: 'action_required', action: { type: 'redirect', url: 'https://paypal.example' } })
    payment.step({ kind: 'returned', attempt: 1, values: {} })
    payment.answer({ kind: 'complete', number: 1 }, { kind: 'unprocessed', failure: failureOf('gateway_unavailable') })
    expect(payment.state()).toMatchObject({ status: 'REQUIRES_PAYMENT_METHOD', attempts: [{ number: 1 }] })
  })
})

describe('a charge in another currency', () => {
  it('GW7 is given back in the currency that it was made in', () => {
    const payment = confirmed()
    payment.answer(AUTHORIZE, approval(payment.state(), true, { currency: 'USD' }))
    expect(payment.state().attempts[0]).toMatchObject({
      chargedCurrency: 'USD',
      failure: { code: 'gateway_answer_mismatch' },
    })
    payment.answer(RETURN, { kind: 'approved', amountMinor: 1000n, currency: 'USD' })
    expect(payment.types().at(-1)).toBe('COMPENSATED')
    expect(payment.state().calls).toEqual([])
  })
})

describe('a shopper who comes back before they have answered', () => {
  const visit = (payment: Driver) => payment.step({ kind: 'returned', attempt: 1, values: { visit: '1' } })
  const CHALLENGE = { kind: 'action_required', action: { type: 'redirect', url: 'https://acs.example' } } as const

  it('TD2 may come again, and is heard then', () => {
    const payment = visit(confirmed().answer(AUTHORIZE, CHALLENGE)).answer({ kind: 'complete', number: 1 }, CHALLENGE)
    expect(payment.state().status).toBe('REQUIRES_ACTION')
    expect(visit(payment).effects()).toEqual([{ kind: 'call', call: { kind: 'complete', number: 1 } }])
  })

  it('TD1 is heard once while the outcome is being asked for, and ten times in all', () => {
    const payment = confirmed().answer(AUTHORIZE, CHALLENGE)
    visit(payment)
    expect(visit(payment).effects()).toEqual([])
    for (let count = 0; count < 20; count += 1) {
      if (payment.state().status === 'PROCESSING') payment.answer({ kind: 'complete', number: 1 }, CHALLENGE)
      visit(payment)
    }
    expect(payment.types().filter((type) => type === 'ACTION_COMPLETED')).toHaveLength(10)
  })
})
