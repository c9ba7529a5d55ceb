import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Answer } from '../../../src/payment/command.ts'
import {
  accepted,
  answerChallenge,
  authorized,
  captured,
  chargesOf,
  clearFaults,
  confirmation,
  created,
  eur,
  openAccounts,
  refused,
  setFault,
  tokenFor,
  until,
} from './support.ts'
import { tell } from './told.ts'

beforeAll(openAccounts)
beforeEach(clearFaults)

const winners = (answers: readonly Answer[]) => answers.filter((answer) => answer.ok)
const sum = (amounts: readonly (number | string)[]) =>
  amounts.reduce<number>((total, amount) => total + Number(amount), 0)

describe('two wishes at once', () => {
  test.each([
    ['capture first', 0],
    ['void first', 1],
  ])('RA1 of capture and void exactly one wins: %s', async (_title, first) => {
    const payment = await authorized()
    const capture = { kind: 'capture', idempotencyKey: 'c', final: true } as const
    const cancel = { kind: 'cancel', idempotencyKey: 'v' } as const
    const answers = await Promise.all((first === 0 ? [capture, cancel] : [cancel, capture]).map(payment.send))
    expect(winners(answers)).toHaveLength(1)
    const [loser] = answers.filter((answer) => !answer.ok)
    expect(loser).toMatchObject({ refusal: { kind: 'invalid_state' } })
    const { status } = await payment.view()
    const [charge] = await chargesOf(payment.id)
    expect([status, charge?.status]).toEqual(first === 0 ? ['CAPTURED', 'captured'] : ['CANCELED', 'voided'])
  })

  test('RA2 ten partial refunds never give back more than was captured', async () => {
    const payment = await captured()
    const refunds = Array.from({ length: 10 }, (_, index) => ({
      kind: 'refund' as const,
      idempotencyKey: `r${index}`,
      amount: eur(300n),
    }))
    const answers = await Promise.all(refunds.map(payment.send))
    expect(winners(answers)).toHaveLength(3)
    for (const answer of answers.filter(({ ok }) => !ok)) {
      expect(refused(answer).refusal).toMatchObject({ kind: 'amount_too_large', availableMinor: 100n })
    }
    expect(accepted(await payment.send({ kind: 'refund', idempotencyKey: 'rest' })).view).toMatchObject({
      amountRefundedMinor: 1000n,
      amountRefundableMinor: 0n,
    })
    expect(await chargesOf(payment.id)).toMatchObject([{ status: 'refunded', amountRefundedMinor: 1000 }])
  })

  test('RA2 ten partial captures never take more than was authorized', async () => {
    const payment = await authorized()
    const captures = Array.from({ length: 10 }, (_, index) => ({
      kind: 'capture' as const,
      idempotencyKey: `c${index}`,
      amount: eur(300n),
      final: false,
    }))
    expect(winners(await Promise.all(captures.map(payment.send)))).toHaveLength(3)
    expect(await chargesOf(payment.id)).toMatchObject([{ amountCapturedMinor: 900 }])
  })

  test('RA3 a refund and a dispute that opens meanwhile leave nothing to refund, and never less', async () => {
    const payment = await captured()
    await setFault('a', { kind: 'latency', operation: 'refund', ms: 300, times: 1 })
    const refund = payment.send({ kind: 'refund', idempotencyKey: 'r', amount: eur(400n) })
    await until(payment.view, ({ refunds }) => refunds.length === 1)
    expect(await tell(payment, { kind: 'dispute', amountMinor: 1000n })).toBe('stored')
    expect(accepted(await refund).view).toMatchObject({
      amountRefundedMinor: 400n,
      amountDisputedMinor: 1000n,
      amountRefundableMinor: 0n,
    })
    const late = await payment.send({ kind: 'refund', idempotencyKey: 'r2', amount: eur(1n) })
    expect(refused(late).refusal).toMatchObject({ kind: 'amount_too_large', availableMinor: 0n })
    expect(await chargesOf(payment.id)).toMatchObject([{ amountRefundedMinor: 400 }])
  })

  test('RA6 voids a hold whose challenge was approved while the payment was being canceled', async () => {
    const payment = await created({ captureMethod: 'MANUAL' })
    const { view } = accepted(await payment.send(confirmation(await tokenFor('4000000000003220'))))
    await answerChallenge(view, 'approve')
    const canceled = accepted(await payment.send({ kind: 'cancel', idempotencyKey: 'x' }))
    expect(canceled.view.status).toBe('CANCELED')
    expect(await chargesOf(payment.id)).toMatchObject([{ status: 'voided' }])
  })
})

