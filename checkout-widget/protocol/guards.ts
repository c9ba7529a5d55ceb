import {
  type Appearance,
  type Change,
  type CheckoutError,
  type FontMessage,
  type FrameMessage,
  LABELS,
  type LoaderMessage,
  type MoneyShown,
  type Outcome,
  type PaymentShown,
  PROTOCOL,
  type ReturnedMessage,
  THEMES,
  type TokenOutcome,
  type TokenShown,
} from './messages.ts'

/** Reads messages of the other side. Undefined is a message that is not ours or not well formed, and is left alone. */

type Fields = Readonly<Record<string, unknown>>

const LONGEST_TEXT = 4096
const LONGEST_SECRET = 256
const MOST_VARIABLES = 40
const MOST_RULES = 60
/** A family's weight for Latin scripts takes 20 to 100 kB, one for Chinese some megabytes, which nobody waits for. */
const LARGEST_FONT = 524_288
/** More than the frame has; none that is much longer than the frame's own. */
const MOST_MESSAGES = 100
const LONGEST_MESSAGE = 400
/** No frame is taller; a page must not be stretched without end. */
const LARGEST_HEIGHT_PX = 4000

export const wrap = <Message>(message: Message): { readonly turnpike: typeof PROTOCOL; readonly message: Message } => ({
  turnpike: PROTOCOL,
  message,
})

function unwrap(data: unknown): Fields | undefined {
  const envelope = fieldsOf(data)
  return envelope?.turnpike === PROTOCOL ? fieldsOf(envelope.message) : undefined
}

export function readLoaderMessage(data: unknown): LoaderMessage | undefined {
  const message = unwrap(data)
  switch (message?.type) {
    case 'init': {
      const appearance = readAppearance(message.appearance)
      const { clientSecret, locale } = message
      if (!isSecret(clientSecret) || !isText(locale, 35) || appearance === undefined) return undefined
      const messages = readTexts(message.messages, MOST_MESSAGES, LONGEST_MESSAGE)
      return { type: 'init', clientSecret, locale, appearance, ...(messages === undefined ? {} : { messages }) }
    }
    case 'font':
      return readFont(message)
    case 'collect': {
      const appearance = readAppearance(message.appearance)
      const amount = readMoney(message.amount)
      const { locale } = message
      if (!isText(locale, 35) || appearance === undefined) return undefined
      if (message.amount !== undefined && amount === undefined) return undefined
      const messages = readTexts(message.messages, MOST_MESSAGES, LONGEST_MESSAGE)
      return {
        type: 'collect',
        locale,
        appearance,
        ...(messages === undefined ? {} : { messages }),
        ...(amount === undefined ? {} : { amount }),
      }
    }
    case 'tokenize':
      return isCount(message.call) ? { type: 'tokenize', call: message.call } : undefined
    case 'clear':
      return { type: 'clear' }
    case 'confirm': {
      const { call, returnUrl, redirect } = message
      if (!isCount(call) || (redirect !== 'if_required' && redirect !== 'always')) return undefined
      if (returnUrl === undefined) return { type: 'confirm', call, redirect }
      return isText(returnUrl) ? { type: 'confirm', call, returnUrl, redirect } : undefined
    }
    case 'retrieve': {
      const { call, clientSecret } = message
      return isCount(call) && isSecret(clientSecret) ? { type: 'retrieve', call, clientSecret } : undefined
    }
    case 'covering': {
      const { leftPx, topPx, widthPx } = message
      if (!isNumber(leftPx) || !isNumber(topPx) || !isNumber(widthPx)) return undefined
      return { type: 'covering', leftPx, topPx, widthPx }
    }
    default:
      return undefined
  }
}

