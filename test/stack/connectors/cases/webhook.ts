import { expect, test } from 'vitest'
import { eventually } from '../../support/client.ts'
import type { Lane } from '../lane.ts'
import { ONE_HERE } from '../lane.ts'

/** The part of an id that a payment and all that belongs to it have in common. */
const SHARED = /^pay_0/
const NOBODY = 'a'.repeat(52)

/** What the gateway tells, however often, in whatever order, at whatever moment, and who else says that it does. */
export function webhookCases(lane: () => Lane): void {
  const typesOf = async (id: string) => (await lane().client().events(id)).map(({ type }) => type)

  async function disputed() {
    const { captured, deliver, double } = lane()
    const { id } = await captured()
    await deliver(id)
    await double.openDispute?.(id)
    return { id, dispute: (await double.webhooks(id)).at(-1) }
  }

  test('WI1 the same webhook 100 times at once is one event', async () => {
    const { double, post } = lane()
    const { id, dispute } = await disputed()
    const signed = double.sign(dispute)
    const statuses = await Promise.all(Array.from({ length: 100 }, () => post(signed)))
    // Where the gateway itself has to be asked whether it is genuine, some are asked for again, as it then does.
    expect(statuses.every((status) => status === 200 || status === 503)).toBe(true)
    expect(await post(signed)).toBe(200)
    expect((await typesOf(id)).filter((type) => type === 'DISPUTE_OPENED')).toHaveLength(1)
  })

  test('WI2 any order ends the same', async () => {
    const { pay, act, double, deliverBodies, settled } = lane()
    for (const order of ['forwards', 'backwards', 'from the middle'] as const) {
      const { id } = (await pay()).payment
      await act('refundPayment', id, '3.00')
      await double.openDispute?.(id)
      const told = [...(await double.webhooks(id))]
      if (order === 'backwards') told.reverse()
      if (order === 'from the middle') told.push(...told.splice(0, Math.ceil(told.length / 2)))
      for (const body of told) expect(await deliverBodies([body]), order).toEqual([200])
      const end = await settled(id, ({ amountRefunded }) => amountRefunded.amount === '3.00')
      expect(end, order).toMatchObject({
        status: 'CAPTURED',
        amountCaptured: { amount: '10.00' },
        amountRefundable: { amount: '0.00' },
        captures: [{ status: 'SUCCEEDED' }],
        refunds: { nodes: [{ status: 'SUCCEEDED' }] },
        disputes: { nodes: [{ status: 'NEEDS_RESPONSE', stage: 'CHARGEBACK', amount: { amount: '10.00' } }] },
      })
    }
  })

  test('WI3 one that comes before our own response is written settles the attempt, once', async () => {
    const { double, create, confirm, deliver, standingAt, oneHere, client } = lane()
    const { id } = (await create()).payment
    await double.fault({ kind: 'hang_after', on: 'authorize', times: 1 })
    const { answer } = await confirm(id)
    await eventually(
      () => standingAt(id),
      (charges) => charges.length === 1,
    )
    expect(await deliver(id)).toEqual([200])
    expect((await answer)?.payment.status).toBe('CAPTURED')
    const events = await client().events(id)
    expect(events.filter(({ type }) => type === 'OUTCOME_RESOLVED')).toHaveLength(1)
    expect(events.filter(({ type }) => type === 'CAPTURE_SUCCEEDED')).toHaveLength(1)
    expect(await oneHere(id)).toEqual(ONE_HERE)
  })

  test('WI4 one for an unknown payment is acknowledged, and makes no payment', async () => {
    const { captured, double, deliverBodies, client } = lane()
    const { id } = await captured()
    const unknown = id.replace(/.{52}$/, NOBODY)
    expect(unknown).toMatch(SHARED)
    const told = JSON.stringify(await double.webhooks(id)).replaceAll(id.slice(-52), NOBODY)
    const bodies: readonly unknown[] = JSON.parse(told)
    expect(bodies.length).toBeGreaterThan(0)
    expect(await deliverBodies(bodies)).toEqual(bodies.map(() => 200))
    expect(await client().read(unknown)).toBeNull()
  })

  test('HN1 forged, changed and unsigned ones are refused and move nothing', async () => {
    const { double, post, anotherSecret, client, deliver } = lane()
    const { id, dispute } = await disputed()
    const genuine = double.sign(dispute)
    const before = await typesOf(id)
    const forgeries = [
      double.sign(dispute, { secret: anotherSecret() }),
      { ...genuine, body: genuine.body.replaceAll(/1000|10\.00/g, '1') },
      { headers: { 'content-type': 'application/json' }, body: JSON.stringify({ ...(dispute as object) }) },
    ]
    for (const forged of forgeries) expect(await post(forged)).toBe(401)
    expect(await typesOf(id)).toEqual(before)
    await deliver(id)
    expect((await client().read(id)).disputes.nodes).toHaveLength(1)
  })
}
