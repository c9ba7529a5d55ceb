import type { Appearance, Change, CheckoutError, PaymentShown, RedirectWhen } from '../protocol/messages.ts'

export type { Appearance, Change, CheckoutError, RedirectWhen }
export type Payment = PaymentShown

export interface TurnpikeOptions {
  /** A BCP 47 tag of the language, and of how amounts are written; `auto`, the default, takes the browser's. */
  readonly locale?: string
  /** Words of the shop's own in the place of the form's, by the names that the documentation lists. */
  readonly messages?: Readonly<Record<string, string>>
}

export interface CheckoutOptions {
  /** The payment's client secret, which the shop's server got with createPayment. */
  readonly clientSecret: string
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

export interface ConfirmOptions {
  /** Where the shopper comes back to when the whole page had to leave for a challenge. */
  readonly returnUrl?: string
  /** `always` sends the whole page to the challenge; by default it is shown in place where that is possible. */
  readonly redirect?: RedirectWhen
}

/** Exactly one of the two is there. A payment may still be PROCESSING; the shop's server has the last word. */
export type ConfirmResult =
  | { readonly payment: Payment; readonly error?: undefined }
  | { readonly payment?: undefined; readonly error: CheckoutError }

export interface CheckoutEvents {
  /** The frame shows the payment and takes input. */
  readonly ready: undefined
  readonly change: Change
  readonly success: { readonly payment: Payment }
  readonly failure: { readonly error: CheckoutError }
}

export interface Checkout {
  /** Puts the frame into the element. Returns the checkout itself. */
  mount(target: string | HTMLElement): Checkout
  unmount(): void
  /** Returns what takes the handler away again. */
  on<Name extends keyof CheckoutEvents>(name: Name, handler: (event: CheckoutEvents[Name]) => void): () => void
  /** Pays with the card in the frame. A second call while one runs is the same call. */
  confirm(options?: ConfirmOptions): Promise<ConfirmResult>
}

export interface TurnpikeInstance {
  checkout(options: CheckoutOptions): Checkout
  /** How a payment stands, for the page that a redirect comes back to. */
  retrievePayment(clientSecret: string): Promise<ConfirmResult>
}

export type TurnpikeFactory = (publishableKey: string, options?: TurnpikeOptions) => TurnpikeInstance

declare global {
  interface Window {
    /** What `checkout.js` puts on the page. */
    Turnpike?: TurnpikeFactory
  }
}
