import { expect, test } from 'vitest'
import type { Lane } from '../lane.ts'
import { ONE_HERE } from '../lane.ts'

/** The shopper at the bank's page, and back: twice, with somebody else's result, or much later. */
export function challengeCases(lane: () => Lane): void {
  async function challenged() {
    const { payment } = await lane().pay(lane().cards.challenged)
    expect(payment.status).toBe('REQUIRES_ACTION')
    return { id: payment.id, url: payment.nextAction?.url ?? '' }
  }

  test('TD1 a challenge completed twice charges once', async () => {
    const { double, visit, settled, oneHere } = lane()
    const { id, url } = await challenged()
    const returned = await double.answerChallenge(url, 'approve')
    await Promise.all([visit(id, returned), visit(id, returned)])
    await settled(id, ({ status }) => status === 'CAPTURED')
    await visit(id, returned)
    expect((await settled(id, ({ nextCheckAt }) => nextCheckAt === null)).status).toBe('CAPTURED')
    expect(await oneHere(id)).toEqual(ONE_HERE)
  })

  test('TD2 the result of another payment pays nothing, and the other is paid at most once', async () => {
    const { double, visit, canBeAsked, authorizeLate, foundOut, settled, standingAt, client } = lane()
    const [first, second] = [await challenged(), await challenged()]
    const returned = await double.answerChallenge(first.url, 'approve')
    // Gateways tell the end while the shopper's browser still waits for an answer.
    const visits = [second, first].map(({ id }) => visit(id, returned))
    await foundOut(first.id)
    expect((await client().read(second.id)).status).not.toMatch(/CAPTURED|AUTHORIZED/)
    expect(await standingAt(second.id)).toEqual([])
    // The second shopper's own result is still to come.
    const own = await double.answerChallenge(second.url, canBeAsked ? 'approve' : 'reject')
    if (canBeAsked) visits.push(visit(second.id, own))
    else await authorizeLate(own)
    await settled(second.id, ({ status }) => status === (canBeAsked ? 'CAPTURED' : 'REQUIRES_PAYMENT_METHOD'))
    await Promise.all(visits)
    expect(await standingAt(second.id)).toHaveLength(canBeAsked ? 1 : 0)
    expect(await client().charges('b', second.id)).toEqual([])
  })

  test('TD3 a tab closed, and the result arrives later', async () => {
    const { double, visit, settled, deliver, approvalCharges, oneHere, client } = lane()
    const { id, url } = await challenged()
    const returned = await double.answerChallenge(url, 'approve')
    expect((await client().read(id)).status).toBe('REQUIRES_ACTION')
    await deliver(id)
    if (!approvalCharges) {
      expect((await client().read(id)).status).toBe('REQUIRES_ACTION')
      await visit(id, returned)
    }
    await settled(id, ({ status }) => status === 'CAPTURED')
    expect(await oneHere(id)).toEqual(ONE_HERE)
  })

  test('TD4 a return after the shop has canceled pays nothing', async () => {
    const { act, double, visit, deliver, standingAt, client } = lane()
    const { id, url } = await challenged()
    await act('cancelPayment', id)
    const returned = await double.answerChallenge(url, 'approve').catch(() => ({}))
    await visit(id, returned)
    await deliver(id)
    expect((await client().read(id)).status).not.toMatch(/CAPTURED|AUTHORIZED/)
    expect(await standingAt(id)).toEqual([])
  })

  test('RA6 an authorization after the cancel began is given back by the payment itself', async () => {
    const { act, double, authorizeLate, settled, givenBack, client } = lane()
    const { id, url } = await challenged()
    // What would end the challenge does not reach the gateway at first; meanwhile the shopper approves.
    await double.fault({ kind: 'reset_before', on: 'any', times: 1 })
    const canceling = act('cancelPayment', id)
    await authorizeLate(await double.answerChallenge(url, 'approve'))
    await settled(id, ({ status }) => status === 'CANCELED')
    await canceling
    await givenBack(id)
    expect(await client().charges('b', id)).toEqual([])
  })

  test('a challenge that is not passed charges nothing and goes to no other gateway', async () => {
    const { double, visit, settled, standingAt, client } = lane()
    const { id, url } = await challenged()
    await visit(id, await double.answerChallenge(url, 'reject'))
    await settled(id, ({ status }) => status === 'REQUIRES_PAYMENT_METHOD')
    expect(await standingAt(id)).toEqual([])
    expect(await client().charges('b', id)).toEqual([])
  })
}
