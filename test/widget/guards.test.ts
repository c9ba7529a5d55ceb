import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { wrap } from '../../checkout-widget/protocol/envelope.ts'
import { readFrameMessage } from '../../checkout-widget/protocol/frameMessages.ts'
import { readLoaderMessage, readReturned } from '../../checkout-widget/protocol/loaderMessages.ts'
import type { FrameMessage, LoaderMessage, NamedError, PaymentShown } from '../../checkout-widget/protocol/messages.ts'

const PAYMENT: PaymentShown = {
  id: 'pay_1',
  mode: 'TEST',
  status: 'CAPTURED',
  amount: { amount: '10.00', currency: 'EUR' },
  card: { brand: 'visa', last4: '4242', expiryMonth: 12, expiryYear: 2030 },
  failure: { code: 'card_declined', message: 'Declined.', retryable: false },
}

const DECLINED: NamedError = {
  code: 'card_declined',
  type: 'card_error',
  decline_code: 'card_declined',
  message: 'Declined.',
  payment: PAYMENT,
}

const LOADER: readonly LoaderMessage[] = [
  {
    type: 'init',
    clientSecret: 'pay_1_secret_2',
    locale: 'auto',
    appearance: { theme: 'dark', variables: { a: 'b' } },
  },
  {
    type: 'init',
    clientSecret: 'pay_1_secret_2',
    locale: 'de',
    appearance: {
      theme: 'night',
      labels: 'floating',
      variables: {},
      rules: { '.Input:focus': { borderColor: 'red' }, '.Label': {} },
    },
    messages: { secured: 'Sicher.' },
  },
  {
    type: 'font',
    family: 'Open Sans',
    weight: '100 900',
    style: 'normal',
    data: new Uint8Array([0x77, 0x4f, 0x46, 0x32]).buffer,
  },
  { type: 'collect', locale: 'de', appearance: { variables: {} } },
  {
    type: 'collect',
    locale: 'de',
    appearance: { variables: {} },
    messages: { secured: 'Sicher.' },
    amount: { amount: '89.00', currency: 'EUR' },
  },
  { type: 'tokenize', call: 3 },
  { type: 'clear' },
  { type: 'confirm', call: 1, redirect: 'if_required' },
  { type: 'confirm', call: 2, redirect: 'always', returnUrl: 'https://shop.example' },
  { type: 'retrieve', call: 0, clientSecret: 'pay_1_secret_2' },
  { type: 'covering', leftPx: 1, topPx: -20, widthPx: 300 },
]
const FRAME: readonly FrameMessage<NamedError>[] = [
  { type: 'hello' },
  { type: 'hello', title: 'Kartenzahlung' },
  { type: 'ready' },
  { type: 'focus' },
  { type: 'blur' },
  { type: 'escape' },
  {
    type: 'token',
    call: 1,
    outcome: { token: 'tok_1', card: { brand: 'visa', last4: '4242', expiryMonth: 1, expiryYear: 2030 } },
  },
  {
    type: 'token',
    call: 2,
    outcome: { error: { code: 'invalid_card', type: 'validation_error', message: 'Look.', param: 'number' } },
  },
  { type: 'resize', heightPx: 320.5 },
  { type: 'change', change: { complete: true, empty: false, brand: 'visa' } },
  { type: 'cover', open: true },
  { type: 'redirect', url: 'https://bank.example' },
  { type: 'success', payment: PAYMENT },
  { type: 'failure', error: DECLINED },
  { type: 'answer', call: 1, outcome: { payment: PAYMENT } },
  {
    type: 'answer',
    call: 2,
    outcome: { error: { code: 'connection_lost', type: 'api_connection_error', message: 'Lost.' } },
  },
]

/** Looks and fonts are not read before they are put on. */
const heard = (message: LoaderMessage) => {
  if (message.type === 'font') return { type: 'font', font: { unread: message } }
  return 'appearance' in message ? { ...message, appearance: { unread: message.appearance } } : message
}

describe('HF1 messages of the closed set', () => {
  test.each(LOADER)('the frame reads $type', (message) =>
    expect(readLoaderMessage(wrap(message))).toEqual(heard(message)),
  )
  test.each(FRAME)('the loader reads $type', (message) => expect(readFrameMessage(wrap(message))).toEqual(message))
  test.each(LOADER)('the loader does not read $type', (message) =>
    expect(readFrameMessage(wrap(message))).toBeUndefined(),
  )
  test.each(FRAME)('the frame does not read $type', (message) =>
    expect(readLoaderMessage(wrap(message))).toBeUndefined(),
  )
})

describe('HF1 anything else', () => {
  test.each<[string, object]>([
    ['a redirect to a script', { type: 'redirect', url: 'javascript:alert(1)' }],
    ['a height without end', { type: 'resize', heightPx: 1e9 }],
    ['a height that is no number', { type: 'resize', heightPx: '1px' }],
    ['a status that does not exist', { type: 'success', payment: { ...PAYMENT, status: 'PAID' } }],
    ['a payment without amount', { type: 'success', payment: { ...PAYMENT, amount: undefined } }],
    ['a token to no call', { type: 'token', outcome: { token: 'tok_1' } }],
    ['a token that is none', { type: 'token', call: 1, outcome: { token: {} } }],
    ['an answer to no call', { type: 'answer', outcome: { payment: PAYMENT } }],
  ])('the loader leaves alone %s', (_what, message) => expect(readFrameMessage(wrap(message))).toBeUndefined())

  test.each<[string, object]>([
    ['a secret that ends a header', { type: 'retrieve', call: 1, clientSecret: 'pay_1_secret_2\r\nx: 1' }],
    ['a secret that is none', { type: 'retrieve', call: 1, clientSecret: 'sk_test_1' }],
    ['a call that is no count', { type: 'confirm', call: 1.5, redirect: 'always' }],
    ['an amount that is none', { type: 'collect', locale: 'de', appearance: {}, amount: '89.00' }],
    ['a returnUrl that is no text', { type: 'confirm', call: 1, redirect: 'always', returnUrl: {} }],
  ])('the frame leaves alone %s', (_what, message) => expect(readLoaderMessage(wrap(message))).toBeUndefined())

  test('HF2 of messages those that are no texts are left out, and an appearance keeps nobody from paying', () => {
    const init = { type: 'init', clientSecret: 'pay_1_secret_2', locale: 'de' }
    const messages = { a: 1, b: ['x'], c: 'x'.repeat(500), secured: 'Safe.' }
    expect(readLoaderMessage(wrap({ ...init, appearance: 'odd', messages }))).toEqual({
      ...init,
      appearance: { unread: 'odd' },
      messages: { secured: 'Safe.' },
    })
  })

  test('of any shape is left alone and throws nothing', () => {
    fc.assert(
      fc.property(fc.anything(), (data) => {
        expect(readLoaderMessage(data)).toBeUndefined()
        expect(readFrameMessage(data)).toBeUndefined()
        expect(readReturned(data)).toBeUndefined()
        expect(readLoaderMessage(wrap(data))).toBeUndefined()
      }),
    )
  })

  test('nothing that was not asked for gets through with a payment', () => {
    const message = { type: 'success', payment: { ...PAYMENT, html: '<b>', card: { ...PAYMENT.card, number: '4242' } } }
    expect(readFrameMessage(wrap(message))).toEqual({ type: 'success', payment: PAYMENT })
  })
})
