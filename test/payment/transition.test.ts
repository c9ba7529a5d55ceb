import { describe, expect, it } from 'vitest'
import { failureOf } from '../../src/failure/failure.ts'
import type { GatewayMessage } from '../../src/gateway/gateway.ts'
import { childId } from '../../src/ids/ids.ts'
import { allowedActions, capturableMinor, refundableMinor } from '../../src/payment/amounts.ts'
import { approval, authorized, captured, confirmWith, created, type Driver, PAYMENT_ID } from './driver.ts'

const AUTHORIZE = { kind: 'authorize', number: 1 } as const
const UNKNOWN = { kind: 'unknown', reason: 'time-out' } as const
const DECLINED = { kind: 'declined', failure: failureOf('card_declined') } as const
const FENCED = { kind: 'unprocessed', failure: failureOf('gateway_unavailable') } as const
const ACTION = { kind: 'action_required', action: { type: 'three_ds_challenge', url: 'https://acs.example' } } as const
const CARD = ['tok_1', 'tok_2']
const ATTEMPT_1 = childId('attempt', PAYMENT_ID, 1)

const confirmed = (captureMethod: 'AUTOMATIC' | 'MANUAL' = 'AUTOMATIC'): Driver => {
  const payment = created(1000n, captureMethod)
  return payment.step({ kind: 'confirm', confirm: confirmWith('tok_1', payment.now()) })
}

const message = (content: GatewayMessage['content'], id = 'msg_1', occurredAtMs = 1_000): GatewayMessage => ({
  id,
  paymentId: PAYMENT_ID,
  occurredAtMs,
  content,
})

const tell = (payment: Driver, content: GatewayMessage['content'], id = 'msg_1', occurredAtMs = 1_000): Driver =>
  payment.step({ kind: 'message', message: message(content, id, occurredAtMs), accountId: 'gwa_a', cards: [] })

describe('a confirmed payment', () => {
  it('commits its attempt before the call and asks for exactly that call', () => {
    const payment = confirmed()
    expect(payment.types()).toEqual(['PAYMENT_CREATED', 'ATTEMPT_STARTED'])
    expect(payment.state().status).toBe('PROCESSING')
    expect(payment.effects()).toEqual([{ kind: 'call', call: AUTHORIZE }])
  })

  it('is captured by a one-call sale with the events of the contract', () => {
    const payment = captured()
    expect(payment.types()).toEqual([
      'PAYMENT_CREATED',
      'ATTEMPT_STARTED',
      'ATTEMPT_ENDED',
      'PAYMENT_AUTHORIZED',
      'CAPTURE_SUCCEEDED',
    ])
    expect(payment.state()).toMatchObject({ status: 'CAPTURED', amountCapturedMinor: 1000n, calls: [] })
  })

  it('captures by a call of its own where the gateway has no sale in one call', () => {
    const payment = confirmed().answer(AUTHORIZE, approval(created().state(), false))
    expect(payment.types().slice(-1)).toEqual(['CAPTURE_STARTED'])
    expect(payment.state().status).toBe('PROCESSING')
    payment.answer({ kind: 'capture', number: 1 }, { kind: 'approved' })
    expect(payment.state().status).toBe('CAPTURED')
  })

  it('voids the hold and counts as declined when that capture certainly fails', () => {
    const payment = confirmed().answer(AUTHORIZE, approval(created().state(), false))
    payment.answer({ kind: 'capture', number: 1 }, DECLINED)
    expect(payment.state().status).toBe('REQUIRES_PAYMENT_METHOD')
    expect(payment.effects()).toEqual([{ kind: 'call', call: { kind: 'void', number: 1 } }])
    payment.answer({ kind: 'void', number: 1 }, { kind: 'approved' })
    expect(payment.types().at(-1)).toBe('COMPENSATED')
  })

  it('asks for a card again after a decline, and takes another', () => {
    const payment = confirmed().answer(AUTHORIZE, DECLINED, 'call', CARD)
    expect(payment.state()).toMatchObject({ status: 'REQUIRES_PAYMENT_METHOD', failure: { code: 'card_declined' } })
    payment.step({ kind: 'confirm', confirm: confirmWith('tok_2', payment.now()) })
    expect(payment.state()).toMatchObject({ status: 'PROCESSING', failure: undefined })
  })

  it('fails for good when its tenth attempt is declined', () => {
    const payment = created()
    for (let number = 1; number <= 10; number += 1) {
      payment.step({ kind: 'confirm', confirm: confirmWith(`tok_${number}`, payment.now()) })
      payment.answer({ kind: 'authorize', number }, DECLINED)
    }
    expect(payment.state().status).toBe('FAILED')
    expect(allowedActions(payment.state())).toEqual([])
  })

  it('does not send a card again that was answered before', () => {
    const payment = confirmed().answer(AUTHORIZE, DECLINED)
    payment.step({ kind: 'confirm', confirm: confirmWith('tok_1', payment.now()) })
    expect(payment.effects()).toEqual([])
    expect(payment.state()).toMatchObject({ status: 'REQUIRES_PAYMENT_METHOD', failure: { category: 'INVALID_CARD' } })
  })

  it('says that there is no gateway instead of failing where no route is enabled', () => {
    const payment = created()
    payment.step({ kind: 'confirm', confirm: confirmWith('tok_1', payment.now(), []) })
    expect(payment.state()).toMatchObject({ status: 'REQUIRES_PAYMENT_METHOD', failure: { code: 'no_gateway' } })
  })
})

