import type { NotificationRequestItem } from '@adyen/api-library/lib/src/typings/notification/notificationRequestItem.js'
import HmacValidator from '@adyen/api-library/lib/src/utils/hmacValidator.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { adyenCredentials } from '../../../src/gateway/adyen/credentials.ts'
import { readWebhook } from '../../../src/gateway/adyen/webhook.ts'
import { childId } from '../../../src/ids/ids.ts'
import { ATTEMPT, CAPTURE, CREDENTIALS, HMAC_KEY, OTHER_PAYMENT, PAYMENT, PSP, REFUND } from './calls.ts'
import { type AdyenDouble, startAdyenDouble } from './double.ts'
import examples from './generated/webhook-examples-v1.json' with { type: 'json' }

const validator = new HmacValidator()
const OTHER_KEY = 'AB'.repeat(32)

type Item = Readonly<Record<string, unknown>>

const ITEM: Item = {
  additionalData: { 'metadata.attemptId': ATTEMPT.attemptId, 'metadata.capture': 'now' },
  amount: { currency: 'EUR', value: 1000 },
  eventCode: 'AUTHORISATION',
  eventDate: '2026-01-01T01:00:00+01:00',
  merchantAccountCode: CREDENTIALS.merchantAccount,
  merchantReference: PAYMENT,
  paymentMethod: 'visa',
  pspReference: PSP,
  reason: '',
  success: 'true',
}
const MODIFIED = { ...ITEM, originalReference: PSP, pspReference: '993617894906488A' }

const envelope = (...items: readonly Item[]) => ({
  live: 'false',
  notificationItems: items.map((item) => ({ NotificationRequestItem: item })),
})

/** Signed by Adyen's own library. */
function signed(item: Item, key = HMAC_KEY): Item {
  const hmacSignature = validator.calculateHmac(item as unknown as NotificationRequestItem, key)
  return { ...item, additionalData: { ...(item.additionalData as object | undefined), hmacSignature } }
}

function isGenuine(body: unknown, change: object = {}): boolean {
  const parsed = adyenCredentials.parse({ ...CREDENTIALS, ...change })
  if (!parsed.ok) throw new Error(parsed.error)
  return parsed.value.verifyWebhook({}, typeof body === 'string' ? body : JSON.stringify(body), Date.now()) === true
}

const messagesOf = (...items: readonly Item[]) => {
  const read = readWebhook(envelope(...items))
  if (!read.ok) throw new Error('not read')
  return read.value
}
const contentOf = (item: Item) => messagesOf(item)[0]?.content