export function readFrameMessage(data: unknown): FrameMessage | undefined {
  const message = unwrap(data)
  switch (message?.type) {
    case 'hello':
    case 'ready':
    case 'focus':
    case 'blur':
    case 'escape':
      return { type: message.type }
    case 'resize': {
      const { heightPx } = message
      return isNumber(heightPx) && heightPx >= 0 && heightPx <= LARGEST_HEIGHT_PX
        ? { type: 'resize', heightPx }
        : undefined
    }
    case 'change': {
      const change = readChange(message.change)
      return change && { type: 'change', change }
    }
    case 'cover':
      return typeof message.open === 'boolean' ? { type: 'cover', open: message.open } : undefined
    case 'redirect':
      return isText(message.url) && /^https?:\/\//.test(message.url)
        ? { type: 'redirect', url: message.url }
        : undefined
    case 'success': {
      const payment = readPaymentShown(message.payment)
      return payment && { type: 'success', payment }
    }
    case 'failure': {
      const error = readError(message.error)
      return error && { type: 'failure', error }
    }
    case 'answer': {
      const outcome = readOutcome(message.outcome)
      return isCount(message.call) && outcome ? { type: 'answer', call: message.call, outcome } : undefined
    }
    case 'token': {
      const outcome = readTokenOutcome(message.outcome)
      return isCount(message.call) && outcome ? { type: 'token', call: message.call, outcome } : undefined
    }
    default:
      return undefined
  }
}

export function readReturned(data: unknown): ReturnedMessage | undefined {
  const message = fieldsOf(data)
  if (message?.type !== 'turnpike:returned' || !isText(message.paymentId, LONGEST_SECRET)) return undefined
  return { type: 'turnpike:returned', paymentId: message.paymentId }
}

/** The entries that are texts; undefined where there is no record, or one with more than anybody needs. */
function readTexts(value: unknown, most: number, longest: number): Readonly<Record<string, string>> | undefined {
  const entries = Object.entries(fieldsOf(value) ?? {})
  if (fieldsOf(value) === undefined || entries.length > most) return undefined
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => isText(entry[1], longest)))
}

function readAppearance(value: unknown): Appearance | undefined {
  const appearance = fieldsOf(value)
  if (appearance === undefined) return undefined
  const theme = THEMES.find((one) => one === appearance.theme)
  const labels = LABELS.find((one) => one === appearance.labels)
  const variables = readTexts(appearance.variables ?? {}, MOST_VARIABLES, LONGEST_SECRET)
  const rules = readRules(appearance.rules ?? {})
  if (variables === undefined || rules === undefined) return undefined
  return {
    ...(theme === undefined ? {} : { theme }),
    ...(labels === undefined ? {} : { labels }),
    variables,
    ...(rules.length === 0 ? {} : { rules: Object.fromEntries(rules) }),
  }
}

function readRules(value: unknown): readonly (readonly [string, Readonly<Record<string, string>>])[] | undefined {
  const entries = Object.entries(fieldsOf(value) ?? {})
  if (fieldsOf(value) === undefined || entries.length > MOST_RULES) return undefined
  return entries.flatMap(([selector, properties]) => {
    const style = readTexts(properties, MOST_VARIABLES, LONGEST_SECRET)
    return style === undefined ? [] : [[selector, style] as const]
  })
}

function readFont({ family, weight, style, data }: Fields): FontMessage | undefined {
  if (!isText(family, 64) || !/^[\p{L}\d][\p{L}\d _-]*$/u.test(family) || !(data instanceof ArrayBuffer))
    return undefined
  if (!isText(weight, 9) || !/^[1-9]\d{0,2}0?( [1-9]\d{0,2}0?)?$/.test(weight) || data.byteLength > LARGEST_FONT)
    return undefined
  return style === 'normal' || style === 'italic' ? { type: 'font', family, weight, style, data } : undefined
}

function readChange(value: unknown): Change | undefined {
  const change = fieldsOf(value)
  if (typeof change?.complete !== 'boolean' || typeof change.empty !== 'boolean' || !isText(change.brand, 32)) {
    return undefined
  }
  return { complete: change.complete, empty: change.empty, brand: change.brand }
}