describe('an attempt that was certainly not processed', () => {
  it.each(['not_sent', 'unprocessed'])('GW8 goes to the next account at once: %s', (kind) => {
    const outcome = kind === 'not_sent' ? { kind, reason: 'connection_refused' } : FENCED
    const payment = confirmed().answer(AUTHORIZE, outcome, 'call', CARD)
    expect(payment.types().slice(-2)).toEqual(['ATTEMPT_ENDED', 'ATTEMPT_STARTED'])
    expect(payment.state().attempts[1]?.route.gateway).toBe('b')
    expect(payment.effects()).toEqual([{ kind: 'call', call: { kind: 'authorize', number: 2 } }])
  })

  it('is not tried elsewhere without the card in memory', () => {
    const payment = confirmed().answer(AUTHORIZE, { kind: 'not_sent', reason: 'x' }, 'call', [])
    expect(payment.state()).toMatchObject({
      status: 'REQUIRES_PAYMENT_METHOD',
      failure: { category: 'GATEWAY_UNAVAILABLE', retryable: true },
    })
  })

  it('is not tried elsewhere with less than eight seconds left', () => {
    const payment = confirmed()
    payment.wait(22_001)
    payment.answer(AUTHORIZE, FENCED, 'call', CARD)
    expect(payment.state().attempts).toHaveLength(1)
  })

  it('ends when every account was tried once', () => {
    const notSent = { kind: 'not_sent', reason: 'connection_refused' } as const
    const payment = confirmed().answer(AUTHORIZE, notSent, 'call', CARD)
    payment.answer({ kind: 'authorize', number: 2 }, notSent, 'call', CARD)
    expect(payment.state().attempts).toHaveLength(2)
    expect(payment.state().status).toBe('REQUIRES_PAYMENT_METHOD')
  })
})

