import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { adyenGateway } from '../../../src/gateway/adyen/gateway.ts'
import { idempotencyKey } from '../../../src/gateway/adyen/request.ts'
import type { GatewayAnswer, GatewayRequest, Send } from '../../../src/gateway/forward.ts'
import type { AuthorizeRequest } from '../../../src/gateway/gateway.ts'
import { encodeMessage } from '../../../src/gateway/threeDSMessages.ts'
import { childId } from '../../../src/ids/ids.ts'
import { cardOf, sendTo } from '../contract/send.ts'
import { ATTEMPT, accountAt, answered, CALLS, CAPTURE, type Call, KNOWN, PAYMENT, REFUND, RETURNED } from './calls.ts'
import { type Prism, startPrism } from './prism.ts'

const carried = JSON.stringify({ paymentData: 'p', authorisationToken: 'a' })
const DEVICE_STEP = { kind: 'device_data', threeDSServerTransId: 't', carried } as const
const CHALLENGE_STEP = {
  kind: 'challenge',
  threeDSServerTransId: 't',
  acsUrl: 'https://acs.example/',
  creq: 'c',
  windowSize: '02',
  carried,
} as const

let prism: Prism
beforeAll(async () => {
  prism = await startPrism()
}, 20_000)
afterAll(() => prism?.close())

/** What the vault really sends, to a server that refuses what the OpenAPI file does not allow. */
async function statusesOf(call: (send: Send) => Promise<unknown>): Promise<readonly unknown[]> {
  const answers: GatewayAnswer[] = []
  const send = sendTo(accountAt(prism.origin), cardOf('4111111111111111'), 5_000)
  await call(async (request) => {
    const answer = await send(request)
    answers.push(answer)
    return answer
  })
  return answers.map((answer) => (answer.kind === 'answered' ? answer.status : answer))
}

describe('Adyen’s OpenAPI file for Checkout v72', () => {
  it.each([
    ['authorize', 200],
    ['complete', 200],
    ['fence', 201],
    ['capture', 201],
    ['void', 201],
    ['refund', 201],
  ] satisfies [Call, number][])('allows the request of %s', async (call, status) => {
    expect(await statusesOf(CALLS[call])).toEqual([status])
  })

  it.each([
    ['a hold', { ...ATTEMPT, capture: false }],
    ['a shopper of whose browser nothing is known', { ...ATTEMPT, browser: undefined }],
    ['a shopper of whose browser little is known', { ...ATTEMPT, browser: { browserLanguage: 'nl' } }],
    ['a challenge as a mandate', { ...ATTEMPT, windowSize: '03', threeDS: { challenge: 'REQUIRED' } }],
    ['an exemption', { ...ATTEMPT, capture: false, threeDS: { exemption: 'LOW_VALUE' } }],
    ['an amount of fifteen digits', { ...ATTEMPT, amountMinor: 999_999_999_999n, currency: 'ISK' }],
  ] as const)('allows the request for %s', async (_title, request) => {
    const { browser, ...attempt } = request
    const call = (send: Send) => adyenGateway.authorize(send, browser === undefined ? attempt : { ...attempt, browser })
    expect(await statusesOf(call)).toEqual([200])
  })

  it('allows the results of native steps', async () => {
    const cres = encodeMessage({ threeDSServerTransID: 't', transStatus: 'Y' })
    for (const [step, returned] of [
      [DEVICE_STEP, { threeDSCompInd: 'Y' }],
      [CHALLENGE_STEP, { cres }],
    ] as const) {
      expect(await statusesOf((send) => adyenGateway.complete(send, { ...KNOWN, step }, returned))).toEqual([200])
    }
  })

  it('allows the probe', async () => {
    expect(await adyenGateway.probe(sendTo(accountAt(prism.origin), undefined, 5_000))).toBe('up')
  })

  it('refuses what it does not allow', async () => {
    const send = sendTo(accountAt(prism.origin), undefined, 5_000)
    const body = { amount: { value: '10.00', currency: 'EUR' } }
    const accountFields = [[['merchantAccount'], 'merchantAccount']] as const
    const answer = await send({ method: 'POST', path: `/payments/X/captures`, body, accountFields })
    expect(answer).toMatchObject({ kind: 'answered', status: 422 })
  })
})