describe('Adyen’s webhook verifier', () => {
  it('believes what Adyen’s own library signs, with and without the fields that may be missing', () => {
    for (const item of [
      ITEM,
      MODIFIED,
      { ...ITEM, originalReference: '' },
      { ...ITEM, originalReference: null },
      { ...ITEM, merchantReference: 'Bestellung № 7' },
      { ...ITEM, amount: { currency: 'JPY', value: 0 }, success: 'false' },
    ]) {
      expect(isGenuine(envelope(signed(item)))).toBe(true)
    }
  })

  it('HN1 does not believe one without a signature, with a wrong one, or of changed content', () => {
    expect(isGenuine(envelope(ITEM))).toBe(false)
    expect(isGenuine(envelope(signed(ITEM, OTHER_KEY)))).toBe(false)
    expect(isGenuine(envelope({ ...ITEM, additionalData: { hmacSignature: '' } }))).toBe(false)
    expect(isGenuine(envelope({ ...ITEM, additionalData: { hmacSignature: 7 } }))).toBe(false)
    const changes: Item[] = [
      { pspReference: 'X' },
      { originalReference: 'X' },
      { merchantReference: OTHER_PAYMENT },
      { amount: { currency: 'EUR', value: 1 } },
      { amount: { currency: 'USD', value: 1000 } },
      { eventCode: 'REFUND' },
      { success: 'false' },
    ]
    for (const change of changes) expect(isGenuine(envelope({ ...signed(ITEM), ...change }))).toBe(false)
  })

  it('HN1 does not believe a batch of which one item is not signed, nor an empty one', () => {
    expect(isGenuine(envelope(signed(ITEM), signed(MODIFIED)))).toBe(true)
    expect(isGenuine(envelope(signed(ITEM), MODIFIED))).toBe(false)
    expect(isGenuine(envelope())).toBe(false)
  })

  it('HN2 does not believe one that is genuine but about another merchant account', () => {
    const other = { ...ITEM, merchantAccountCode: 'SomebodyElseECOM' }
    expect(isGenuine(envelope(signed(other)))).toBe(false)
  })

  it('HN3 does not believe what is no envelope at all', () => {
    for (const body of ['', '{', 'null', '[]', '7', '{"notificationItems":7}', '{"notificationItems":[{}]}']) {
      expect(isGenuine(body)).toBe(false)
    }
  })

  it('WI6 believes each of the keys while one is rotated, and no other', () => {
    for (const change of [{ hmacKeys: [OTHER_KEY] }, { hmacKey: OTHER_KEY, hmacKeys: [HMAC_KEY] }]) {
      expect(isGenuine(envelope(signed(ITEM)), change)).toBe(true)
      expect(isGenuine(envelope(signed(ITEM, OTHER_KEY)), change)).toBe(true)
      expect(isGenuine(envelope(signed(ITEM, 'CD'.repeat(32))), change)).toBe(false)
    }
  })

  it('believes nothing before the account has the webhook’s key', () => {
    expect(isGenuine(envelope(signed(ITEM)), { hmacKey: undefined })).toBe(false)
    expect(isGenuine(envelope(), { hmacKey: undefined })).toBe(false)
    expect(isGenuine(envelope(signed(ITEM, '')), { hmacKey: undefined, hmacKeys: [] })).toBe(false)
  })

  it('WI5 believes an old one: Adyen signs no time, so its repetition is known by its id', () => {
    const old = { ...ITEM, eventDate: '2016-01-01T01:00:00+01:00' }
    expect(isGenuine(envelope(signed(old)))).toBe(true)
    expect(messagesOf(old)[0]?.id).toBe(messagesOf(ITEM)[0]?.id)
  })

  it.each([
    ['apiKey', { apiKey: '' }],
    ['merchantAccount', { merchantAccount: 'two:parts' }],
    ['hmacKey', { hmacKey: 'abc' }],
    ['hmacKey', { hmacKey: '' }],
    ['hmacKeys', { hmacKeys: Array(6).fill(HMAC_KEY) }],
  ])('names %s where it is missing or wrong, and repeats no value', (field, change) => {
    const parsed = adyenCredentials.parse({ ...CREDENTIALS, ...change })
    expect(parsed).toEqual({ ok: false, error: `${field} is missing or not valid` })
  })

  it('gives the key as a header and the merchant account as a field', () => {
    expect(adyenCredentials.parse(CREDENTIALS)).toMatchObject({
      value: {
        authorization: { kind: 'header', name: 'x-api-key', value: CREDENTIALS.apiKey },
        fields: { merchantAccount: CREDENTIALS.merchantAccount },
      },
    })
  })
})

describe('the double’s webhooks', () => {
  let double: AdyenDouble
  beforeAll(async () => {
    double = await startAdyenDouble()
  })
  afterAll(() => double.close())

  it('are signed as Adyen’s own library checks it', () => {
    const { body } = double.sign(envelope(MODIFIED, ITEM))
    const { hmacKey } = double.credentials as { readonly hmacKey: string }
    const { notificationItems } = JSON.parse(body) as {
      notificationItems: { NotificationRequestItem: NotificationRequestItem }[]
    }
    for (const { NotificationRequestItem: item } of notificationItems) {
      expect(validator.validateHMAC(item, hmacKey)).toBe(true)
      expect(validator.validateHMAC(item, OTHER_KEY)).toBe(false)
    }
  })
})