describe('an unknown outcome', () => {
  it('GW1 is never taken for a decline: it is looked up', () => {
    const payment = confirmed().answer(AUTHORIZE, UNKNOWN, 'call', CARD)
    expect(payment.state()).toMatchObject({ status: 'PROCESSING' })
    expect(payment.effects()).toEqual([{ kind: 'resolve', call: AUTHORIZE }])
    payment.answer(AUTHORIZE, approval(payment.state(), true), 'query', CARD)
    expect(payment.types()).toContain('OUTCOME_RESOLVED')
    expect(payment.state().status).toBe('CAPTURED')
  })

  it('GW5 is fenced when it is not found, and the charge that shows then is kept', () => {
    const payment = confirmed().answer(AUTHORIZE, UNKNOWN).answer(AUTHORIZE, { kind: 'not_found' }, 'query')
    expect(payment.types().at(-1)).toBe('CANCEL_STARTED')
    expect(payment.effects()).toEqual([{ kind: 'call', call: { kind: 'fence', number: 1 } }])
    payment.answer({ kind: 'fence', number: 1 }, approval(payment.state(), true))
    expect(payment.state()).toMatchObject({ status: 'CAPTURED', calls: [], cancellations: [] })
  })

  it('GW9 goes to the next account once a fence proved that nothing was charged', () => {
    const payment = confirmed().answer(AUTHORIZE, UNKNOWN, 'call', CARD)
    payment.answer(AUTHORIZE, { kind: 'not_found' }, 'query', CARD)
    payment.answer({ kind: 'fence', number: 1 }, FENCED, 'call', CARD)
    expect(payment.state().attempts).toHaveLength(2)
  })

  it.each([UNKNOWN, { kind: 'not_sent', reason: 'connection_refused' }])(
    'stays unknown when the look-up itself tells nothing: $kind',
    (outcome) => {
      const payment = confirmed().answer(AUTHORIZE, UNKNOWN).answer(AUTHORIZE, outcome, 'query', CARD)
      expect(payment.state().status).toBe('PROCESSING')
      expect(payment.state().attempts).toHaveLength(1)
      expect(payment.state().calls[0]?.nextCheckAtMs).toBe(payment.now() + 1_000)
    },
  )

  it('of a capture stays PENDING and lowers what can be captured', () => {
    const payment = authorized().step({ kind: 'capture', amountMinor: 400n, final: false })
    payment.answer({ kind: 'capture', number: 1 }, UNKNOWN)
    expect(payment.state().captures[0]?.status).toBe('PENDING')
    expect(capturableMinor(payment.state())).toBe(600n)
    payment.answer({ kind: 'capture', number: 1 }, { kind: 'not_sent', reason: 'x' }, 'resend')
    expect(payment.state().captures[0]?.status).toBe('PENDING')
    payment.answer({ kind: 'capture', number: 1 }, { kind: 'approved' }, 'resend')
    expect(payment.state()).toMatchObject({ status: 'PARTIALLY_CAPTURED', amountCapturedMinor: 400n })
  })

  it('of a refund stays PENDING until the same request is answered', () => {
    const payment = captured().step({ kind: 'refund' })
    payment.answer({ kind: 'refund', number: 1 }, UNKNOWN)
    expect(payment.state().refunds[0]?.status).toBe('PENDING')
    expect(payment.effects()).toEqual([{ kind: 'resolve', call: { kind: 'refund', number: 1 } }])
  })

  it('is looked for again by the clock, and given to an operator after seven days', () => {
    const payment = confirmed().answer(AUTHORIZE, UNKNOWN)
    let looks = 0
    while (payment.state().calls[0]?.nextCheckAtMs !== undefined && looks < 100) {
      payment.answer(AUTHORIZE, UNKNOWN, 'query')
      payment.wait(7 * 3_600_000)
      payment.step({ kind: 'check', running: [], woken: false })
      looks += 1
    }
    expect(looks).toBeGreaterThan(30)
    expect(payment.state().status).toBe('PROCESSING')
    expect(payment.effects()).toEqual([])
  })
})

describe('an answer about something else', () => {
  it.each([{ amountMinor: 999n }, { currency: 'USD' }, { reference: 'pay_other' }])(
    'GW7 is voided and counts as a decline: %o',
    (change) => {
      const payment = confirmed('MANUAL')
      payment.answer(AUTHORIZE, approval(payment.state(), false, change), 'call', CARD)
      expect(payment.state()).toMatchObject({
        status: 'REQUIRES_PAYMENT_METHOD',
        failure: { code: 'gateway_answer_mismatch' },
      })
      expect(payment.effects()).toEqual([{ kind: 'call', call: { kind: 'void', number: 1 } }])
    },
  )
})

describe('a late approval', () => {
  it('of an attempt that was declined is given back, while the newer attempt is the one that counts', () => {
    const payment = confirmed().answer(AUTHORIZE, DECLINED)
    payment.step({ kind: 'confirm', confirm: confirmWith('tok_2', payment.now()) })
    tell(payment, { kind: 'attempt', attemptId: ATTEMPT_1, outcome: approval(payment.state(), true) })
    expect(payment.state().status).toBe('PROCESSING')
    expect(payment.effects()).toEqual([{ kind: 'call', call: { kind: 'return', number: 1 } }])
    payment.answer({ kind: 'authorize', number: 2 }, approval(payment.state(), true))
    expect(payment.state()).toMatchObject({ status: 'CAPTURED', amountCapturedMinor: 1000n, authorizedBy: 2 })
  })
})

