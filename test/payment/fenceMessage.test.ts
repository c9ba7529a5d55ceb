import { describe, expect, it } from 'vitest'
import { failureOf } from '../../src/failure/failure.ts'
import type { GatewayMessage } from '../../src/gateway/gateway.ts'
import { confirmWith, created, type Driver, PAYMENT_ID } from './driver.ts'

const AUTHORIZE = { kind: 'authorize', number: 1 } as const
const FENCE = { kind: 'fence', number: 1 } as const
const FENCED = { kind: 'unprocessed', failure: failureOf('fenced') } as const
const NOT_FOUND = { kind: 'not_found' } as const
const TEN_MINUTES_MS = 600_000

type AttemptEnd = Extract<GatewayMessage['content'], { readonly kind: 'attempt' }>

/** The answer was lost, the card is gone, and the gateway took a cancel by our reference in. */
function beingFenced(): Driver {
  const payment = created()
  payment.step({ kind: 'confirm', confirm: confirmWith('tok_1', payment.now()) })
  payment.answer(AUTHORIZE, { kind: 'unknown', reason: 'time-out' }).answer(AUTHORIZE, NOT_FOUND, 'query')
  return payment.answer(FENCE, { kind: 'pending' }, 'fence')
}

function tell(payment: Driver, content: Omit<AttemptEnd, 'kind'>, occurredAtMs = payment.now(), id = 'msg_1'): Driver {
  const message: GatewayMessage = { id, paymentId: PAYMENT_ID, occurredAtMs, content: { kind: 'attempt', ...content } }
  return payment.step({ kind: 'message', message, accountId: 'gwa_a', cards: [] })
}

describe('a cancel by the payment’s reference, which names no attempt of ours', () => {
  it.each([
    ['and nothing', {}],
    ['but the gateway’s own for a payment whose answer was lost', { attemptReference: 'ch_9' }],
  ])('%s: it ends the attempt that is being fenced', (_title, named) => {
    const payment = tell(beingFenced(), { ...named, outcome: FENCED })
    expect(payment.state()).toMatchObject({ status: 'REQUIRES_PAYMENT_METHOD', failure: { retryable: true } })
  })

  it('ends nothing where nothing is being fenced', () => {
    const payment = created()
    payment.step({ kind: 'confirm', confirm: confirmWith('tok_1', payment.now()) })
    tell(payment, { outcome: FENCED })
    expect(payment.state().status).toBe('PROCESSING')
    expect(payment.types().at(-1)).toBe('GATEWAY_MESSAGE_IGNORED')
  })

  it('ends nothing that another account is asked about', () => {
    const payment = beingFenced()
    const content = { kind: 'attempt', outcome: FENCED } as const
    const message = { id: 'msg_1', paymentId: PAYMENT_ID, occurredAtMs: payment.now(), content }
    payment.step({ kind: 'message', message, accountId: 'gwa_b', cards: [] })
    expect(payment.state().status).toBe('PROCESSING')
  })

  it('GW5 that found nothing proves something only once the attempt was old when it looked', () => {
    const payment = beingFenced()
    const earlyMs = payment.now()
    payment.wait(TEN_MINUTES_MS)
    tell(payment, { outcome: NOT_FOUND }, earlyMs)
    expect(payment.state().status).toBe('PROCESSING')
    tell(payment, { outcome: NOT_FOUND }, payment.now(), 'msg_2')
    expect(payment.state().status).toBe('REQUIRES_PAYMENT_METHOD')
  })
})