describe('a webhook of Adyen’s tells', () => {
  it('of a sale and of a hold, as the request said itself', () => {
    const approved = {
      kind: 'approved',
      gatewayReference: PSP,
      reference: PAYMENT,
      amountMinor: 1000n,
      currency: 'EUR',
    }
    expect(messagesOf(ITEM)).toEqual([
      {
        id: `${PSP}:AUTHORISATION:true`,
        paymentId: PAYMENT,
        occurredAtMs: Date.parse('2026-01-01T00:00:00Z'),
        content: {
          kind: 'attempt',
          attemptId: ATTEMPT.attemptId,
          attemptReference: PSP,
          outcome: { ...approved, capturedMinor: 1000n },
        },
      },
    ])
    const later = { ...ITEM, additionalData: { 'metadata.capture': 'later' } }
    expect(contentOf(later)).toMatchObject({ outcome: { capturedMinor: 0n } })
    const bare = { ...ITEM, additionalData: {} }
    expect(contentOf({ ...bare, operations: ['CANCEL', 'CAPTURE', 'REFUND'] })).toMatchObject({
      outcome: { capturedMinor: 0n },
    })
    expect(contentOf({ ...bare, operations: ['REFUND'] })).toMatchObject({ outcome: { capturedMinor: 1000n } })
  })

  it('of a decline, with its reason', () => {
    const declined = { ...ITEM, success: 'false', reason: 'Not enough balance' }
    expect(contentOf(declined)).toMatchObject({
      kind: 'attempt',
      attemptId: ATTEMPT.attemptId,
      outcome: { kind: 'declined', failure: { code: 'insufficient_funds' }, gatewayReference: PSP },
    })
  })

  it('GW7 of another amount or currency than was asked for, as it is', () => {
    expect(contentOf({ ...ITEM, amount: { currency: 'USD', value: 999 } })).toMatchObject({
      outcome: { amountMinor: 999n, currency: 'USD' },
    })
  })

  it('HM4 of amounts in our own minor units', () => {
    expect(contentOf({ ...ITEM, amount: { currency: 'ISK', value: 5000 } })).toMatchObject({
      outcome: { amountMinor: 50n },
    })
    expect(contentOf({ ...ITEM, amount: { currency: 'IDR', value: 50 } })).toMatchObject({
      outcome: { amountMinor: 5000n },
    })
  })

  it.each([
    ['CAPTURE', 'true', { status: 'SUCCEEDED' }],
    ['CAPTURE', 'false', { status: 'FAILED', failure: { code: 'capture_refused' } }],
    ['CAPTURE_FAILED', 'true', { status: 'FAILED', failure: { code: 'capture_failed' } }],
  ])('of a capture by our id: %s %s', (eventCode, success, expected) => {
    const item = { ...MODIFIED, eventCode, success, merchantReference: CAPTURE.captureId, reason: 'so it is' }
    expect(contentOf(item)).toMatchObject({
      kind: 'capture',
      captureId: CAPTURE.captureId,
      attemptId: ATTEMPT.attemptId,
      attemptReference: PSP,
      gatewayReference: '993617894906488A',
      amountMinor: 1000n,
      ...expected,
    })
  })

  it.each([
    ['REFUND', 'true', { status: 'SUCCEEDED' }],
    ['REFUND', 'false', { status: 'FAILED', failure: { code: 'refund_refused', gatewayCode: 'so it is' } }],
    ['REFUND_FAILED', 'true', { status: 'FAILED', failure: { code: 'refund_failed' } }],
    ['REFUNDED_REVERSED', 'true', { status: 'FAILED', failure: { code: 'refund_returned' } }],
  ])('RA4 of a refund by our id: %s %s', (eventCode, success, expected) => {
    const item = { ...MODIFIED, eventCode, success, merchantReference: REFUND.refundId, reason: 'so it is' }
    expect(contentOf(item)).toMatchObject({
      kind: 'refund',
      refundId: REFUND.refundId,
      attemptReference: PSP,
      ...expected,
    })
  })

  it('of money that nobody wanted and that went back under its attempt’s id', () => {
    const merchantReference = `${ATTEMPT.attemptId}_return`
    const [message] = messagesOf({ ...MODIFIED, eventCode: 'REFUND', merchantReference, additionalData: {} })
    expect(message).toMatchObject({
      paymentId: PAYMENT,
      content: { kind: 'refund', refundId: merchantReference, attemptId: ATTEMPT.attemptId },
    })
  })

  it('of captures and refunds from the dashboard, which have the payment’s reference', () => {
    for (const eventCode of ['CAPTURE', 'REFUND']) {
      const content = contentOf({ ...MODIFIED, eventCode, additionalData: {} })
      expect(content).toMatchObject({
        attemptReference: PSP,
        status: 'SUCCEEDED',
        gatewayReference: '993617894906488A',
      })
      for (const name of ['attemptId', 'captureId', 'refundId']) expect(content).not.toHaveProperty(name)
    }
  })

  it.each([
    ['CANCELLATION', 'true', { kind: 'ending', status: 'SUCCEEDED' }],
    ['CANCELLATION', 'false', { kind: 'ending', status: 'FAILED', failure: { code: 'void_refused' } }],
    ['TECHNICAL_CANCEL', 'true', { kind: 'attempt', outcome: { kind: 'unprocessed', failure: { code: 'fenced' } } }],
  ])('of the end of a void or a fence: %s %s', (eventCode, success, expected) => {
    expect(contentOf({ ...MODIFIED, eventCode, success })).toMatchObject({ attemptReference: PSP, ...expected })
  })

  it('GW5 that a fence found nothing, which is no proof, and nothing where it found what it cannot cancel', () => {
    const nothing = { ...MODIFIED, eventCode: 'TECHNICAL_CANCEL', success: 'false' }
    expect(contentOf({ ...nothing, originalReference: '' })).toMatchObject({ outcome: { kind: 'not_found' } })
    expect(contentOf(nothing)).toBeUndefined()
  })

  it('WI2 of the end of a hold, where its authorization was told before its technical cancel', () => {
    const messages = messagesOf({ ...MODIFIED, eventCode: 'TECHNICAL_CANCEL', success: 'true' })
    expect(messages.map(({ content }) => content)).toMatchObject([
      { kind: 'attempt', outcome: { kind: 'unprocessed' } },
      { kind: 'ending', status: 'SUCCEEDED', attemptReference: PSP },
    ])
    expect(new Set(messages.map(({ id }) => id)).size).toBe(2)
  })

  it('of a cancel or refund from the dashboard by what it turned out to be', () => {
    const item = { ...MODIFIED, eventCode: 'CANCEL_OR_REFUND' }
    const turnedOut = (action: string) => contentOf({ ...item, additionalData: { 'modification.action': action } })
    expect(turnedOut('cancel')).toMatchObject({ kind: 'ending', status: 'SUCCEEDED' })
    expect(turnedOut('refund')).toMatchObject({ kind: 'refund', status: 'SUCCEEDED' })
    expect(turnedOut('levitate')).toBeUndefined()
  })

  it('WI1 the same id for the same event however often, and another for any other', () => {
    const idOf = (item: Item) => messagesOf(item)[0]?.id
    expect(idOf({ ...ITEM, eventDate: '2026-01-02T01:00:00+01:00' })).toBe(idOf(ITEM))
    const ids = [ITEM, MODIFIED, { ...ITEM, success: 'false' }, { ...ITEM, eventCode: 'CAPTURE' }].map(idOf)
    expect(new Set(ids).size).toBe(4)
  })

  it('of several items at once, and of those that are understood', () => {
    const messages = messagesOf(ITEM, { eventCode: 'LEVITATION' }, { ...MODIFIED, eventCode: 'CAPTURE' })
    expect(messages.map(({ content }) => content.kind)).toEqual(['attempt', 'capture'])
  })

  it('WI4 nothing of a payment that is not ours', () => {
    expect(messagesOf({ ...ITEM, merchantReference: 'order 7' })).toEqual([])
    expect(messagesOf({ ...ITEM, merchantReference: 'pay_1' })).toEqual([])
  })

  it('HN2 nothing of an attempt of another payment: what is not signed does not lead away from what is', () => {
    const foreign = childId('attempt', OTHER_PAYMENT, 1)
    const [message] = messagesOf({ ...ITEM, additionalData: { 'metadata.attemptId': foreign } })
    expect(message?.paymentId).toBe(PAYMENT)
    expect(message?.content).not.toHaveProperty('attemptId')
  })

  it('HN1 nothing where a colon makes the signed text readable in two ways', () => {
    // Signed for somebody else's payment, whose reference was chosen so: split elsewhere, the same text is about ours.
    const { merchantAccount } = CREDENTIALS
    const theirs = { ...ITEM, originalReference: '', merchantReference: `${merchantAccount}:${PAYMENT}` }
    const { additionalData } = signed(theirs)
    const forged = { ...ITEM, originalReference: `:${merchantAccount}`, additionalData }
    expect(validator.validateHMAC(forged as unknown as NotificationRequestItem, HMAC_KEY)).toBe(true)
    expect(isGenuine(envelope(forged))).toBe(true)
    expect(messagesOf(forged)).toEqual([])
    expect(messagesOf(theirs)).toEqual([])
  })
})