describe('what is not believed', () => {
  it('GW7 a refused return of unwanted money is asked for again, for as long as it takes', () => {
    const payment = confirmed()
    payment.answer(AUTHORIZE, approval(payment.state(), true, { amountMinor: 999n, capturedMinor: 999n }), 'call', CARD)
    payment.answer({ kind: 'return', number: 1 }, DECLINED)
    expect(payment.state()).toMatchObject({ failure: { code: 'gateway_answer_mismatch' } })
    expect(payment.state().calls).toMatchObject([{ reference: { kind: 'return' }, certainty: 'unknown' }])
    payment.answer({ kind: 'return', number: 1 }, DECLINED, 'resend')
    expect(payment.state().calls).toHaveLength(1)
    payment.answer({ kind: 'return', number: 1 }, { kind: 'approved' }, 'resend')
    expect(payment.types().at(-1)).toBe('COMPENSATED')
  })

  it.each([300n, 5000n])('GW7 a sale that captured another amount is given back: %s', (capturedMinor) => {
    const payment = confirmed()
    payment.answer(AUTHORIZE, approval(payment.state(), true, { capturedMinor }), 'call', CARD)
    expect(payment.state().status).toBe('REQUIRES_PAYMENT_METHOD')
    expect(payment.effects()).toEqual([{ kind: 'call', call: { kind: 'return', number: 1 } }])
  })

  it('GW7 a capture that is answered in another currency stays unknown', () => {
    const payment = authorized().step({ kind: 'capture', final: true })
    payment.answer({ kind: 'capture', number: 1 }, { kind: 'approved', amountMinor: 5000n, currency: 'USD' })
    expect(payment.state()).toMatchObject({ status: 'AUTHORIZED', captures: [{ status: 'PENDING' }] })
    payment.answer({ kind: 'capture', number: 1 }, { kind: 'approved', amountMinor: 1000n, currency: 'EUR' }, 'resend')
    expect(payment.state().status).toBe('CAPTURED')
  })

  it('GW7 a refund is recorded over what the gateway really paid back', () => {
    const payment = captured().step({ kind: 'refund' })
    payment.answer({ kind: 'refund', number: 1 }, { kind: 'approved', amountMinor: 999n, currency: 'EUR' })
    expect(payment.state()).toMatchObject({ amountRefundedMinor: 999n })
    expect(refundableMinor(payment.state())).toBe(1n)
  })

  it('an earlier capture that is found out late does not open what a final one closed', () => {
    const payment = authorized().step({ kind: 'capture', amountMinor: 100n, final: false })
    payment.answer({ kind: 'capture', number: 1 }, UNKNOWN)
    payment.step({ kind: 'capture', amountMinor: 200n, final: true })
    payment.answer({ kind: 'capture', number: 2 }, { kind: 'approved' })
    payment.answer({ kind: 'capture', number: 1 }, { kind: 'approved' }, 'resend')
    expect(payment.state()).toMatchObject({ status: 'CAPTURED', amountCapturedMinor: 300n })
  })

  it('a used card that is offered again and again leaves one trace', () => {
    const payment = confirmed().answer(AUTHORIZE, DECLINED)
    payment.step({ kind: 'confirm', confirm: confirmWith('tok_1', payment.now()) })
    const before = payment.types().length
    payment.step({ kind: 'confirm', confirm: confirmWith('tok_1', payment.now()) })
    expect(payment.types()).toHaveLength(before)
  })
})

describe('after a crash', () => {
  it('CR1 finds an intent without an outcome at once, whatever its due time', () => {
    const payment = confirmed()
    payment.step({ kind: 'check', running: [], woken: true })
    expect(payment.types().at(-1)).toBe('OUTCOME_UNKNOWN')
    expect(payment.effects()).toEqual([{ kind: 'resolve', call: AUTHORIZE }])
    payment.answer(AUTHORIZE, { kind: 'not_found' }, 'query').answer({ kind: 'fence', number: 1 }, FENCED)
    expect(payment.state()).toMatchObject({
      status: 'REQUIRES_PAYMENT_METHOD',
      failure: { code: 'gateway_unavailable', retryable: true },
    })
  })

  it('leaves a call alone that it is still waiting for', () => {
    const payment = confirmed()
    payment.wait(26_000)
    payment.step({ kind: 'check', running: [AUTHORIZE], woken: false })
    expect(payment.types()).toHaveLength(2)
    expect(payment.effects()).toEqual([])
  })
})

