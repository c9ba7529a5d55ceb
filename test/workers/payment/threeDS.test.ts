import { runDurableObjectAlarm } from 'cloudflare:test'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ThreeDSStep } from '../../../src/gateway/threeDS.ts'
import { encodeMessage } from '../../../src/gateway/threeDSMessages.ts'
import { FIRST_POLICY } from '../../../src/routing/policy.ts'
import type { RoutingInput } from '../../../src/routing/request.ts'
import { age, kill } from './rows.ts'
import {
  accepted,
  chargesOf,
  clearFaults,
  confirmation,
  created,
  openAccounts,
  type Payment,
  ROUTES,
  routingOver,
  setFault,
  tokenFor,
} from './support.ts'

const DEVICE_THEN_CHALLENGE = '4000000000003139'
const SOFT_DECLINE = '4000000000003170'

beforeAll(openAccounts)
beforeEach(clearFaults)

async function confirmed(card: string): Promise<Payment> {
  const payment = await created()
  accepted(await payment.send(confirmation(await tokenFor(card))))
  return payment
}

async function stepOf(payment: Payment): Promise<ThreeDSStep> {
  const step = (await payment.service.stepOf(1))?.step
  if (step === undefined) throw new Error('the payment waits for no step')
  return step
}

/** As far as the issuer's question, the device's data handed on. */
async function challenged(card = DEVICE_THEN_CHALLENGE) {
  const payment = await confirmed(card)
  await payment.service.returned(1, { threeDSCompInd: 'Y' })
  const step = await stepOf(payment)
  if (step.kind !== 'challenge') throw new Error(`it waits for ${step.kind}`)
  return { payment, step }
}

/** The shopper's answer at the issuer's page, and the result that the page sends back with them. */
async function answer({ acsUrl, threeDSServerTransId }: Extract<ThreeDSStep, { kind: 'challenge' }>, how = 'approve') {
  const form = new URLSearchParams({ answer: how })
  const page = await fetch(acsUrl.replace(/acs$/, 'answer'), { method: 'POST', body: form })
  const cres = /name="cres" value="([\w-]+)"/.exec(await page.text())?.[1] ?? ''
  expect(cres).not.toBe('')
  expect(JSON.parse(atob(cres.replaceAll('-', '+').replaceAll('_', '/')))).toMatchObject({
    threeDSServerTransID: threeDSServerTransId,
  })
  return { cres }
}

describe('3-D Secure in our own page', () => {
  test('goes through without a question where the issuer wants none, and keeps how', async () => {
    const payment = await confirmed('4000000000003055')
    expect(await payment.view()).toMatchObject({
      status: 'CAPTURED',
      attempts: [{ authentication: { transactionStatus: 'Y', eci: '05', version: '2.2.0', flow: 'FRICTIONLESS' } }],
    })
  })

  test('takes the device’s data, then the shopper’s answer, and shows nobody what is in between', async () => {
    const payment = await confirmed(DEVICE_THEN_CHALLENGE)
    expect(await stepOf(payment)).toMatchObject({ kind: 'device_data' })
    const before = await payment.view()
    expect(before.attempts[0]?.action).toMatchObject({ stage: 'DEVICE_DATA', url: expect.stringContaining('?step=1') })
    expect(before.attempts[0]).not.toHaveProperty('step')
    await payment.service.returned(1, { threeDSCompInd: 'Y' })
    const step = await stepOf(payment)
    expect((await payment.view()).attempts[0]?.action).toMatchObject({
      stage: 'CHALLENGE',
      windowSize: '02',
      url: expect.stringContaining('?step=2'),
    })
    if (step.kind !== 'challenge') throw new Error(`it waits for ${step.kind}`)
    await payment.service.returned(1, await answer(step))
    expect(await payment.view()).toMatchObject({
      status: 'CAPTURED',
      attempts: [{ authentication: { transactionStatus: 'Y', flow: 'CHALLENGE' } }],
    })
    expect(await chargesOf(payment.id)).toHaveLength(1)
  })

  test('TD1 a result that arrives twice, at once and later, charges once', async () => {
    const { payment, step } = await challenged()
    const result = await answer(step)
    await Promise.all([payment.service.returned(1, result), payment.service.returned(1, result)])
    await payment.service.returned(1, result)
    expect((await payment.view()).status).toBe('CAPTURED')
    expect((await payment.types()).filter((type) => type === 'ACTION_COMPLETED')).toHaveLength(2)
    expect(await chargesOf(payment.id)).toHaveLength(1)
  })

  test('TD2 the result of another payment is not handed on, at once with the true one neither', async () => {
    const [one, other] = [await challenged(), await challenged()]
    const foreign = await answer(other.step)
    await one.payment.service.returned(1, foreign)
    expect((await one.payment.view()).status).toBe('REQUIRES_ACTION')
    const own = await answer(one.step)
    await Promise.all([one.payment.service.returned(1, foreign), one.payment.service.returned(1, own)])
    expect((await one.payment.view()).status).toBe('CAPTURED')
    await other.payment.service.returned(1, own)
    expect((await other.payment.view()).status).toBe('REQUIRES_ACTION')
    await other.payment.service.returned(1, foreign)
    expect((await other.payment.view()).status).toBe('CAPTURED')
    for (const { payment } of [one, other]) expect(await chargesOf(payment.id)).toHaveLength(1)
  })

  test('TD2 a result that somebody made up pays nothing', async () => {
    const { payment, step } = await challenged()
    const { threeDSServerTransId: threeDSServerTransID } = step
    await payment.service.returned(1, { cres: encodeMessage({ threeDSServerTransID, transStatus: 'Y' }) })
    expect((await payment.view()).status).toBe('REQUIRES_ACTION')
    expect(await chargesOf(payment.id)).toEqual([])
  })

  test('TD3 a tab that was closed: the result arrives after a crash, and late', async () => {
    const { payment, step } = await challenged()
    const result = await answer(step)
    await kill(payment)
    await payment.service.returned(1, result)
    expect((await payment.view()).status).toBe('CAPTURED')
    expect(await chargesOf(payment.id)).toHaveLength(1)
  })

  test('TD3 CR2 a crash while the device’s data are handed on loses no step and charges once', async () => {
    const payment = await confirmed('4000000000003121')
    await setFault('a', { kind: 'charge_then_hang', times: 1, ms: 2_000, operation: 'authentication' })
    const visit = payment.service.returned(1, { threeDSCompInd: 'Y' }).catch(() => undefined)
    await scheduler.wait(200)
    await kill(payment)
    await visit
    await clearFaults()
    await expect.poll(async () => (await payment.view()).status, { timeout: 5_000 }).toBe('CAPTURED')
    expect(await chargesOf(payment.id)).toHaveLength(1)
  })

  test('TD4 a challenge whose time is over is ended by the alarm, and a result after that pays nothing', async () => {
    const { payment, step } = await challenged()
    await age(payment, 10 * 60_000)
    await runDurableObjectAlarm(payment.stub)
    await expect.poll(async () => (await payment.view()).status).toBe('REQUIRES_PAYMENT_METHOD')
    expect((await payment.view()).failure?.code).toBe('challenge_abandoned')
    await payment.service.returned(1, { cres: encodeMessage({ threeDSServerTransID: step.threeDSServerTransId }) })
    expect((await payment.view()).status).toBe('REQUIRES_PAYMENT_METHOD')
    accepted(await payment.send(confirmation(await tokenFor())))
    expect((await payment.view()).status).toBe('CAPTURED')
    expect(await chargesOf(payment.id)).toHaveLength(1)
  })

  test('TD4 who answers after the shop has canceled pays nothing', async () => {
    const { payment, step } = await challenged()
    accepted(await payment.send({ kind: 'cancel', idempotencyKey: 'cancel' }))
    const page = await fetch(step.acsUrl.replace(/acs$/, 'answer'), {
      method: 'POST',
      body: new URLSearchParams({ answer: 'approve' }),
    })
    expect(page.status).toBe(410)
    await payment.service.returned(1, { cres: encodeMessage({ threeDSServerTransID: step.threeDSServerTransId }) })
    expect((await payment.view()).status).toBe('CANCELED')
    expect(await chargesOf(payment.id)).toEqual([])
  })
})