function readOutcome(value: unknown): Outcome | undefined {
  const outcome = fieldsOf(value)
  if (outcome?.error !== undefined) {
    const error = readError(outcome.error)
    return error && { error }
  }
  const payment = readPaymentShown(outcome?.payment)
  return payment && { payment }
}

function readTokenOutcome(value: unknown): TokenOutcome | undefined {
  const error = readError(fieldsOf(value)?.error)
  return error === undefined ? readToken(value) : { error }
}

/** A token, from the frame or from the vault's answer. */
export function readToken(value: unknown): TokenShown | undefined {
  const shown = fieldsOf(value)
  if (!isText(shown?.token, LONGEST_SECRET)) return undefined
  const card = readCard(shown.card)
  return { token: shown.token, ...(card === undefined ? {} : { card }) }
}

function readError(value: unknown): CheckoutError | undefined {
  const error = fieldsOf(value)
  if (!isText(error?.code, 64) || !isText(error.message)) return undefined
  const { code, message, param } = error
  const told = { code, message, ...(isText(param, 32) ? { param } : {}) }
  if (error.payment === undefined) return told
  const payment = readPaymentShown(error.payment)
  return payment && { ...told, payment }
}

const STATUSES: readonly string[] = [
  'REQUIRES_PAYMENT_METHOD',
  'REQUIRES_ACTION',
  'PROCESSING',
  'AUTHORIZED',
  'PARTIALLY_CAPTURED',
  'CAPTURED',
  'FAILED',
  'CANCELED',
  'EXPIRED',
] satisfies PaymentShown['status'][]

const isStatus = (value: unknown): value is PaymentShown['status'] =>
  typeof value === 'string' && STATUSES.includes(value)

/** A payment, from the frame or from the api's answer: only what is named here gets through. */
export function readPaymentShown(value: unknown): PaymentShown | undefined {
  const payment = fieldsOf(value)
  const amount = readMoney(payment?.amount)
  if (payment === undefined || amount === undefined) return undefined
  const { id, mode, status, description } = payment
  if (!isText(id, LONGEST_SECRET) || (mode !== 'TEST' && mode !== 'LIVE') || !isStatus(status)) return undefined
  const card = readCard(payment.card ?? payment.paymentMethod)
  const failure = readFailure(payment.failure)
  return {
    id,
    mode,
    status,
    amount,
    ...(isText(description) ? { description } : {}),
    ...(card === undefined ? {} : { card }),
    ...(failure === undefined ? {} : { failure }),
  }
}

function readMoney(value: unknown): MoneyShown | undefined {
  const money = fieldsOf(value)
  if (!isText(money?.amount, 32) || !isText(money.currency, 3)) return undefined
  return { amount: money.amount, currency: money.currency }
}

function readCard(value: unknown): PaymentShown['card'] {
  const card = fieldsOf(value)
  if (!isText(card?.brand, 32) || !isText(card.last4, 4)) return undefined
  const { brand, last4, expiryMonth, expiryYear } = card
  return isNumber(expiryMonth) && isNumber(expiryYear) ? { brand, last4, expiryMonth, expiryYear } : undefined
}

function readFailure(value: unknown): PaymentShown['failure'] {
  const failure = fieldsOf(value)
  if (!isText(failure?.code, 64) || !isText(failure.message)) return undefined
  return { code: failure.code, message: failure.message, retryable: failure.retryable === true }
}

export const fieldsOf = (value: unknown): Fields | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined

const isText = (value: unknown, longest = LONGEST_TEXT): value is string =>
  typeof value === 'string' && value.length <= longest
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)
const isCount = (value: unknown): value is number => isNumber(value) && Number.isInteger(value) && value >= 0
/** `pay_…_secret_…`, to be put into a header: nothing that could end the line or start another. */
export const isSecret = (value: unknown): value is string =>
  isText(value, LONGEST_SECRET) && /^[\w-]+_secret_[\w-]+$/.test(value)