describe('a challenge', () => {
  it('asks the gateway once when the shopper returns, and hands a second visit nothing', () => {
    const payment = confirmed().answer(AUTHORIZE, ACTION)
    expect(payment.state().status).toBe('REQUIRES_ACTION')
    payment.step({ kind: 'returned', attempt: 1, values: { result: 'x' } })
    expect(payment.effects()).toEqual([{ kind: 'call', call: { kind: 'complete', number: 1 } }])
    payment.step({ kind: 'returned', attempt: 1, values: {} })
    expect(payment.effects()).toEqual([])
    payment.answer({ kind: 'complete', number: 1 }, approval(payment.state(), true))
    expect(payment.state().status).toBe('CAPTURED')
  })

  it('makes room for another card once it is fenced', () => {
    const payment = confirmed().answer(AUTHORIZE, ACTION)
    payment.step({ kind: 'confirm', confirm: confirmWith('tok_2', payment.now()) })
    expect(payment.state().status).toBe('PROCESSING')
    payment.answer({ kind: 'fence', number: 1 }, FENCED, 'call', CARD)
    expect(payment.state().attempts.map(({ status }) => status)).toEqual(['UNPROCESSED', 'STARTED'])
  })

  it('RA6 is given back when it was approved before the fence, and then the other card is sent', () => {
    const payment = confirmed().answer(AUTHORIZE, ACTION)
    payment.step({ kind: 'confirm', confirm: confirmWith('tok_2', payment.now()) })
    payment.answer({ kind: 'fence', number: 1 }, approval(payment.state(), true), 'call', CARD)
    expect(payment.state().status).toBe('PROCESSING')
    expect(payment.effects()).toEqual([{ kind: 'call', call: { kind: 'return', number: 1 } }])
    payment.answer({ kind: 'return', number: 1 }, { kind: 'approved' }, 'call', CARD)
    expect(payment.types().slice(-2)).toEqual(['COMPENSATED', 'ATTEMPT_STARTED'])
    payment.answer({ kind: 'authorize', number: 2 }, approval(payment.state(), true), 'call', CARD)
    expect(payment.state()).toMatchObject({ status: 'CAPTURED', amountCapturedMinor: 1000n, authorizedBy: 2 })
  })

  it('pays after all when the gateway certainly will not give the first charge back', () => {
    const payment = confirmed().answer(AUTHORIZE, ACTION)
    payment.step({ kind: 'confirm', confirm: confirmWith('tok_2', payment.now()) })
    payment.answer({ kind: 'fence', number: 1 }, approval(payment.state(), true), 'call', CARD)
    payment.answer({ kind: 'return', number: 1 }, DECLINED, 'call', CARD)
    expect(payment.state()).toMatchObject({ status: 'CAPTURED', authorizedBy: 1 })
    expect(payment.state().attempts).toHaveLength(1)
  })

  it('is joined by the same card', () => {
    const payment = confirmed().answer(AUTHORIZE, ACTION)
    payment.step({ kind: 'confirm', confirm: confirmWith('tok_1', payment.now()) })
    expect(payment.refusal()).toBeUndefined()
    expect(payment.state().status).toBe('REQUIRES_ACTION')
  })
})

