import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { adyenGateway } from '../../../src/gateway/adyen/gateway.ts'
import { PaymentShape } from '../../../src/gateway/adyen/shapes.ts'
import type { GatewayAnswer } from '../../../src/gateway/forward.ts'
import { gatewayOf } from '../../../src/gateway/registry.ts'
import { decodeMessage, encodeMessage } from '../../../src/gateway/threeDSMessages.ts'
import {
  ATTEMPT,
  answered,
  CALLS,
  CAPTURE,
  DISPUTE,
  KNOWN,
  MOVES,
  OTHER_PAYMENT,
  outcomes,
  PAYMENT,
  PSP,
  READS,
  REFUND,
  RETURNED,
  refusedWith,
} from './calls.ts'
import checkout from './generated/checkout-v72.json' with { type: 'json' }

const APPROVED = {
  pspReference: PSP,
  resultCode: 'Authorised',
  merchantReference: PAYMENT,
  amount: { value: 1000, currency: 'EUR' },
  additionalData: {
    cardSummary: '1111',
    paymentMethod: 'mc',
    expiryDate: '3/2030',
    fundingSource: 'CREDIT',
    cardIssuingCountry: 'NL',
  },
}
const REFUSED = {
  pspReference: PSP,
  resultCode: 'Refused',
  merchantReference: PAYMENT,
  refusalReason: 'Not enough balance',
  refusalReasonCode: '12',
}
const REDIRECT = {
  pspReference: PSP,
  resultCode: 'RedirectShopper',
  merchantReference: PAYMENT,
  action: { type: 'redirect', method: 'GET', url: 'https://checkoutshopper-test.adyen.com/threeDS/redirect?MD=1' },
}