describe('what is asked of 3-D Secure', () => {
  const rule = FIRST_POLICY.rules[0]
  const exempting = (): RoutingInput => {
    if (rule === undefined) throw new Error('the first policy has a rule')
    const rules = [{ ...rule, threeDS: { exemptions: ['LOW_VALUE'] as const } }]
    return { ...routingOver(ROUTES), policy: { version: 1, rules } }
  }

  test('is the rule’s exemption, and what came of it is kept', async () => {
    const payment = await created()
    const exempted = { ...confirmation(await tokenFor()), routing: exempting() } as const
    accepted(await payment.send(exempted))
    expect(await payment.view()).toMatchObject({
      status: 'CAPTURED',
      attempts: [
        {
          threeDS: { exemption: 'LOW_VALUE' },
          authentication: { transactionStatus: 'I', exemptionGranted: 'LOW_VALUE' },
        },
      ],
    })
  })

  test('is a challenge without any exemption where the defence wants one', async () => {
    const payment = await created()
    const wary = { ...confirmation(await tokenFor()), routing: exempting(), challenge: 'REQUIRED' } as const
    accepted(await payment.send(wary))
    expect(await payment.view()).toMatchObject({
      status: 'REQUIRES_ACTION',
      attempts: [{ threeDS: { challenge: 'REQUIRED' }, action: { stage: 'CHALLENGE' } }],
    })
    expect(await chargesOf(payment.id)).toEqual([])
  })
})

describe('an issuer that wants the shopper authenticated', () => {
  test('is asked once more with a challenge, on the same card, and charges once', async () => {
    const payment = await confirmed(SOFT_DECLINE)
    expect(await payment.view()).toMatchObject({
      status: 'REQUIRES_ACTION',
      attempts: [
        { gateway: 'a', status: 'DECLINED', failure: { code: 'authentication_required' } },
        { gateway: 'a', status: 'ACTION_REQUIRED', stepUpOf: 1, threeDS: { challenge: 'REQUIRED' } },
      ],
    })
    const step = (await payment.service.stepOf(2))?.step
    if (step?.kind !== 'challenge') throw new Error(`it waits for ${step?.kind}`)
    await payment.service.returned(2, await answer(step))
    expect((await payment.view()).status).toBe('CAPTURED')
    expect(await chargesOf(payment.id)).toHaveLength(1)
  })

  test('CR2 a crash before the decline is heard charges nothing and asks for the card again', async () => {
    const payment = await created()
    await setFault('a', { kind: 'charge_then_hang', times: 1, ms: 1_000 })
    const first = payment.send(confirmation(await tokenFor(SOFT_DECLINE))).catch(() => undefined)
    await scheduler.wait(300)
    await kill(payment)
    await first
    await clearFaults()
    await expect.poll(async () => (await payment.view()).status, { timeout: 5_000 }).toBe('REQUIRES_PAYMENT_METHOD')
    expect(await chargesOf(payment.id)).toEqual([])
  })
})
