import type {
  Appearance,
  CardShown,
  Change,
  ErrorType,
  MoneyShown,
  NamedError,
  PaymentShown,
  RedirectWhen,
} from '../protocol/messages.ts'

export type { Appearance, Change, ErrorType, RedirectWhen }
export type CheckoutError = NamedError
export type Payment = PaymentShown
export type Card = CardShown

export interface TurnpikeOptions {
  /** A BCP 47 tag of the language, and of how amounts are written; `auto`, the default, takes the browser's. */
  readonly locale?: string
  /** Words of the shop's own in the place of the form's, by the names that the documentation lists. */
  readonly messages?: Readonly<Record<string, string>>
}

export interface CheckoutOptions {
  /** `payment`, the default, confirms the payment that the shop's server has made. */
  readonly mode?: 'payment'
  /** The payment's client secret, which the shop's server got with createPayment. */
  readonly clientSecret: string
  /** Where the shopper pays from, ISO 3166-1 alpha-2: which banks are offered. Without it the shopper's network tells. */
  readonly country?: string
  readonly appearance?: Appearance
  readonly fonts?: readonly FontSource[]
}

/** A WOFF2 file that the page itself may fetch; its family can then be named in the appearance. */
export interface FontSource {
  readonly family: string
  readonly src: string
  /** `400`, or for a variable font `100 900`. */
  readonly weight?: string
  readonly style?: 'normal' | 'italic'
}

export interface CardFormOptions {
  /** `form` takes the card for a form of the shop's own; the shop's server makes the payment with the token. */
  readonly mode: 'form'
  /** The name of the hidden field that carries the token. */
  readonly tokenName?: string
  /** Shown above the fields, where both are given. It is the page's word: what is charged, the shop's server says. */
  readonly amount?: MoneyShown['amount']
  readonly currency?: MoneyShown['currency']
  readonly appearance?: Appearance
  readonly fonts?: readonly FontSource[]
}

export interface ConfirmOptions {
  /** Where the shopper comes back to when the whole page had to leave for a challenge. */
  readonly returnUrl?: string
  /** `always` sends the whole page to the challenge; by default it is shown in place where that is possible. */
  readonly redirect?: RedirectWhen
}

interface Failed {
  readonly payment?: undefined
  readonly token?: undefined
  readonly error: CheckoutError
}

/** Exactly one of the two is there. A payment may still be PROCESSING; the shop's server has the last word. */
export type ConfirmResult = { readonly payment: Payment; readonly error?: undefined } | Failed

/** A token pays once, within 15 minutes. */
export type TokenResult = { readonly token: string; readonly card?: Card; readonly error?: undefined } | Failed

export interface CheckoutEvents {
  /** The frame shows the payment and takes input. */
  readonly ready: undefined
  readonly change: Change
  /** The keyboard came into the frame, left it, or pressed Escape in it. */
  readonly focus: undefined
  readonly blur: undefined
  readonly escape: undefined
  /** The frame did not come. */
  readonly loaderror: { readonly error: CheckoutError }
  /** In mode `form`: the card has a token. */
  readonly token: { readonly token: string; readonly card?: Card }
  readonly success: { readonly payment: Payment }
  readonly failure: { readonly error: CheckoutError }
}

export type CheckoutHandler<Name extends keyof CheckoutEvents> = (event: CheckoutEvents[Name]) => void

interface Mounted {
  /** Puts the frame into the element. Returns the checkout itself. */
  mount(target: string | HTMLElement): this
  unmount(): void
  /** Returns what takes the handler away again. Each event also comes from the element, as `turnpike-ready` and so on. */
  on<Name extends keyof CheckoutEvents>(name: Name, handler: CheckoutHandler<Name>): () => void
  off<Name extends keyof CheckoutEvents>(name: Name, handler: CheckoutHandler<Name>): void
  /** Empties the fields. */
  clear(): void
}

export interface Checkout extends Mounted {
  /** Pays with the card in the frame. A second call while one runs is the same call. */
  confirm(options?: ConfirmOptions): Promise<ConfirmResult>
}

export interface CardForm extends Mounted {
  /** What the form's own submit does: for a form that is sent by script. An unchanged card has the same token. */
  tokenize(): Promise<TokenResult>
}

export interface TurnpikeInstance {
  checkout(options: CheckoutOptions): Checkout
  checkout(options: CardFormOptions): CardForm
  checkout(options: CheckoutOptions | CardFormOptions): Checkout & CardForm
  /** How a payment stands, for the page that a redirect comes back to. */
  retrievePayment(clientSecret: string): Promise<ConfirmResult>
}

export type TurnpikeFactory = (publishableKey: string, options?: TurnpikeOptions) => TurnpikeInstance

/** `<turnpike-checkout>`. Each property that is a text may be an attribute instead, as `publishable-key`. */
export interface TurnpikeCheckoutElement extends HTMLElement {
  publishableKey: string | null
  clientSecret: string | null
  locale: string | null
  mode: string | null
  tokenName: string | null
  amount: string | null
  currency: string | null
  country: string | null
  appearance: Appearance | null
  fonts: readonly FontSource[] | null
  messages: TurnpikeOptions['messages'] | null
  confirm(options?: ConfirmOptions): Promise<ConfirmResult>
  tokenize(): Promise<TokenResult>
  clear(): void
}

declare global {
  interface Window {
    /** What `checkout.js` puts on the page. */
    Turnpike?: TurnpikeFactory
  }
  interface HTMLElementTagNameMap {
    'turnpike-checkout': TurnpikeCheckoutElement
  }
}