describe('the Adyen gateway tells', () => {
  it.each([
    ['an approval', APPROVED, { kind: 'approved', reference: PAYMENT, amountMinor: 1000n, capturedMinor: 1000n }],
    [
      'the card as far as it is told',
      APPROVED,
      {
        card: {
          brand: 'mastercard',
          last4: '1111',
          expiryMonth: 3,
          expiryYear: 2030,
          funding: 'CREDIT',
          country: 'NL',
        },
      },
    ],
    ['GW7 another amount as it is', { ...APPROVED, amount: { value: 999, currency: 'EUR' } }, { amountMinor: 999n }],
    ['GW7 another currency as it is', { ...APPROVED, amount: { value: 1000, currency: 'USD' } }, { currency: 'USD' }],
    ['GW14 an approval with a field more', { ...APPROVED, mood: 'good' }, { kind: 'approved' }],
    ['GW14 a result we do not know', { ...APPROVED, resultCode: 'Levitating' }, { kind: 'unknown' }],
    [
      'a partial approval, which nobody asked for',
      { ...APPROVED, resultCode: 'PartiallyAuthorised' },
      { kind: 'unknown' },
    ],
    [
      'an approval of nothing that has a name',
      { resultCode: 'Authorised', merchantReference: PAYMENT },
      { kind: 'unknown' },
    ],
    ['a decline', REFUSED, { kind: 'declined', failure: { code: 'insufficient_funds', gatewayCode: '12' } }],
    [
      'GW14 a decline for a new reason',
      { ...REFUSED, refusalReasonCode: '4711' },
      { kind: 'declined', failure: { code: 'unmapped_decline', gatewayCode: '4711', retryable: false } },
    ],
    [
      'a decline without any reason',
      { resultCode: 'Refused', merchantReference: PAYMENT, pspReference: PSP },
      { kind: 'declined' },
    ],
    [
      'that the acquirer failed and nothing went through',
      { ...REFUSED, resultCode: 'Error', refusalReasonCode: '4', refusalReason: 'Acquirer Error' },
      { kind: 'unprocessed', failure: { code: 'acquirer_error' } },
    ],
    ['an acquirer’s error of a refusal as a decline', { ...REFUSED, refusalReasonCode: '4' }, { kind: 'declined' }],
    ['any other error as a decline', { ...REFUSED, resultCode: 'Error', refusalReasonCode: '9' }, { kind: 'declined' }],
    ['a redirect', REDIRECT, { kind: 'action_required', action: { type: 'redirect', url: REDIRECT.action.url } }],
    [
      'a form to be posted as something we cannot do',
      { ...REDIRECT, action: { ...REDIRECT.action, method: 'POST', data: { MD: '1' } } },
      { kind: 'unknown' },
    ],
    [
      'a challenge for a component of Adyen’s own as something we cannot do',
      { ...REDIRECT, resultCode: 'ChallengeShopper', action: { type: 'threeDS2', token: 'eyJ0' } },
      { kind: 'unknown' },
    ],
    [
      'a link that is none',
      { ...REDIRECT, action: { ...REDIRECT.action, url: 'javascript:alert(1)' } },
      { kind: 'unknown' },
    ],
    ['that it is not decided', { ...REFUSED, resultCode: 'Pending' }, { kind: 'pending', gatewayReference: PSP }],
    ['that it was taken in', { ...REFUSED, resultCode: 'Received' }, { kind: 'pending' }],
    ['an amount as text', { ...APPROVED, amount: { value: '1000', currency: 'EUR' } }, { kind: 'unknown' }],
    ['a negative amount', { ...APPROVED, amount: { value: -1000, currency: 'EUR' } }, { kind: 'unknown' }],
    ['an endless reference', { ...APPROVED, merchantReference: 'x'.repeat(100_000) }, { kind: 'unknown' }],
  ])('%s', async (_title, body, expected) => {
    const send = async () => answered(200, body)
    expect(await adyenGateway.authorize(send, ATTEMPT)).toMatchObject(expected)
    expect(await adyenGateway.complete(send, KNOWN, RETURNED)).toMatchObject(expected)
  })

  const tokenOf = (token: object) => Buffer.from(JSON.stringify(token)).toString('base64')
  const nativeStep = (subtype: string, token: object) => ({
    resultCode: subtype === 'fingerprint' ? 'IdentifyShopper' : 'ChallengeShopper',
    action: { type: 'threeDS2', subtype, token: tokenOf(token), paymentData: 'p', authorisationToken: 'a' },
  })
  const FINGERPRINT = nativeStep('fingerprint', {
    threeDSServerTransID: 't-1',
    threeDSMethodURL: 'https://acs.example/method',
  })
  const CHALLENGE = nativeStep('challenge', {
    threeDSServerTransID: 't-1',
    acsTransID: 'acs-1',
    acsURL: 'https://acs.example/challenge',
    messageVersion: '2.2.0',
  })
  const HERE = { ...ATTEMPT, stepUrl: 'https://api.example/three-ds/x?step=1', windowSize: '03' } as const

  it('the steps of a native 3-D Secure, each with what goes back to Adyen', async () => {
    const carried = JSON.stringify({ paymentData: 'p', authorisationToken: 'a' })
    expect(await adyenGateway.authorize(async () => answered(200, FINGERPRINT), HERE)).toMatchObject({
      kind: 'action_required',
      action: { type: 'three_ds_challenge', url: HERE.stepUrl, stage: 'DEVICE_DATA' },
      step: { kind: 'device_data', threeDSServerTransId: 't-1', methodUrl: 'https://acs.example/method', carried },
    })
    const outcome = await adyenGateway.authorize(async () => answered(200, CHALLENGE), HERE)
    expect(outcome).toMatchObject({
      action: { stage: 'CHALLENGE', windowSize: '03' },
      step: { kind: 'challenge', acsUrl: 'https://acs.example/challenge', carried },
    })
    const creq = outcome.kind === 'action_required' && outcome.step?.kind === 'challenge' ? outcome.step.creq : ''
    expect(decodeMessage(creq)).toEqual({
      threeDSServerTransID: 't-1',
      acsTransID: 'acs-1',
      messageVersion: '2.2.0',
      messageType: 'CReq',
      challengeWindowSize: '03',
    })
  })

  it('the end of a native step, also where the answer names nothing, and TD2 never another payment’s', async () => {
    const step = { kind: 'challenge', threeDSServerTransId: 't-1', acsUrl: '', creq: '', windowSize: '02' } as const
    const cres = encodeMessage({ threeDSServerTransID: 't-1', transStatus: 'Y' })
    const authenticated = {
      threeDS2Result: { transStatus: 'Y', eci: '02', messageVersion: '2.2.0', authenticationValue: 'CAVV' },
    }
    const complete = (body: object) =>
      adyenGateway.complete(async () => answered(200, body), { ...ATTEMPT, step }, { cres })
    expect(await complete({ pspReference: PSP, resultCode: 'Authorised', ...authenticated })).toMatchObject({
      kind: 'approved',
      authentication: { transactionStatus: 'Y', eci: '02', version: '2.2.0', flow: 'CHALLENGE' },
    })
    expect(JSON.stringify(await complete({ ...REFUSED, ...authenticated }))).not.toContain('CAVV')
    expect((await complete({ ...APPROVED, merchantReference: OTHER_PAYMENT })).kind).toBe('unknown')
  })

  it.each([
    ['another subtype', nativeStep('levitation', { threeDSServerTransID: 't-1' })],
    ['no transaction', nativeStep('fingerprint', {})],
    [
      'an address that is none',
      nativeStep('challenge', {
        threeDSServerTransID: 't',
        acsTransID: 'a',
        messageVersion: '2.2.0',
        acsURL: 'javascript:alert(1)',
      }),
    ],
    [
      'a token that is none',
      { resultCode: 'IdentifyShopper', action: { type: 'threeDS2', subtype: 'fingerprint', token: '!' } },
    ],
  ])('GW14 a native step with %s as unknown', async (_why, body) => {
    expect((await adyenGateway.authorize(async () => answered(200, body), HERE)).kind).toBe('unknown')
  })

  it('GW7 another reference as it is, where the answer is to the authorization itself', async () => {
    const send = async () => answered(200, { ...APPROVED, merchantReference: OTHER_PAYMENT })
    expect(await adyenGateway.authorize(send, ATTEMPT)).toMatchObject({ kind: 'approved', reference: OTHER_PAYMENT })
  })

  it('what was asked for where the answer leaves out amount and reference, as Adyen’s examples do', async () => {
    const send = async () => answered(200, { pspReference: PSP, resultCode: 'Authorised' })
    const approved = { kind: 'approved', reference: PAYMENT, amountMinor: 1000n, currency: 'EUR' }
    expect(await adyenGateway.authorize(send, ATTEMPT)).toMatchObject({ ...approved, capturedMinor: 1000n })
    expect(await adyenGateway.authorize(send, { ...ATTEMPT, capture: false })).toMatchObject({ capturedMinor: 0n })
    expect(await adyenGateway.complete(send, { ...KNOWN, capture: false }, RETURNED)).toMatchObject({
      ...approved,
      capturedMinor: 0n,
    })
  })

  it('TD2 nothing of a result that is not this attempt’s own', async () => {
    for (const body of [
      { ...APPROVED, merchantReference: OTHER_PAYMENT },
      { ...APPROVED, pspReference: 'ANOTHERATTEMPT00' },
      { ...REFUSED, merchantReference: OTHER_PAYMENT },
    ]) {
      expect((await adyenGateway.complete(async () => answered(200, body), KNOWN, RETURNED)).kind).toBe('unknown')
    }
    const unnamed = answered(200, { pspReference: PSP, resultCode: 'Authorised' })
    expect((await adyenGateway.complete(async () => unnamed, ATTEMPT, RETURNED)).kind).toBe('unknown')
  })

  it('TD4 nothing of a return that carries no result', async () => {
    const send = async () => answered(200, APPROVED)
    expect((await adyenGateway.complete(send, KNOWN, { payload: 'x' })).kind).toBe('unknown')
  })

  it('of captures, voids and refunds that they were taken in, and only of those that were asked for', async () => {
    const amount = { value: 400, currency: 'EUR' }
    const received = {
      merchantAccount: 'A',
      paymentPspReference: PSP,
      pspReference: '993617894906488A',
      status: 'received',
    }
    const pending = { kind: 'pending', gatewayReference: '993617894906488A' }
    const tell = (body: unknown) => async () => answered(201, body)
    expect(await CALLS.capture(tell({ ...received, amount, reference: CAPTURE.captureId }))).toEqual(pending)
    expect(await CALLS.refund(tell({ ...received, amount, reference: REFUND.refundId }))).toEqual(pending)
    expect(await CALLS.void(tell(received))).toEqual(pending)
    for (const other of [
      { reference: REFUND.refundId },
      { paymentPspReference: 'ANOTHERPAYMENT00' },
      { amount: { value: 401, currency: 'EUR' } },
      { amount: { value: 400, currency: 'USD' } },
      { status: 'levitating' },
    ]) {
      expect(await CALLS.capture(tell({ ...received, amount, ...other }))).toMatchObject({ kind: 'unknown' })
    }
  })

  it('of a fence that it waits for the webhook', async () => {
    const received = { merchantAccount: 'A', paymentReference: PAYMENT, pspReference: PSP, status: 'received' }
    expect(await CALLS.fence(async () => answered(201, received))).toEqual({ kind: 'pending' })
    const other = { ...received, paymentReference: OTHER_PAYMENT }
    expect(await CALLS.fence(async () => answered(201, other))).toMatchObject({ kind: 'unknown' })
  })

  it('where disputes are answered, at once and without asking anybody', async () => {
    const nobody = async () => {
      throw new Error('asked')
    }
    expect(await adyenGateway.respondToDispute(nobody, DISPUTE)).toMatchObject({
      kind: 'declined',
      failure: { category: 'CONFIGURATION', gatewayCode: 'respond in the Customer Area, under Disputes' },
    })
  })

  it('whether it is up', async () => {
    expect(await adyenGateway.probe(async () => answered(200, { paymentMethods: [] }))).toBe('up')
    expect(await adyenGateway.probe(async () => refusedWith(401, '000'))).toBe('down')
    expect(await adyenGateway.probe(async () => ({ kind: 'unknown', reason: 'time-out' }))).toBe('down')
  })

  it('its name, and takes no PayPal', () => {
    expect(gatewayOf('adyen')).toBe(adyenGateway)
    expect(adyenGateway.capabilities.methods).not.toContain('paypal')
    expect(adyenGateway.refusalOf?.({ amountMinor: 1n, currency: 'EUR', method: 'card' })).toBeUndefined()
  })
})

