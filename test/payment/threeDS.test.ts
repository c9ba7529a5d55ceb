import { describe, expect, it } from 'vitest'
import { failureOf } from '../../src/failure/failure.ts'
import type { ThreeDSStep } from '../../src/gateway/threeDS.ts'
import { encodeMessage } from '../../src/gateway/threeDSMessages.ts'
import { childId } from '../../src/ids/ids.ts'
import { openStep } from '../../src/payment/transition/step.ts'
import { approval, confirmWith, created, type Driver, PAYMENT_ID, START_MS } from './driver.ts'

const AUTHORIZE = { kind: 'authorize', number: 1 } as const
const COMPLETE = { kind: 'complete', number: 1 } as const
const FENCE = { kind: 'fence', number: 1 } as const
const MINUTE_MS = 60_000

const DEVICE: ThreeDSStep = {
  kind: 'device_data',
  threeDSServerTransId: 'trans-1',
  methodUrl: 'https://acs.example/method',
  untilMs: START_MS + 20_000,
}
const CHALLENGE: ThreeDSStep = {
  kind: 'challenge',
  threeDSServerTransId: 'trans-1',
  acsUrl: 'https://acs.example/challenge',
  creq: 'creq',
  windowSize: '02',
  untilMs: START_MS + 10 * MINUTE_MS,
}
const asked = (step: ThreeDSStep, number = 1) => ({
  kind: 'action_required',
  action: { type: 'three_ds_challenge', url: `https://api.example/three-ds/token?step=${number}` },
  step,
})
const resultOf = (threeDSServerTransID: string) => ({ cres: encodeMessage({ threeDSServerTransID, transStatus: 'Y' }) })

const confirmed = (): Driver => {
  const payment = created()
  return payment.step({ kind: 'confirm', confirm: confirmWith('tok_1', payment.now()) })
}
const back = (payment: Driver, values: Readonly<Record<string, string>>) =>
  payment.step({ kind: 'returned', attempt: 1, values })
const ring = (payment: Driver) => payment.step({ kind: 'check', running: [], woken: false })

describe('a payment whose issuer wants to know the device first', () => {
  it('hands on what the browser brought, and then asks the shopper', () => {
    const payment = confirmed().answer(AUTHORIZE, asked(DEVICE))
    expect(openStep(payment.state(), 1)).toEqual({ step: DEVICE })
    expect(back(payment, { threeDSCompInd: 'Y' }).effects()).toEqual([{ kind: 'call', call: COMPLETE }])
    expect(payment.state().attempts[0]).toMatchObject({ returned: { threeDSCompInd: 'Y' }, step: DEVICE })
    payment.answer(COMPLETE, asked(CHALLENGE, 2))
    expect(payment.state()).toMatchObject({
      status: 'REQUIRES_ACTION',
      attempts: [
        { step: CHALLENGE, action: { url: 'https://api.example/three-ds/token?step=2' }, returned: undefined },
      ],
    })
    back(payment, resultOf('trans-1')).answer(COMPLETE, approval(payment.state(), true))
    expect(payment.state().status).toBe('CAPTURED')
    expect(openStep(payment.state(), 1)).toEqual({})
  })

  it('does not wait for the device beyond its time', () => {
    const payment = confirmed().answer(AUTHORIZE, asked(DEVICE))
    expect(payment.state().expiresAtMs).toBe(DEVICE.untilMs)
    payment.wait(20_000)
    expect(ring(payment).effects()).toEqual([{ kind: 'call', call: COMPLETE }])
    expect(payment.state().attempts[0]?.returned).toEqual({ threeDSCompInd: 'N' })
  })

  it('ends in twenty seconds also where the gateway names no time, and a challenge in a quarter of an hour', () => {
    const { untilMs: _device, ...device } = DEVICE
    const payment = confirmed().answer(AUTHORIZE, asked(device))
    expect(payment.state().expiresAtMs).toBe(START_MS + 20_000)
    const { untilMs: _challenge, ...challenge } = CHALLENGE
    back(payment, { threeDSCompInd: 'U' }).answer(COMPLETE, asked(challenge, 2))
    expect(payment.state().expiresAtMs).toBe(START_MS + 15 * MINUTE_MS)
  })

  it('TD2 takes neither a challenge’s result for it, nor device data for a challenge', () => {
    const payment = confirmed().answer(AUTHORIZE, asked(DEVICE))
    expect(back(payment, resultOf('trans-1')).effects()).toEqual([])
    expect(back(payment, {}).effects()).toEqual([])
    back(payment, { threeDSCompInd: 'N' }).answer(COMPLETE, asked(CHALLENGE, 2))
    expect(back(payment, { threeDSCompInd: 'Y' }).effects()).toEqual([])
    expect(payment.state().status).toBe('REQUIRES_ACTION')
  })
})