describe('disputes', () => {
  const DISPUTE = {
    ...MODIFIED,
    reason: 'Other Fraud-Card Absent Environment',
    additionalData: {
      chargebackReasonCode: ' 10.4',
      defendable: 'true',
      defensePeriodEndsAt: '2026-07-31T03:03:07+02:00',
    },
  }
  const pictured = (eventCode: string, additionalData: object = {}) => {
    const content = contentOf({
      ...DISPUTE,
      eventCode,
      additionalData: { ...DISPUTE.additionalData, ...additionalData },
    })
    return content?.kind === 'dispute' ? `${content.stage} ${content.status}` : undefined
  }

  it('are pictured whole', () => {
    expect(contentOf({ ...DISPUTE, eventCode: 'CHARGEBACK' })).toEqual({
      kind: 'dispute',
      attemptReference: PSP,
      gatewayReference: '993617894906488A',
      stage: 'CHARGEBACK',
      status: 'NEEDS_RESPONSE',
      amountMinor: 1000n,
      currency: 'EUR',
      reason: 'Other Fraud-Card Absent Environment',
      reasonCode: '10.4',
      respondByMs: Date.parse('2026-07-31T01:03:07Z'),
    })
  })

  it.each([
    ['REQUEST_FOR_INFORMATION', {}, 'INQUIRY NEEDS_RESPONSE'],
    ['REQUEST_FOR_INFORMATION', { disputeStatus: 'Responded' }, 'INQUIRY UNDER_REVIEW'],
    ['REQUEST_FOR_INFORMATION', { disputeStatus: 'Expired' }, 'INQUIRY EXPIRED'],
    ['NOTIFICATION_OF_CHARGEBACK', {}, 'CHARGEBACK NEEDS_RESPONSE'],
    ['NOTIFICATION_OF_CHARGEBACK', { autoDefended: 'true' }, 'CHARGEBACK UNDER_REVIEW'],
    ['CHARGEBACK', { defendable: 'false' }, 'CHARGEBACK UNDER_REVIEW'],
    ['INFORMATION_SUPPLIED', { disputeStatus: 'Pending' }, 'CHARGEBACK UNDER_REVIEW'],
    ['INFORMATION_SUPPLIED', { disputeStatus: 'Responded' }, 'INQUIRY UNDER_REVIEW'],
    ['DISPUTE_DEFENSE_PERIOD_ENDED', { disputeStatus: 'Lost' }, 'CHARGEBACK LOST'],
    ['DISPUTE_DEFENSE_PERIOD_ENDED', { disputeStatus: 'Accepted' }, 'CHARGEBACK ACCEPTED'],
    ['ISSUER_RESPONSE_TIMEFRAME_EXPIRED', {}, 'CHARGEBACK WON'],
    ['CHARGEBACK_REVERSED', { disputeStatus: 'Pending' }, 'CHARGEBACK WON'],
    ['SECOND_CHARGEBACK', {}, 'PRE_ARBITRATION LOST'],
    ['PREARBITRATION_OPEN', {}, 'PRE_ARBITRATION NEEDS_RESPONSE'],
    ['PREARBITRATION_ACCEPTED', {}, 'PRE_ARBITRATION ACCEPTED'],
    ['PREARBITRATION_DECLINED', {}, 'PRE_ARBITRATION UNDER_REVIEW'],
    ['PREARBITRATION_ISSUER_WITHDRAWN', {}, 'PRE_ARBITRATION WITHDRAWN'],
    ['PREARBITRATION_WON', {}, 'PRE_ARBITRATION WON'],
    ['PREARBITRATION_LOST', {}, 'PRE_ARBITRATION LOST'],
    ['SCHEME_ARBITRATION', {}, 'ARBITRATION UNDER_REVIEW'],
    ['SCHEME_ARBITRATION_WON', {}, 'ARBITRATION WON'],
    ['SCHEME_ARBITRATION_LOST', {}, 'ARBITRATION LOST'],
    ['NOTIFICATION_OF_FRAUD', {}, undefined],
    ['ISSUER_COMMENTS', {}, undefined],
  ])('%s %j is %s', (eventCode, additionalData, expected) => {
    expect(pictured(eventCode, additionalData)).toBe(expected)
  })
})

