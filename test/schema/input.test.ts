import { describe, expect, test } from 'vitest'
import { holdsCardNumber } from '../../schema/input/cardNumber.ts'
import { readConfirm } from '../../schema/input/confirm.ts'
import { type CreateInput, readCreate } from '../../schema/input/create.ts'
import { checkDateTime } from '../../schema/input/dateTime.ts'
import { readFilter } from '../../schema/input/filter.ts'
import { readCapture, readSubmitEvidence } from '../../schema/input/follow.ts'
import { checkText } from '../../schema/input/text.ts'
import { processorMs } from '../processorTime.ts'

const TOKEN = `tok_0aa${'b'.repeat(26)}_${'c'.repeat(52)}`
const CREATE: CreateInput = { idempotencyKey: 'order-1', amount: { amount: '10.00', currency: 'EUR' } }

/** The path and message of the refusal, or the command. */
const created = (changes: Partial<Record<keyof CreateInput, unknown>> = {}, development = false) =>
  readCreate({ ...CREATE, ...changes } as CreateInput, development)
const pathOf = (checked: ReturnType<typeof created>): string | undefined =>
  checked.ok ? undefined : checked.error.path.join('.')

describe('money', () => {
  test.each([
    ...['-1', '0', '-0', '0.00', '10.001', '1e3', '0x10', '1_000', ' 10', '10 ', '+10', '١٠', 'NaN', 'Infinity', ''],
    ...['.5', '5.', '1,000', '10.00.00', '1'.repeat(10_000), '10000000000.00', '9007199254740993.00'],
  ])('HM1 HM2 refuses the amount %j', (amount) => {
    expect(pathOf(created({ amount: { amount, currency: 'EUR' } }))).toBe('amount.amount')
  })

  test.each([[10], [10.5], [true], [null], [{}], [['10']], [Number.POSITIVE_INFINITY]])(
    'HM1 refuses %j, which is no string',
    (amount) => {
      expect(pathOf(created({ amount: { amount, currency: 'EUR' } }))).toBe('amount.amount')
    },
  )

  test.each([['eur'], ['EURO'], ['DEM'], ['XTS'], ['XXX'], [''], [978], [null], ['__proto__']])(
    'HM3 refuses the currency %j',
    (currency) => {
      expect(pathOf(created({ amount: { amount: '10', currency } }))).toBe('amount.currency')
    },
  )

  test.each([
    ['1000', 'JPY', 1000n],
    ['1.234', 'KWD', 1234n],
    ['9999999999.99', 'EUR', 999_999_999_999n],
  ])('HM4 reads %s %s as %s minor units', (amount, currency, amountMinor) => {
    const checked = created({ amount: { amount, currency } })
    expect(checked.ok && checked.value.amountMinor).toBe(amountMinor)
  })

  test('takes "10" and "10.00" for the same input', () => {
    const [one, other] = ['10', '10.00'].map((amount) => created({ amount: { amount, currency: 'EUR' } }))
    expect(one?.ok && one.value.fields).toEqual(other?.ok && other.value.fields)
  })
})