describe('a challenge', () => {
  test('is completed by the return visit, and a second visit hands nothing on', async () => {
    const payment = await created({ returnUrl: 'https://shop.example/done' })
    const { view } = accepted(await payment.send(confirmation(await tokenFor('4000000000003220'))))
    expect(view).toMatchObject({ status: 'REQUIRES_ACTION', allowedActions: ['CONFIRM', 'CANCEL'] })
    await answerChallenge(view, 'approve')
    const back = await payment.service.returned(1, { cres: 'yes' })
    expect(back).toEqual({ returnUrl: 'https://shop.example/done' })
    expect((await payment.view()).status).toBe('CAPTURED')
    const before = await payment.types()
    await payment.service.returned(1, { cres: 'other' })
    expect(await payment.types()).toEqual(before)
    expect(await chargesOf(payment.id)).toHaveLength(1)
  })

  test('is ended by another token: fenced first, and refused when it is answered late', async () => {
    const payment = await created()
    const { view } = accepted(await payment.send(confirmation(await tokenFor('4000000000003220'))))
    const second = accepted(await payment.send(confirmation(await tokenFor())))
    expect(second.view).toMatchObject({
      status: 'CAPTURED',
      attempts: [{ status: 'UNPROCESSED' }, { status: 'APPROVED' }],
    })
    await answerChallenge(view, 'approve')
    await payment.service.returned(1, {})
    expect(await chargesOf(payment.id)).toHaveLength(1)
    expect((await payment.types()).indexOf('CANCEL_STARTED')).toBeLessThan(
      (await payment.types()).lastIndexOf('ATTEMPT_STARTED'),
    )
  })

  test('is told by the same token again, not started anew', async () => {
    const payment = await created()
    const token = await tokenFor('4000000000003220')
    const first = accepted(await payment.send(confirmation(token, 'one')))
    const again = accepted(await payment.send(confirmation(token, 'two')))
    expect(again.view.attempts).toEqual(first.view.attempts)
  })
})

describe('an acquirer in trouble', () => {
  test.each(['charge_then_reset', 'charge_then_500', 'half_answer'])(
    'GW2 GW3 GW4 finds the charge after %s within the same request',
    async (kind) => {
      const payment = await created()
      await setFault('a', { kind, times: 1 })
      expect(accepted(await payment.send(confirmation(await tokenFor()))).view.status).toBe('CAPTURED')
      expect(await payment.types()).toContain('OUTCOME_RESOLVED')
      expect(await chargesOf(payment.id)).toHaveLength(1)
      expect(await chargesOf(payment.id, 'b')).toEqual([])
    },
  )

  test('GW1 waits for the outcome although the answer never came', async () => {
    const payment = await created()
    await setFault('a', { kind: 'charge_then_hang', ms: 6_000, times: 1 })
    expect(accepted(await payment.send(confirmation(await tokenFor()))).view.status).toBe('CAPTURED')
    expect(await chargesOf(payment.id)).toHaveLength(1)
  })

  test('GW5 keeps the charge that a look-up did not show at first', async () => {
    const payment = await created()
    await setFault('a', { kind: 'charge_then_hang', ms: 400, times: 1 })
    const answer = payment.send(confirmation(await tokenFor()))
    await until(
      () => chargesOf(payment.id),
      ({ length }) => length === 1,
    )
    await setFault('a', { kind: 'late_lookup', times: 1 })
    expect(accepted(await answer).view.status).toBe('CAPTURED')
    expect(await payment.types()).toContain('CANCEL_STARTED')
    expect(await chargesOf(payment.id)).toHaveLength(1)
  })

  test('GW7 gives back a charge of another amount and counts it as a decline', async () => {
    const payment = await created()
    await setFault('a', { kind: 'wrong_amount', times: 1 })
    const { view } = accepted(await payment.send(confirmation(await tokenFor())))
    expect(view).toMatchObject({
      status: 'REQUIRES_PAYMENT_METHOD',
      amountCapturedMinor: 0n,
      failure: { code: 'gateway_answer_mismatch' },
    })
    await until(
      () => chargesOf(payment.id),
      ([charge]) => charge?.status === 'refunded',
    )
    await until(payment.types, (types) => types.includes('COMPENSATED'))
    expect(await chargesOf(payment.id, 'b')).toEqual([])
  })

  test('GW8 goes to the second acquirer when the first refuses connections', async () => {
    const payment = await created()
    await setFault('a', { kind: 'refuse' })
    await new Promise((resolve) => setTimeout(resolve, 1_100))
    expect(accepted(await payment.send(confirmation(await tokenFor()))).view.status).toBe('CAPTURED')
    expect([await chargesOf(payment.id), await chargesOf(payment.id, 'b')].map(({ length }) => length)).toEqual([0, 1])
  })

  test('GW9 fences an acquirer that hung before charging, and only then tries the second', async () => {
    const payment = await created()
    await setFault('a', { kind: 'hang_before', ms: 300, times: 1 })
    const { view } = accepted(await payment.send(confirmation(await tokenFor())))
    expect(view).toMatchObject({ status: 'CAPTURED', attempts: [{ status: 'UNPROCESSED' }, { gateway: 'b' }] })
    expect([await chargesOf(payment.id), await chargesOf(payment.id, 'b')].map(({ length }) => length)).toEqual([0, 1])
  })

  test('I3 a refund whose outcome is unknown is PENDING, looked after by the alarm, and carried out once', async () => {
    const payment = await captured()
    await setFault('a', { kind: 'reset_before', operation: 'refund', times: 2 })
    const answer = accepted(await payment.send({ kind: 'refund', idempotencyKey: 'r', amount: eur(100n) }))
    expect(answer.view.refunds[0]?.status).toBe('SUCCEEDED')
    expect((await payment.types()).filter((type) => type === 'OUTCOME_UNKNOWN').length).toBeGreaterThanOrEqual(2)
    expect(sum((await chargesOf(payment.id)).map(({ amountRefundedMinor }) => amountRefundedMinor))).toBe(100)
  })
})