describe('the examples in Adyen’s own file', () => {
  /** What each is to us; those that are not here say nothing about a payment's money. */
  const KINDS: Readonly<Record<string, string>> = {
    authorisation: 'attempt',
    // And the end of its hold, where its authorization was told before.
    technical_cancel: 'attempt ending',
    cancellation: 'ending',
    cancel_or_refund: 'ending',
    capture: 'capture',
    capture_failed: 'capture',
    refund: 'refund',
    refund_failed: 'refund',
    refunded_reversed: 'refund',
    request_for_information: 'dispute',
    notification_of_chargeback: 'dispute',
    chargeback: 'dispute',
    chargeback_reversed: 'dispute',
    second_chargeback: 'dispute',
    information_supplied: 'dispute',
    issuer_response_timeframe_expired: 'dispute',
    dispute_defense_period_ended: 'dispute',
    prearbitration_won: 'dispute',
    prearbitration_lost: 'dispute',
  }

  it.each(Object.entries(examples))('%s is read', (name, body) => {
    const ours = JSON.parse(
      JSON.stringify(body).replace(/"merchantReference":"[^"]*"/g, `"merchantReference":"${PAYMENT}"`),
    )
    const read = readWebhook(ours)
    expect(read.ok && read.value.map(({ content }) => content.kind)).toEqual(
      KINDS[name] === undefined ? [] : KINDS[name].split(' '),
    )
    expect(readWebhook(body)).toEqual({ ok: true, value: [] })
  })

  it('are all there that have a kind', () => {
    expect(Object.keys(KINDS).filter((name) => !(name in examples))).toEqual([])
  })
})