describe('text', () => {
  test.each([
    ['NUL', 'a\u0000b'],
    ['a control character', 'a\u001bb'],
    ['a line break in one line', 'a\r\nb'],
    ['a bidi override', 'invoice\u202egpj.exe'],
    ['a bidi isolate', 'a\u2066b'],
    ['a lone surrogate', 'a\ud800'],
    ['stacked marks', `e${'\u0301'.repeat(9)}`],
    ['64 KB of combining marks', '\u0301'.repeat(65_536)],
    ['too much', 'a'.repeat(1001)],
    ['a number', 7],
  ])('HT1 refuses %s and names the field', (_what, description) => {
    expect(pathOf(created({ description }))).toBe('description')
  })

  test.each(['<b>bold</b>', '=SUM(A1:A9)', 'Grüße aus Łódź', 'ชำระเงินแล้ว', '👩‍👩‍👧‍👦 ok', 'שלום'])(
    'HT1 keeps %s as text',
    (text) => {
      expect(checkText(text, ['x'], { longest: 100 })).toEqual({ ok: true, value: text })
    },
  )

  test('HT1 keeps line breaks where letters are written', () => {
    const input = { idempotencyKey: 'k', disputeId: 'd', evidence: { explanation: 'Dear issuer,\r\n\tsee below.' } }
    expect(readSubmitEvidence(input, 1).ok).toBe(true)
  })

  test.each([
    '4242424242424242',
    'card 4242 4242 4242 4242 exp 12/30',
    '4242-4242-4242-4242',
    '4242 4242 4242 4242 12 30 123',
    '3782 822463 10005',
    '４２４２４２４２４２４２４２４２',
    '5555.5555.5555.4444',
    '4242/4242/4242/4242',
    '4242_4242_4242_4242',
    '4242\u200b4242\u200b4242\u200b4242',
    '4\u200b\u200c\u200d\ufeff2\u00ad42424242424242',
    '4242 \u2060- 4242 \u2060- 4242 \u2060- 4242',
    '4.2.4.2.4.2.4.2.4.2.4.2.4.2.4.2',
    '4242·4242•4242…4242',
    '4242, 4242, 4242, 4242',
    '(4242)(4242)(4242)(4242)',
    '4242\n4242\t4242|4242',
    'pan:4242💳4242💳4242💳4242',
  ])('HT2 finds the card number in %j', (text) => {
    expect(holdsCardNumber(text)).toBe(true)
    expect(pathOf(created({ description: text }))).toBe('description')
    expect(pathOf(created({ reference: text }))).toBe('reference')
    expect(pathOf(created({ metadata: { note: text } }))).toBe('metadata.note')
    expect(pathOf(created({ customer: { name: text } }))).toBe('customer.name')
  })

  test.each([
    ...['4242424242424241', '1234567890123456', '+49 30 1234567', '0'.repeat(16)],
    ...['2026-11-21 10:15:30', '2026-11-21T10:15:30.123Z', '1800000000006', '4242x4242x4242x4242'],
  ])('HT2 takes %j for no card number', (text) => {
    expect(holdsCardNumber(text)).toBe(false)
  })

  test('HT2 looks through long texts in linear time', () => {
    const startedMs = processorMs()
    holdsCardNumber('4 '.repeat(50_000))
    holdsCardNumber('4'.repeat(100_000))
    holdsCardNumber('4\u200b_'.repeat(50_000))
    holdsCardNumber(`${'4//'.repeat(11)}4///`.repeat(3_000))
    holdsCardNumber('_'.repeat(100_000))
    expect(processorMs() - startedMs).toBeLessThan(1_000)
  })

  test('takes telephone numbers that would pass for cards', () => {
    expect(created({ customer: { phone: '+4242 4242 4242 424' } }).ok).toBe(true)
    expect(created({ customer: { phone: '+378282246310005' } }).ok).toBe(true)
    expect(created({ customer: { phone: '030 4242 4242 424' } }).ok).toBe(true)
    expect(pathOf(created({ customer: { phone: '4242 4242 4242 4242' } }))).toBe('customer.phone')
  })

  test.each(['378282246310005', '3782 822463 10005', '(3782) 822463/10005'])(
    'HT2 refuses the card number %j as a telephone number',
    (phone) => {
      expect(pathOf(created({ customer: { phone } }))).toBe('customer.phone')
    },
  )

  test.each(['key-4242-4242424242420-1', '4242-42424242/4242', '1763718930123-4'])(
    'takes the counters and times of the key %j for what they are',
    (idempotencyKey) => {
      expect(created({ idempotencyKey }).ok).toBe(true)
      expect(created({ returnUrl: `https://shop.example/${idempotencyKey}` }).ok).toBe(true)
    },
  )

  test.each([
    ...['4242424242424242', 'order 4242-4242-4242-4242', '4242_4242_4242_4242', 'c4242424242424242 12/30'],
    ...['1234 4242 4242 4242 4242 12 30', '3782 822463 10005'],
  ])('HT2 refuses %j as a key', (idempotencyKey) => {
    expect(pathOf(created({ idempotencyKey }))).toBe('idempotencyKey')
    const confirmed = readConfirm({ paymentId: 'p', paymentMethod: { token: TOKEN }, idempotencyKey }, false)
    expect(!confirmed.ok && confirmed.error.path).toEqual(['idempotencyKey'])
    const capture = readCapture({ idempotencyKey })
    expect(!capture.ok && capture.error.path).toEqual(['idempotencyKey'])
  })

  test.each([
    'https://shop.example/done?card=4242424242424242',
    'https://shop.example/4242/4242/4242/4242',
    'https://shop.example/?card=4242+4242+4242+4242',
    'https://shop.example/?card=4242%204242%204242%204242&bad=%ff',
    'https://shop.example/#%34%3242424242424242',
  ])('HT2 refuses the card number in %s', (returnUrl) => {
    const checked = created({ returnUrl })
    expect(pathOf(checked)).toBe('returnUrl')
    expect(!checked.ok && checked.error.message).toContain('card number')
  })
})

describe('metadata', () => {
  test.each([
    ['a list', ['a']],
    ['text', 'a'],
    ['51 entries', Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`k${i}`, 'v']))],
    ['a key of 41 characters', { ['k'.repeat(41)]: 'v' }],
    ['an empty key', { '': 'v' }],
    ['__proto__', JSON.parse('{"__proto__":"v"}')],
  ])('HT3 refuses %s', (_what, metadata) => {
    expect(pathOf(created({ metadata }))).toBe('metadata')
  })

  test.each([
    ['a number', 1],
    ['an object', {}],
    ['null', null],
    ['501 characters', 'v'.repeat(501)],
  ])('HT3 refuses %s as a value and names its key', (_what, value) => {
    expect(pathOf(created({ metadata: { shelf: value } }))).toBe('metadata.shelf')
  })

  test('HT3 keeps keys that are names elsewhere', () => {
    const metadata = { constructor: 'a', toString: 'b' }
    const checked = created({ metadata })
    expect(checked.ok && checked.value.details.metadata).toEqual(metadata)
  })
})

