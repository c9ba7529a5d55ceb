import { describe, expect, test } from 'vitest'
import { CARDS, eventually, freshKey } from './support/client.ts'
import { runningStack } from './support/fixture.ts'

const running = runningStack()

describe('races on one payment', () => {
  test('HC2 whoever knows a token’s id alone can neither block nor wipe it', async () => {
    const { client } = running
    const victim = await client.create()
    const token = await client.tokenize(CARDS.approves, victim.clientSecret)
    const unbound = await client.tokenize()
    const anyKey = (await client.tokenize()).slice(-52)
    for (const stolen of [token, token.slice(0, -52) + anyKey, unbound.slice(0, -52) + anyKey]) {
      const { payment } = await client.create({ confirm: true, paymentMethod: { token: stolen } })
      expect(payment).toMatchObject({ status: 'REQUIRES_PAYMENT_METHOD', failure: { code: 'invalid_card' } })
    }
    const confirm = { paymentId: victim.payment.id, paymentMethod: { token } }
    expect((await client.mutate('confirmPayment', confirm)).payment.status).toBe('CAPTURED')
    const other = await client.create({ confirm: true, paymentMethod: { token: unbound } })
    expect(other.payment.status).toBe('CAPTURED')
  })

  test('RA1 capture and cancel at once: exactly one happens, at the acquirer too', async () => {
    const { client } = running
    for (let round = 0; round < 5; round += 1) {
      const { payment } = await client.pay(CARDS.approves, { captureMethod: 'MANUAL' })
      const [captured, canceled] = await Promise.all([
        client.mutate('capturePayment', { idempotencyKey: freshKey(), paymentId: payment.id }),
        client.mutate('cancelPayment', { idempotencyKey: freshKey(), paymentId: payment.id }),
      ])
      const done = [captured, canceled].filter(({ __typename }) => __typename !== 'InvalidStateError')
      expect(done).toHaveLength(1)
      const [charge] = await client.charges('a', payment.id)
      expect(charge?.status).toBe(captured.__typename === 'InvalidStateError' ? 'voided' : 'captured')
    }
  })

  test('RA2 ten partial refunds at once never exceed what was captured', async () => {
    const { client } = running
    const { payment } = await client.pay()
    const refund = () =>
      client.mutate('refundPayment', {
        idempotencyKey: freshKey(),
        paymentId: payment.id,
        amount: client.euros('3.00'),
      })
    const outcomes = await Promise.all(Array.from({ length: 10 }, refund))
    expect(outcomes.filter(({ __typename }) => __typename === 'RefundPaymentPayload')).toHaveLength(3)
    const refused = outcomes.filter(({ __typename }) => __typename === 'AmountTooLargeError')
    expect(refused).toHaveLength(7)
    expect(refused[0]?.available).toEqual({ amount: '1.00' })
    const rest = await client.mutate('refundPayment', { idempotencyKey: freshKey(), paymentId: payment.id })
    expect(rest.payment.amountRefunded.amount).toBe('10.00')
    expect(await client.charges('a', payment.id)).toMatchObject([{ amountRefundedMinor: 1000, status: 'refunded' }])
  })

  test('RA3 a refund while a dispute opens: both are recorded, nothing more can be refunded', async () => {
    const { client } = running
    const { payment } = await client.pay(CARDS.disputed)
    const refunding = client.mutate('refundPayment', {
      idempotencyKey: freshKey(),
      paymentId: payment.id,
      amount: client.euros('4.00'),
    })
    const disputed = await eventually(
      () => client.read(payment.id),
      ({ disputes }) => disputes.nodes.length === 1,
    )
    expect((await refunding).refund?.status).toBe('SUCCEEDED')
    expect(disputed.amountRefundable.amount).toBe('0.00')
    const more = await client.mutate('refundPayment', {
      idempotencyKey: freshKey(),
      paymentId: payment.id,
      amount: client.euros('1.00'),
    })
    expect(more.__typename).toBe('AmountTooLargeError')
    expect(await client.charges('a', payment.id)).toMatchObject([{ amountRefundedMinor: 400 }])
  })

  test('RA4 a refund that succeeded and then failed can be made again', async () => {
    const { client } = running
    const { payment } = await client.pay(CARDS.refundFailsLater)
    const refunded = await client.mutate('refundPayment', { idempotencyKey: freshKey(), paymentId: payment.id })
    expect(refunded.refund?.status).toBe('SUCCEEDED')
    const failed = await eventually(
      () => client.read(payment.id),
      ({ refunds }) => refunds.nodes[0]?.status === 'FAILED',
    )
    expect(failed.amountRefunded.amount).toBe('0.00')
    expect(failed.amountRefundable.amount).toBe('10.00')
    expect(failed.allowedActions).toContain('REFUND')
  })

  test('RA5 a chargeback after a full refund is recorded', async () => {
    const { client } = running
    const { payment } = await client.pay(CARDS.disputed)
    await client.mutate('refundPayment', { idempotencyKey: freshKey(), paymentId: payment.id })
    const disputed = await eventually(
      () => client.read(payment.id),
      ({ disputes }) => disputes.nodes.length === 1,
    )
    expect(disputed.disputes.nodes[0]).toMatchObject({ status: 'NEEDS_RESPONSE' })
    expect(disputed.amountRefundable.amount).toBe('0.00')
  })

  test('RA6 an authorization after the cancel began is given back by the payment itself', async () => {
    const { client } = running
    const { payment } = await client.pay(CARDS.challenge)
    expect(payment.status).toBe('REQUIRES_ACTION')
    // The fence does not reach the acquirer at first; meanwhile the shopper approves.
    await client.fault('a', { kind: 'reset_before', times: 2, operation: 'fence' })
    const canceling = client.mutate('cancelPayment', { idempotencyKey: freshKey(), paymentId: payment.id })
    await fetch(payment.nextAction?.url ?? '', {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'answer=approve',
    })
    await canceling
    const canceled = await eventually(
      () => client.read(payment.id),
      ({ status }) => status === 'CANCELED',
    )
    expect(canceled.amountCaptured.amount).toBe('0.00')
    const charges = await eventually(
      () => client.charges('a', payment.id),
      (rows) => rows.every(({ status }) => status === 'voided' || status === 'refunded'),
    )
    expect(charges).toHaveLength(1)
    expect(await client.standing(payment.id)).toEqual([])
  })

  test('another card ends a waiting challenge for good, and only the second one is charged', async () => {
    const { client } = running
    const { payment } = await client.pay(CARDS.challenge)
    const second = await client.mutate('confirmPayment', {
      paymentId: payment.id,
      paymentMethod: { token: await client.tokenize() },
    })
    expect(second.payment.status).toBe('CAPTURED')
    const late = await fetch(payment.nextAction?.url ?? '', {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'answer=approve',
    })
    expect(late.status).toBeGreaterThanOrEqual(400)
    expect(await client.standing(payment.id)).toHaveLength(1)
  })
})