describe('cancel and expiry', () => {
  it('RA1 refuses a void while a capture is pending, and a capture once a void has begun', () => {
    const capturing = authorized().step({ kind: 'capture', final: true }).step({ kind: 'cancel' })
    expect(capturing.refusal()).toMatchObject({ kind: 'invalid_state', status: 'AUTHORIZED' })
    const voiding = authorized().step({ kind: 'cancel' }).step({ kind: 'capture', final: true })
    expect(voiding.refusal()).toMatchObject({ kind: 'invalid_state', allowedActions: [] })
  })

  it('keeps the status while the void is unknown, and tells when it looks again', () => {
    const payment = authorized().step({ kind: 'cancel' }).answer({ kind: 'void', number: 1 }, UNKNOWN)
    expect(payment.state().status).toBe('AUTHORIZED')
    expect(allowedActions(payment.state())).toEqual([])
    payment.answer({ kind: 'void', number: 1 }, { kind: 'approved' }, 'resend')
    expect(payment.state()).toMatchObject({ status: 'CANCELED', calls: [] })
  })

  it.each([
    { kind: 'not_sent', reason: 'connection_refused' },
    { kind: 'unprocessed', failure: failureOf('gateway_unavailable') },
  ])('I5 sends the void again that was not carried out: %o', (outcome) => {
    const payment = authorized().step({ kind: 'cancel' }).answer({ kind: 'void', number: 1 }, outcome)
    expect(payment.types()).not.toContain('CANCEL_FAILED')
    payment.wait(60_000)
    payment.step({ kind: 'check', running: [], woken: false })
    expect(payment.effects()).toEqual([{ kind: 'resolve', call: { kind: 'void', number: 1 } }])
  })

  it('stays authorized when the gateway certainly refuses the void', () => {
    const payment = authorized().step({ kind: 'cancel' }).answer({ kind: 'void', number: 1 }, DECLINED)
    expect(payment.state().status).toBe('AUTHORIZED')
    expect(allowedActions(payment.state())).toEqual(['CAPTURE', 'CANCEL'])
  })

  it('releases the rest of a partly captured payment and ends it as captured', () => {
    const payment = authorized().step({ kind: 'capture', amountMinor: 300n, final: false })
    payment.answer({ kind: 'capture', number: 1 }, { kind: 'approved' }).step({ kind: 'cancel' })
    payment.answer({ kind: 'void', number: 1 }, { kind: 'approved' })
    expect(payment.state()).toMatchObject({ status: 'CAPTURED', amountCapturedMinor: 300n })
    expect(payment.types().at(-1)).toBe('AUTHORIZATION_RELEASED')
  })

  it('RA6 voids a hold that is approved while the payment is being canceled', () => {
    const payment = confirmed('MANUAL').answer(AUTHORIZE, ACTION).step({ kind: 'cancel' })
    payment.answer({ kind: 'fence', number: 1 }, approval(payment.state(), false))
    expect(payment.effects()).toEqual([{ kind: 'call', call: { kind: 'void', number: 1 } }])
    payment.answer({ kind: 'void', number: 1 }, { kind: 'approved' })
    expect(payment.state().status).toBe('CANCELED')
    expect(payment.types().slice(-2)).toEqual(['COMPENSATED', 'PAYMENT_CANCELED'])
  })

  it.each([
    [false, 'void'],
    [true, 'return'],
  ])('RA6 gives back what is approved after the end of the payment (captured: %s)', (isCaptured, means) => {
    const payment = confirmed().answer(AUTHORIZE, ACTION).step({ kind: 'cancel' })
    payment.answer({ kind: 'fence', number: 1 }, FENCED)
    expect(payment.state().status).toBe('CANCELED')
    tell(payment, { kind: 'attempt', attemptId: ATTEMPT_1, outcome: approval(payment.state(), isCaptured) })
    expect(payment.effects()).toEqual([{ kind: 'call', call: { kind: means, number: 1 } }])
    payment.answer({ kind: means as 'void', number: 1 }, { kind: 'approved' })
    expect(payment.state()).toMatchObject({ status: 'CANCELED', amountCapturedMinor: 0n, calls: [] })
    expect(payment.types().at(-1)).toBe('COMPENSATED')
  })

  it('expires an unpaid payment after 24 hours', () => {
    const payment = created()
    payment.wait(24 * 3_600_000)
    payment.step({ kind: 'check', running: [], woken: false })
    expect(payment.state().status).toBe('EXPIRED')
  })

  it('expires a hold only when its void is certain', () => {
    const payment = authorized()
    payment.wait(7 * 24 * 3_600_000)
    payment.step({ kind: 'check', running: [], woken: false })
    expect(payment.state().status).toBe('AUTHORIZED')
    payment.answer({ kind: 'void', number: 1 }, { kind: 'approved' })
    expect(payment.state().status).toBe('EXPIRED')
  })

  it('never expires while an outcome is unknown', () => {
    const payment = confirmed().answer(AUTHORIZE, UNKNOWN)
    payment.wait(48 * 3_600_000)
    payment.step({ kind: 'check', running: [AUTHORIZE], woken: false })
    expect(payment.state().status).toBe('PROCESSING')
  })
})