describe('returnUrl', () => {
  test.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'java\nscript:alert(1)',
    '//evil.example',
    '/\\evil.example',
    'https:\\\\evil.example',
    'https://user@shop.example',
    'https://user:password@shop.example',
    'https://@shop.example',
    'https:evil.example',
    'ftp://shop.example',
    'data:text/html,x',
    'http://shop.example',
    'https://',
    'https://shop.example/a b',
    `https://shop.example/${'a'.repeat(2048)}`,
    '',
    7,
  ])('HR2 refuses %j', (returnUrl) => {
    expect(pathOf(created({ returnUrl }))).toBe('returnUrl')
  })

  test.each(['https://shop.example/done?order=1#top', 'http://localhost:3000/done', 'http://127.0.0.1/x'])(
    'takes %s as it is',
    (returnUrl) => {
      const checked = created({ returnUrl })
      expect(checked.ok && checked.value.returnUrl).toBe(returnUrl)
    },
  )

  test('takes plain http from another machine in development only', () => {
    expect(created({ returnUrl: 'http://shop.example/' }, true).ok).toBe(true)
  })
})

describe('createPayment', () => {
  test.each(['', 'a'.repeat(256), 'ümlaut', 'line\nbreak', '\u007f'])('refuses the key %j', (idempotencyKey) => {
    expect(pathOf(created({ idempotencyKey }))).toBe('idempotencyKey')
  })

  test('wants a card and confirm together', () => {
    expect(pathOf(created({ confirm: true }))).toBe('paymentMethod')
    expect(pathOf(created({ paymentMethod: { token: TOKEN } }))).toBe('confirm')
    expect(created({ confirm: true, paymentMethod: { token: TOKEN } }).ok).toBe(true)
  })

  test('HC2 refuses a malformed token without repeating it', () => {
    const checked = created({ confirm: true, paymentMethod: { token: '4242424242424242' } })
    expect(checked).toMatchObject({ ok: false, error: { path: ['paymentMethod', 'token'] } })
    expect(JSON.stringify(checked)).not.toContain('4242')
  })

  test('fingerprints the token by its id, and defaults as if they were given', () => {
    const checked = created({ confirm: true, paymentMethod: { token: TOKEN }, reference: null })
    const given = created({ confirm: true, paymentMethod: { token: TOKEN }, captureMethod: 'AUTOMATIC' })
    expect(checked.ok && checked.value.fields).toEqual([
      ['amount.amount', '10.00'],
      ['amount.currency', 'EUR'],
      ['captureMethod', 'AUTOMATIC'],
      ['paymentMethod.token', TOKEN.slice(0, 33)],
      ['confirm', 'true'],
    ])
    expect(given.ok && given.value.fields).toEqual(checked.ok && checked.value.fields)
  })
})

describe('the other mutations', () => {
  test('takes the token alone as the input of a confirmation without a key', () => {
    const input = { paymentId: 'p', paymentMethod: { token: TOKEN } }
    const [first, reloaded] = [1, 2].map((browserColorDepth) =>
      readConfirm({ ...input, browser: { browserColorDepth } }, false),
    )
    expect(first?.ok && first.value.fields).toEqual(reloaded?.ok && reloaded.value.fields)
  })

  test('keeps an omitted amount omitted and captures finally by default', () => {
    const checked = readCapture({ idempotencyKey: 'k' })
    expect(checked.ok && [checked.value.final, checked.value.amount, checked.value.fields]).toEqual([
      true,
      undefined,
      [['finalCapture', 'true']],
    ])
  })

  test('wants evidence to hold something', () => {
    const checked = readSubmitEvidence({ idempotencyKey: 'k', disputeId: 'd', evidence: {} }, 1)
    expect(!checked.ok && checked.error.path).toEqual(['evidence'])
  })
})

describe('dates and filters', () => {
  test.each(['2026-02-30T00:00:00Z', '2026-01-01', 'yesterday', '2026-01-01T25:00:00Z', 7, '1'.repeat(10_000)])(
    'refuses the moment %j',
    (value) => {
      expect(checkDateTime(value, ['x']).ok).toBe(false)
    },
  )

  test('reads moments in any zone', () => {
    expect(checkDateTime('2026-01-31T13:00:00.5+01:00', ['x'])).toEqual({ ok: true, value: 1_769_860_800_500 })
  })

  test('names the filter field that is wrong', () => {
    const checked = readFilter({ amount: { currency: 'EUR', min: '1.001' } })
    expect(!checked.ok && checked.error.path).toEqual(['amount', 'min'])
  })
})