describe('certainty', () => {
  it.each([
    [refusedWith(422, '14_030'), 'declined'],
    [refusedWith(400, '702'), 'declined'],
    [refusedWith(404, '000'), 'declined'],
    [refusedWith(401, '000'), 'unprocessed'],
    [refusedWith(403, '901'), 'unprocessed'],
    [refusedWith(429, '029'), 'unprocessed'],
    [refusedWith(422, '704'), 'unknown'],
    [refusedWith(409, '704'), 'unknown'],
    [refusedWith(422, '703'), 'unknown'],
    [refusedWith(422, '14_030', { 'transient-error': 'true' }), 'unknown'],
    [refusedWith(401, '000', { 'transient-error': 'true' }), 'unknown'],
    [refusedWith(500, '905'), 'unknown'],
    [refusedWith(503, '000'), 'unknown'],
    [refusedWith(200, '000'), 'unknown'],
    [refusedWith(302, '000'), 'unknown'],
    [answered(401, '<h1>Unauthorized</h1>'), 'unknown'],
    [answered(500, '<h1>Internal error</h1>'), 'unknown'],
    [{ kind: 'not_sent', reason: 'connection_refused' }, 'not_sent'],
    [{ kind: 'token_refused', reason: 'expired' }, 'declined'],
    [{ kind: 'unknown', reason: 'time-out' }, 'unknown'],
  ] satisfies [GatewayAnswer, string][])('%j to a call that moves money is %s', async (answer, expected) => {
    expect(await outcomes(MOVES, answer)).toEqual(new Set([expected]))
  })

  it.each([
    [refusedWith(422, '14_006')],
    [refusedWith(401, '000')],
    [refusedWith(422, '704')],
    [answered(404, 'Not Found')],
    [{ kind: 'not_sent', reason: 'no_account' }],
    [{ kind: 'unknown', reason: 'reset' }],
  ] satisfies [GatewayAnswer][])('%j to a fence or after a return proves nothing about the attempt', async (answer) => {
    expect(await outcomes(READS, answer)).toEqual(new Set(['unknown']))
  })

  it('GW15 refused access is ours to mend, and nothing was processed', async () => {
    expect(await CALLS.authorize(async () => refusedWith(401, '000'))).toMatchObject({
      kind: 'unprocessed',
      failure: { code: 'gateway_login_refused' },
    })
    expect(await CALLS.authorize(async () => refusedWith(403, '901'))).toMatchObject({
      kind: 'unprocessed',
      failure: { code: 'gateway_merchant_unknown' },
    })
  })

  it('GW4 truncated answers are unknown wherever they are cut', async () => {
    const whole = JSON.stringify(APPROVED)
    for (let length = 0; length < whole.length; length += 1) {
      const answer = answered(200, whole.slice(0, length))
      expect((await CALLS.authorize(async () => answer)).kind).toBe('unknown')
    }
  })

  it('GW4 whatever is answered, no call throws and nothing is approved that was not said to be', async () => {
    const anything = fc.oneof(
      fc.json(),
      fc.string(),
      fc.object().map((body) => JSON.stringify({ ...APPROVED, ...body })),
    )
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 100, max: 599 }), anything, async (status, body) => {
        for (const call of Object.values(CALLS)) {
          const outcome = await call(async () => answered(status, body))
          if (outcome.kind === 'approved') {
            expect([200, 201]).toContain(status)
            expect(body).toContain('Authorised')
          }
        }
      }),
      { numRuns: 200 },
    )
  })
})

describe('the answers in Adyen’s own file', () => {
  const examples = Object.entries(checkout.components.examples).filter(([name]) =>
    /^post-payments-(card|details).*-200$/.test(name),
  )

  it.each(examples)('%s is read', async (_name, { value }) => {
    expect(PaymentShape.safeParse(value).success).toBe(true)
    const outcome = await adyenGateway.authorize(async () => answered(200, value), ATTEMPT)
    const { resultCode } = value as { readonly resultCode: string }
    const expected = { Authorised: 'approved', RedirectShopper: 'action_required', IdentifyShopper: 'unknown' }[
      resultCode
    ]
    expect(outcome.kind).toBe(expected)
  })
})