describe('captures and refunds', () => {
  it('HS1 refuses to capture more than is authorized and names what is available', () => {
    const payment = authorized().step({ kind: 'capture', amountMinor: 1001n, final: true })
    expect(payment.refusal()).toEqual({ kind: 'amount_too_large', availableMinor: 1000n, currency: 'EUR' })
  })

  it('HS1 refuses to capture more than is left after a part', () => {
    const payment = authorized().step({ kind: 'capture', amountMinor: 600n, final: false })
    payment.answer({ kind: 'capture', number: 1 }, { kind: 'approved' })
    payment.step({ kind: 'capture', amountMinor: 401n, final: true })
    expect(payment.refusal()).toEqual({ kind: 'amount_too_large', availableMinor: 400n, currency: 'EUR' })
  })

  it('takes the exact remainder', () => {
    const payment = captured().step({ kind: 'refund', amountMinor: 400n })
    payment.answer({ kind: 'refund', number: 1 }, { kind: 'approved' }).step({ kind: 'refund', amountMinor: 600n })
    payment.answer({ kind: 'refund', number: 2 }, { kind: 'approved' })
    expect(payment.state()).toMatchObject({ status: 'CAPTURED', amountRefundedMinor: 1000n })
    expect(refundableMinor(payment.state())).toBe(0n)
  })

  it('RA2 counts refunds that are still pending', () => {
    const payment = captured()
    for (let number = 0; number < 10; number += 1) payment.step({ kind: 'refund', amountMinor: 300n })
    expect(payment.state().refunds).toHaveLength(3)
    expect(refundableMinor(payment.state())).toBe(100n)
  })

  it('RA4 takes a refund back that succeeded and then failed', () => {
    const payment = captured().step({ kind: 'refund' }).answer({ kind: 'refund', number: 1 }, { kind: 'approved' })
    const refundId = childId('refund', PAYMENT_ID, 1)
    tell(payment, { ...REFUND, refundId, status: 'FAILED' })
    expect(payment.state()).toMatchObject({ amountRefundedMinor: 0n, refunds: [{ status: 'FAILED' }] })
    tell(payment, { ...REFUND, refundId, status: 'SUCCEEDED' }, 'msg_2')
    expect(payment.types().at(-1)).toBe('GATEWAY_MESSAGE_IGNORED')
  })

  it('records a refund that was made in the gateway’s own dashboard', () => {
    const payment = tell(captured(), { ...REFUND, status: 'SUCCEEDED', amountMinor: 250n })
    expect(payment.state()).toMatchObject({ amountRefundedMinor: 250n, refunds: [{ origin: 'GATEWAY' }] })
  })
})

const REFUND = {
  kind: 'refund',
  attemptId: ATTEMPT_1,
  gatewayReference: 're_1',
  amountMinor: 1000n,
  currency: 'EUR',
  status: 'SUCCEEDED',
} as const

const DISPUTE = {
  kind: 'dispute',
  attemptId: ATTEMPT_1,
  gatewayReference: 'dp_1',
  stage: 'CHARGEBACK',
  status: 'NEEDS_RESPONSE',
  amountMinor: 1000n,
  currency: 'EUR',
  reason: 'FRAUDULENT',
  reasonCode: '10.4',
} as const

