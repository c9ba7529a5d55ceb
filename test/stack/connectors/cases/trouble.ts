import { expect, test } from 'vitest'
import { standing } from '../../../gateway/contract/steps.ts'
import type { Lane } from '../lane.ts'
import { ONE_HERE } from '../lane.ts'

const AFTER_THE_CHARGE = [
  ['GW1 hangs', 'hang_after'],
  ['GW2 answers 500', 'error_after'],
  ['GW3 resets', 'reset_after'],
  ['GW4 sends half an answer', 'half_answer'],
  ['GW4 answers with a page', 'html_answer'],
  ['GW4 never ends its answer', 'endless_answer'],
  ['GW14 answers a status that we do not know', 'unknown_status'],
] as const

const LOST = ['reset_after', 'error_after', 'half_answer'] as const

/** A gateway that misbehaves: charges are counted in its own book and in the next gateway's. */
export function troubleCases(lane: () => Lane): void {
  test.each(AFTER_THE_CHARGE)('%s after charging: the charge is found, and is the only one', async (_title, kind) => {
    const { double, create, confirm, foundOut } = lane()
    const { id } = (await create()).payment
    await double.fault({ kind, on: 'authorize', times: 1 })
    await confirm(id)
    const { attempts } = await foundOut(id)
    expect(attempts).toMatchObject([{ gateway: lane().kind, status: 'APPROVED' }])
  })

  test('GW14 an unknown field is not looked at', async () => {
    const { double, pay, oneHere } = lane()
    await double.fault({ kind: 'unknown_field', on: 'any' })
    const { payment } = await pay()
    expect(payment.status).toBe('CAPTURED')
    expect(await oneHere(payment.id)).toEqual(ONE_HERE)
  })

  test.each(['wrong_amount', 'wrong_currency', 'wrong_reference'] as const)(
    'GW7 answers something else (%s): it is given back and counts as a decline',
    async (kind) => {
      const { double, pay, givenBack, client } = lane()
      await double.fault({ kind, on: 'authorize', times: 1 })
      const { payment } = await pay()
      expect(payment).toMatchObject({
        status: 'REQUIRES_PAYMENT_METHOD',
        failure: { code: 'gateway_answer_mismatch' },
      })
      await givenBack(payment.id)
      expect(await client().charges('b', payment.id)).toEqual([])
    },
  )

  test('GW8 refuses connections: the next gateway takes the payment at once', async () => {
    const { kind, pay, client } = lane()
    const { payment } = await pay(undefined, {}, 'dead')
    expect(payment).toMatchObject({
      status: 'CAPTURED',
      attempts: [
        { gateway: `${kind}-dead`, status: 'NOT_SENT' },
        { gateway: 'b', status: 'APPROVED' },
      ],
    })
    expect(await client().charges('b', payment.id)).toHaveLength(1)
  })

  test.each([
    ['hangs', 'hang_before'],
    ['resets', 'reset_before'],
  ] as const)('GW9 %s before charging: one charge, wherever it is', async (_title, kind) => {
    const { double, pay, settled, standingAt, client } = lane()
    await double.fault({ kind, on: 'authorize', times: 1 })
    const { payment } = await pay()
    await settled(payment.id, ({ status }) => status === 'CAPTURED')
    expect((await standingAt(payment.id)).length + (await client().charges('b', payment.id)).length).toBe(1)
  })

  test('GW9 resets whatever is asked, so that nothing was charged: the next gateway takes the payment', async () => {
    const { double, pay, settled, booked, client } = lane()
    await double.fault({ kind: 'reset_before', on: 'any', times: 1 })
    const { payment } = await pay()
    await settled(payment.id, ({ status }) => status === 'CAPTURED')
    const here = standing(await booked(payment.id)).length
    expect(here + (await client().charges('b', payment.id)).length).toBe(1)
  })

  test('GW10 a policy that cascades takes the next gateway, and the first hold is given back', async () => {
    const { kind, double, pay, givenBack, client } = lane()
    await double.fault({ kind: 'hang_after', on: 'authorize', times: 1 })
    const { payment } = await pay(undefined, {}, 'cascade')
    expect(payment.status).toBe('CAPTURED')
    expect(payment.attempts.map(({ gateway }) => gateway)).toEqual([kind, 'b'])
    await givenBack(payment.id)
    expect(await client().charges('b', payment.id)).toMatchObject([{ status: 'captured', amountCapturedMinor: 1000 }])
  })

  test('GW15 refuses our access: the next gateway takes the payment at once', async () => {
    const { double, pay, booked, client } = lane()
    await double.fault({ kind: 'access_refused', on: 'any' })
    const { payment } = await pay()
    expect(payment.status).toBe('CAPTURED')
    expect(payment.attempts.at(-1)).toMatchObject({ gateway: 'b', status: 'APPROVED' })
    expect(await booked(payment.id)).toEqual([])
    expect(await client().charges('b', payment.id)).toHaveLength(1)
  })

  test.each(LOST)('loses the answers to a capture and a refund (%s): each is made once', async (kind) => {
    const { double, pay, act, settled, booked } = lane()
    const { payment } = await pay(undefined, { captureMethod: 'MANUAL' })
    await double.fault({ kind, on: 'capture', times: 1 })
    await act('capturePayment', payment.id, '6.00')
    await settled(payment.id, ({ amountCaptured }) => amountCaptured.amount === '6.00')
    await double.fault({ kind, on: 'refund', times: 1 })
    await act('refundPayment', payment.id, '2.50')
    await settled(payment.id, ({ amountRefunded }) => amountRefunded.amount === '2.50')
    expect(await booked(payment.id)).toMatchObject([{ capturedMinor: 600n, refundedMinor: 250n }])
  })
}