describe('a challenge in our own page', () => {
  it('TD1 is heard once, however often its result arrives', () => {
    const payment = confirmed().answer(AUTHORIZE, asked(CHALLENGE))
    back(payment, resultOf('trans-1'))
    expect(back(payment, resultOf('trans-1')).effects()).toEqual([])
    payment.answer(COMPLETE, approval(payment.state(), true))
    expect(back(payment, resultOf('trans-1')).effects()).toEqual([])
    expect(payment.types().filter((type) => type === 'CAPTURE_SUCCEEDED')).toHaveLength(1)
  })

  it('TD2 hands on no result of another transaction, and leaves no trace of it', () => {
    const payment = confirmed().answer(AUTHORIZE, asked(CHALLENGE))
    const before = payment.types()
    for (const values of [resultOf('trans-2'), { cres: 'garbage' }, { cres: '' }, {}]) back(payment, values)
    expect(payment.types()).toEqual(before)
  })

  it('TD3 is found out by the gateway’s message when the tab was closed', () => {
    const payment = confirmed().answer(AUTHORIZE, asked(CHALLENGE))
    payment.step({
      kind: 'message',
      accountId: 'gwa_a',
      cards: [],
      message: {
        id: 'evt_1',
        paymentId: PAYMENT_ID,
        occurredAtMs: payment.now(),
        content: {
          kind: 'attempt',
          attemptId: childId('attempt', PAYMENT_ID, 1),
          outcome: approval(payment.state(), true),
        },
      },
    })
    expect(payment.state().status).toBe('CAPTURED')
  })

  it('TD4 is ended at the gateway when its time is over, and asks for another card', () => {
    const payment = confirmed().answer(AUTHORIZE, asked(CHALLENGE))
    payment.wait(10 * MINUTE_MS)
    expect(ring(payment).effects()).toEqual([{ kind: 'call', call: FENCE }])
    expect(openStep(payment.state(), 1)).toEqual({})
    expect(back(payment, resultOf('trans-1')).effects()).toEqual([])
    payment.answer(FENCE, { kind: 'unprocessed', failure: failureOf('fenced') })
    expect(payment.state()).toMatchObject({
      status: 'REQUIRES_PAYMENT_METHOD',
      failure: { code: 'challenge_abandoned' },
      cancellations: [],
      calls: [],
    })
    expect(payment.state().expiresAtMs).toBe(payment.state().unpaidUntilMs)
  })

  it('TD4 that was passed in the last moment is paid, not given back', () => {
    const payment = confirmed().answer(AUTHORIZE, asked(CHALLENGE))
    payment.wait(10 * MINUTE_MS)
    ring(payment).answer(FENCE, approval(payment.state(), true))
    expect(payment.state()).toMatchObject({ status: 'CAPTURED', amountCapturedMinor: 1000n })
    expect(payment.types()).not.toContain('COMPENSATED')
  })

  it('RA6 that is told as passed after it was ended gives the money back', () => {
    const payment = confirmed().answer(AUTHORIZE, asked(CHALLENGE))
    payment.wait(10 * MINUTE_MS)
    ring(payment).answer(FENCE, { kind: 'unprocessed', failure: failureOf('fenced') })
    payment.step({
      kind: 'message',
      accountId: 'gwa_a',
      cards: [],
      message: {
        id: 'evt_2',
        paymentId: PAYMENT_ID,
        occurredAtMs: payment.now(),
        content: {
          kind: 'attempt',
          attemptId: childId('attempt', PAYMENT_ID, 1),
          outcome: approval(payment.state(), true),
        },
      },
    })
    expect(payment.effects()).toEqual([{ kind: 'call', call: { kind: 'return', number: 1 } }])
    expect(payment.state().status).toBe('REQUIRES_PAYMENT_METHOD')
  })
})

describe('an issuer that declines for want of authentication', () => {
  const soft = { kind: 'declined', failure: failureOf('authentication_required', '1A'), gatewayReference: 'ch_1' }

  it('is asked once more at the same gateway, with a challenge', () => {
    const payment = confirmed().answer(AUTHORIZE, soft, 'call', ['tok_1'])
    expect(payment.types().slice(-2)).toEqual(['ATTEMPT_ENDED', 'ATTEMPT_STARTED'])
    expect(payment.effects()).toEqual([{ kind: 'call', call: { kind: 'authorize', number: 2 } }])
    expect(payment.state()).toMatchObject({
      status: 'PROCESSING',
      attempts: [
        { status: 'DECLINED' },
        {
          status: 'STARTED',
          route: { gateway: 'a' },
          tokenId: 'tok_1',
          stepUpOf: 1,
          threeDS: { challenge: 'REQUIRED' },
        },
      ],
    })
  })

  it('is not asked a third time', () => {
    const payment = confirmed().answer(AUTHORIZE, soft, 'call', ['tok_1'])
    payment.answer({ kind: 'authorize', number: 2 }, soft, 'call', ['tok_1'])
    expect(payment.state()).toMatchObject({
      status: 'REQUIRES_PAYMENT_METHOD',
      failure: { code: 'authentication_required' },
    })
    expect(payment.state().attempts).toHaveLength(2)
  })

  it.each([
    ['the card is no longer in memory', [], 0, soft],
    ['the payment’s time is nearly over', ['tok_1'], 25_000, soft],
    ['the decline is a hard one', ['tok_1'], 0, { kind: 'declined', failure: failureOf('stolen_card') }],
  ] as const)('is not asked where %s', (_why, cards, waitMs, outcome) => {
    const payment = confirmed()
    payment.wait(waitMs)
    payment.answer(AUTHORIZE, outcome, 'call', cards)
    expect(payment.state().status).toBe('REQUIRES_PAYMENT_METHOD')
    expect(payment.state().attempts).toHaveLength(1)
  })

  it('I1 never stands on two charges, also when the first turns out to be one after all', () => {
    const payment = confirmed().answer(AUTHORIZE, soft, 'call', ['tok_1'])
    payment.step({
      kind: 'message',
      accountId: 'gwa_a',
      cards: [],
      message: {
        id: 'evt_3',
        paymentId: PAYMENT_ID,
        occurredAtMs: payment.now(),
        content: {
          kind: 'attempt',
          attemptId: childId('attempt', PAYMENT_ID, 1),
          outcome: approval(payment.state(), true),
        },
      },
    })
    expect(payment.effects()).toEqual([{ kind: 'call', call: { kind: 'return', number: 1 } }])
    payment.answer({ kind: 'authorize', number: 2 }, approval(payment.state(), true))
    expect(payment.state()).toMatchObject({ status: 'CAPTURED', authorizedBy: 2, amountCapturedMinor: 1000n })
  })
})