describe('the Adyen gateway asks', () => {
  const requestsOf = async (call: (send: Send) => Promise<unknown>): Promise<readonly GatewayRequest[]> => {
    const requests: GatewayRequest[] = []
    await call(async (request) => {
      requests.push(request)
      return { kind: 'unknown', reason: 'test' }
    })
    return requests
  }

  it('with the attempt’s id as the key beside the payment’s as the reference, and with no card of its own', async () => {
    const [request] = await requestsOf(CALLS.authorize)
    expect(request).toMatchObject({
      path: '/payments',
      headers: { 'idempotency-key': ATTEMPT.attemptId },
      body: { reference: PAYMENT, metadata: { attemptId: ATTEMPT.attemptId }, captureDelayHours: 0 },
      accountFields: [
        [['merchantAccount'], 'merchantAccount'],
        [['authenticationData', 'threeDSRequestData', 'nativeThreeDS'], 'nativeThreeDS'],
      ],
    })
    expect(JSON.stringify(request?.body)).not.toMatch(/merchantAccount|"number"|"cvc"/)
    expect(await requestsOf(CALLS.authorize)).toEqual([request])
  })

  it('for a hold that nobody captures by himself', async () => {
    const [request] = await requestsOf((send) => adyenGateway.authorize(send, { ...ATTEMPT, capture: false }))
    expect(request?.body).toMatchObject({ additionalData: { manualCapture: 'true' }, metadata: { capture: 'later' } })
    expect(request?.body).not.toHaveProperty('captureDelayHours')
  })

  it('for the exemption by its name there, and for a challenge that nobody may leave out', async () => {
    const bodyOf = async (threeDS: NonNullable<AuthorizeRequest['threeDS']>, capture = true) =>
      (await requestsOf((send) => adyenGateway.authorize(send, { ...ATTEMPT, capture, threeDS })))[0]?.body
    expect(await bodyOf({ exemption: 'TRANSACTION_RISK_ANALYSIS' }, false)).toMatchObject({
      additionalData: { scaExemption: 'transactionRiskAnalysis', manualCapture: 'true' },
    })
    expect(await bodyOf({ exemption: 'RECURRING' })).not.toHaveProperty('additionalData')
    expect(await bodyOf({ challenge: 'REQUIRED' })).toMatchObject({
      authenticationData: { attemptAuthentication: 'always' },
      threeDS2RequestData: { threeDSRequestorChallengeInd: '04', notificationURL: ATTEMPT.returnUrl },
    })
  })

  it('TD1 with a step’s result under one key, and under another for another result', async () => {
    const sent = async (transStatus: string) => {
      const cres = encodeMessage({ threeDSServerTransID: 't', transStatus })
      const [request] = await requestsOf((send) =>
        adyenGateway.complete(send, { ...KNOWN, step: CHALLENGE_STEP }, { cres }),
      )
      return request
    }
    const passed = await sent('Y')
    expect(await sent('Y')).toEqual(passed)
    expect((await sent('N'))?.headers).not.toEqual(passed?.headers)
    const threeDSResult = Buffer.from(JSON.stringify({ transStatus: 'Y', authorisationToken: 'a' })).toString('base64')
    expect(passed).toMatchObject({ path: '/payments/details', body: { details: { threeDSResult }, paymentData: 'p' } })
    const [device] = await requestsOf((send) =>
      adyenGateway.complete(send, { ...KNOWN, step: DEVICE_STEP }, { threeDSCompInd: 'N' }),
    )
    const fingerprint = Buffer.from(JSON.stringify({ threeDSCompInd: 'N' })).toString('base64')
    expect(device?.body).toEqual({ details: { 'threeds2.fingerprint': fingerprint }, paymentData: 'p' })
  })

  it('with keys that Adyen takes: none is longer than 64 characters, and none serves two calls', async () => {
    const requests = await Promise.all(Object.values(CALLS).map(requestsOf))
    const keys = requests.flat().flatMap(({ headers }) => headers?.['idempotency-key'] ?? [])
    expect(Math.max(...keys.map((key) => key.length))).toBeLessThanOrEqual(64)
    expect(new Set(keys).size).toBe(keys.length)
    expect(idempotencyKey(childId('refund', PAYMENT, 999_999_999))).toMatch(/^[0-9a-f]{64}$/)
  })

  it('a fence anew each time, for what finds nothing now has to look again', async () => {
    expect(await requestsOf(CALLS.fence)).toMatchObject([
      { path: '/cancels', body: { paymentReference: PAYMENT, reference: ATTEMPT.attemptId } },
    ])
    expect((await requestsOf(CALLS.fence))[0]).not.toHaveProperty('headers')
  })

  it('TD1 the same key for the same result, and another for one that somebody made up', async () => {
    const keyOf = async (redirectResult: string) => {
      const [request] = await requestsOf((send) => adyenGateway.complete(send, ATTEMPT, { redirectResult }))
      return request?.headers?.['idempotency-key']
    }
    expect(await keyOf(RETURNED.redirectResult)).toBe(await keyOf(RETURNED.redirectResult))
    expect(await keyOf('made-up')).not.toBe(await keyOf(RETURNED.redirectResult))
  })

  it('with references that cannot leave their place in the path', async () => {
    const [request] = await requestsOf((send) =>
      adyenGateway.void(send, { ...ATTEMPT, gatewayReference: '../payments?x=1#y' }),
    )
    expect(request?.path).toBe('/payments/..%2Fpayments%3Fx%3D1%23y/cancels')
  })

  it('nothing where it cannot: no reference of Adyen’s, no return, no currency', async () => {
    expect(await requestsOf((send) => adyenGateway.void(send, ATTEMPT))).toEqual([])
    expect(await requestsOf((send) => adyenGateway.complete(send, ATTEMPT, {}))).toEqual([])
    expect(await requestsOf((send) => adyenGateway.authorize(send, { ...ATTEMPT, currency: 'XAU' }))).toEqual([])
  })

  it('a void that was refused under another key, for the same one would only be answered the same', async () => {
    const keys = async (repetition?: number) =>
      (
        await requestsOf((send) =>
          adyenGateway.void(send, { ...KNOWN, ...(repetition === undefined ? {} : { repetition }) }),
        )
      )[0]?.headers?.['idempotency-key']
    expect(await keys(1)).not.toBe(await keys())
  })

  it('a capture or refund not again once Adyen may have forgotten its key: it would be carried out twice', async () => {
    const askedAtMs = Date.now() - 7 * 24 * 3_600_000
    expect(await requestsOf((send) => adyenGateway.refund(send, { ...REFUND, askedAtMs }))).toEqual([])
    expect(await requestsOf((send) => adyenGateway.capture(send, { ...CAPTURE, askedAtMs }))).toEqual([])
    expect(await adyenGateway.refund(async () => answered(500, ''), { ...REFUND, askedAtMs })).toMatchObject({
      kind: 'unknown',
    })
  })

  it('no cancel for a challenge whose result was never handed on: nothing is authorized without it', async () => {
    const requests = await requestsOf((send) => adyenGateway.fence(send, { ...ATTEMPT, isWaiting: true }))
    expect(requests).toEqual([])
    expect(await adyenGateway.fence(async () => answered(500, ''), { ...ATTEMPT, isWaiting: true })).toMatchObject({
      kind: 'unprocessed',
      failure: { code: 'fenced' },
    })
  })
})
