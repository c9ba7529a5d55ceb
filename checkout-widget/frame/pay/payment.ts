import type { PaymentShown } from '../../protocol/messages.ts'
import { fieldsOf } from '../../protocol/read.ts'
import { readPaymentShown } from '../../protocol/shown.ts'

/** Where the shopper has to go: `challenge` may be shown in place, `redirect` takes the whole page. */
export interface Action {
  readonly kind: 'challenge' | 'redirect'
  readonly url: string
  /** The issuer looks at the browser, and there is nothing to show. */
  readonly isQuiet: boolean
  /** Of the issuer's window, in pixels; not a number where nobody says. */
  readonly width: number
  readonly height: number
}

/** A payment as the api told it. */
export interface Payment {
  readonly shown: PaymentShown
  readonly action?: Action
  /** RFC 3339 in UTC with milliseconds, so that texts compare as times do. */
  readonly updatedAt: string
}

export function readPayment(value: unknown): Payment | undefined {
  const fields = fieldsOf(value)
  const shown = readPaymentShown(fields && { ...fields, card: fields.paymentMethod })
  if (shown === undefined || typeof fields?.updatedAt !== 'string') return undefined
  const action = readAction(fields.nextAction)
  return { shown, updatedAt: fields.updatedAt, ...(action === undefined ? {} : { action }) }
}

function readAction(value: unknown): Action | undefined {
  const action = fieldsOf(value)
  const url = action?.url
  if (typeof url !== 'string' || !/^https?:\/\//i.test(url)) return undefined
  const kind = action?.__typename === 'RedirectAction' ? 'redirect' : 'challenge'
  return {
    kind,
    url,
    isQuiet: action?.stage === 'DEVICE_DATA',
    width: pixels(action?.windowWidth),
    height: pixels(action?.windowHeight),
  }
}

const pixels = (value: unknown): number => Number.parseInt(String(value), 10)

export type Standing = 'open' | 'waiting' | 'running' | 'paid' | 'closed'

/** What a status means to the shopper. */
export function standingOf(status: PaymentShown['status']): Standing {
  switch (status) {
    case 'REQUIRES_PAYMENT_METHOD':
      return 'open'
    case 'REQUIRES_ACTION':
      return 'waiting'
    case 'PROCESSING':
      return 'running'
    case 'AUTHORIZED':
    case 'PARTIALLY_CAPTURED':
    case 'CAPTURED':
      return 'paid'
    case 'FAILED':
    case 'CANCELED':
    case 'EXPIRED':
      return 'closed'
  }
}