describe('disputes', () => {
  it('RA3 lowers what can be refunded while a refund is under way', () => {
    const payment = captured().step({ kind: 'refund', amountMinor: 300n })
    tell(payment, DISPUTE)
    expect(refundableMinor(payment.state())).toBe(0n)
    payment.answer({ kind: 'refund', number: 1 }, { kind: 'approved' })
    expect(payment.state().amountRefundedMinor).toBe(300n)
  })

  it('RA5 records a chargeback after a full refund', () => {
    const payment = captured().step({ kind: 'refund' }).answer({ kind: 'refund', number: 1 }, { kind: 'approved' })
    tell(payment, DISPUTE)
    expect(payment.state().disputes).toHaveLength(1)
    expect(refundableMinor(payment.state())).toBe(0n)
  })

  it('an inquiry does not lower what can be refunded', () => {
    expect(refundableMinor(tell(captured(), { ...DISPUTE, stage: 'INQUIRY' }).state())).toBe(1000n)
  })

  it('gives the money back when it is won', () => {
    const payment = tell(captured(), DISPUTE)
    tell(payment, { ...DISPUTE, status: 'WON' }, 'msg_2', 2_000)
    expect(payment.types().at(-1)).toBe('DISPUTE_CLOSED')
    expect(refundableMinor(payment.state())).toBe(1000n)
  })

  it('WI2 ends the same whatever the order of its messages', () => {
    const opened = message(DISPUTE, 'msg_1', 1_000)
    const reviewed = message({ ...DISPUTE, status: 'UNDER_REVIEW' }, 'msg_2', 2_000)
    const lost = message({ ...DISPUTE, status: 'LOST' }, 'msg_3', 3_000)
    for (const order of [
      [opened, reviewed, lost],
      [lost, reviewed, opened],
      [reviewed, lost, opened],
      [lost, opened, reviewed],
    ]) {
      const payment = captured()
      for (const told of order) payment.step({ kind: 'message', message: told, accountId: 'gwa_a', cards: [] })
      expect(payment.state().disputes).toHaveLength(1)
      expect(payment.state().disputes[0]?.status).toBe('LOST')
    }
  })

  it('WI3 waits for the attempt it is about', () => {
    const payment = confirmed()
    const before = payment.types().length
    tell(payment, DISPUTE)
    expect(payment.types()).toHaveLength(before)
  })

  it('is accepted once, and takes no response after that', () => {
    const payment = tell(captured(), DISPUTE).step({ kind: 'acceptDispute', dispute: 1 })
    payment.answer({ kind: 'respond', number: 1 }, { kind: 'approved' })
    expect(payment.state().disputes[0]?.status).toBe('ACCEPTED')
    payment.step({ kind: 'submitEvidence', dispute: 1, sealed: 'x', submit: true })
    expect(payment.refusal()).toMatchObject({ kind: 'invalid_state', disputeStatus: 'ACCEPTED' })
  })

  it('is under review once its evidence is taken', () => {
    const payment = tell(captured(), DISPUTE)
    payment.step({ kind: 'submitEvidence', dispute: 1, sealed: 'x', submit: true })
    payment.answer({ kind: 'respond', number: 1 }, { kind: 'approved' })
    expect(payment.state().disputes[0]).toMatchObject({ status: 'UNDER_REVIEW', sealed: 'x' })
  })

  it('keeps a draft of the evidence without telling the gateway', () => {
    const payment = tell(captured(), DISPUTE)
    payment.step({ kind: 'submitEvidence', dispute: 1, sealed: 'x', submit: false })
    expect(payment.effects()).toEqual([])
    expect(payment.state().disputes[0]).toMatchObject({ status: 'NEEDS_RESPONSE', sealed: 'x' })
  })
})

describe('messages', () => {
  it('WI3 settles an attempt whose answer is still on its way, and the late answer changes nothing', () => {
    const payment = confirmed()
    tell(payment, { kind: 'attempt', attemptId: ATTEMPT_1, outcome: approval(payment.state(), true) })
    expect(payment.state().status).toBe('CAPTURED')
    const before = payment.types().length
    payment.answer(AUTHORIZE, approval(payment.state(), true))
    expect(payment.types()).toHaveLength(before)
  })

  it('from another account are recorded and move nothing', () => {
    const payment = confirmed()
    payment.step({
      kind: 'message',
      message: message({ kind: 'attempt', attemptId: ATTEMPT_1, outcome: approval(payment.state(), true) }),
      accountId: 'gwa_b',
      cards: [],
    })
    expect(payment.types().at(-1)).toBe('GATEWAY_MESSAGE_IGNORED')
    expect(payment.state().status).toBe('PROCESSING')
  })
})
