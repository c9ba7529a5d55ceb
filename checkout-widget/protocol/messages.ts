/**
 * What loader and frame say to each other: a closed set in each direction. Every message crosses an origin, so the
 * receiver checks origin, source window and shape (frameMessages.ts, loaderMessages.ts) before it believes a word.
 */

/** Marks our messages among whatever else a page's windows post. A breaking change of the set takes another number. */
export const PROTOCOL = 'turnpike/1'

export interface Appearance {
  /** `auto` is the default one or the dark one, as the shopper's system has it. */
  readonly theme?: (typeof THEMES)[number]
  /** Whether labels stand above their fields, or within them until there is something to read. */
  readonly labels?: (typeof LABELS)[number]
  /** Looks by name, as look/look.ts lists them. What is not listed or not of its kind is left out. */
  readonly variables?: Readonly<Record<string, string>>
  /** Properties by selector, such as `{ '.Input:focus': { borderColor: '#0a7' } }`; rules.ts lists both. */
  readonly rules?: Readonly<Record<string, Readonly<Record<string, string>>>>
}

export const THEMES = ['default', 'dark', 'auto', 'flat', 'night'] as const
export const LABELS = ['above', 'floating'] as const

/** A font that the page has fetched: a WOFF2 file. */
export interface FontMessage {
  readonly type: 'font'
  readonly family: string
  readonly weight: string
  readonly style: 'normal' | 'italic'
  readonly data: ArrayBuffer
}

export interface MoneyShown {
  /** Major units with exactly the currency's decimals. */
  readonly amount: string
  readonly currency: string
}

export interface CardShown {
  readonly brand: string
  readonly last4: string
  readonly expiryMonth: number
  readonly expiryYear: number
}

/** A payment as the shop's page gets it. It is told by the server, never made up in the frame. */
export interface PaymentShown {
  readonly id: string
  readonly mode: 'TEST' | 'LIVE'
  readonly status:
    | 'REQUIRES_PAYMENT_METHOD'
    | 'REQUIRES_ACTION'
    | 'PROCESSING'
    | 'AUTHORIZED'
    | 'PARTIALLY_CAPTURED'
    | 'CAPTURED'
    | 'FAILED'
    | 'CANCELED'
    | 'EXPIRED'
  readonly amount: MoneyShown
  readonly description?: string
  readonly card?: CardShown
  readonly failure?: { readonly code: string; readonly message: string; readonly retryable: boolean }
}

/** As Stripe.js names them. What is wrong with a `card_error` or a `validation_error` the shopper can mend. */
export type ErrorType =
  | 'api_connection_error'
  | 'api_error'
  | 'authentication_error'
  | 'card_error'
  | 'invalid_request_error'
  | 'rate_limit_error'
  | 'validation_error'

/** An error as the frame knows it. */
export interface CheckoutError {
  /** A failure code of the payment (`card_declined`, …) or one of the widget's own, as docs/widget.md lists them. */
  readonly code: string
  /** For the shopper, in plain text. */
  readonly message: string
  /** The payment as it stands, where it could be read. */
  readonly payment?: PaymentShown
  /** Of `invalid_card`: the first field that is wrong, `number`, `expiry`, `cvc` or `name`. */
  readonly param?: string
}

/** An error as the page is told it, with the names that users of Stripe.js look for. */
export interface NamedError extends CheckoutError {
  readonly type: ErrorType
  /** Of a decline: the failure's code, also in `code`. */
  readonly decline_code?: string
}

/** What the vault gave for a card: the shop's server pays with it, once. */
export interface TokenShown {
  readonly token: string
  readonly card?: CardShown
}

export type TokenOutcome<Failed = CheckoutError> = TokenShown | { readonly error: Failed }

export type Outcome<Failed = CheckoutError> = { readonly payment: PaymentShown } | { readonly error: Failed }

export interface Change {
  /** All fields are filled in and valid. */
  readonly complete: boolean
  readonly empty: boolean
  /** By the number's first digits: `visa`, `mastercard`, … or `unknown`. */
  readonly brand: string
}

/** When the challenge replaces the whole page instead of being shown in place. */
export type RedirectWhen = 'if_required' | 'always'

/** What either kind of form is told of its words and looks. */
interface Dress {
  readonly locale: string
  readonly appearance: Appearance
  /** The shop's own words in the place of the frame's, by the names that docs/widget.md lists. */
  readonly messages?: Readonly<Record<string, string>>
}

export type LoaderMessage =
  /** `country` is where the shopper pays from, as the shop knows it. */
  | ({ readonly type: 'init'; readonly clientSecret: string; readonly country?: string } & Dress)
  /** Instead of `init`: the card alone is taken, for the shop's own form. The amount is the page's word, and may be left out. */
  | ({ readonly type: 'collect'; readonly amount?: MoneyShown } & Dress)
  | FontMessage
  | { readonly type: 'tokenize'; readonly call: number }
  /** Empties the fields. */
  | { readonly type: 'clear' }
  | { readonly type: 'confirm'; readonly call: number; readonly returnUrl?: string; readonly redirect: RedirectWhen }
  | { readonly type: 'retrieve'; readonly call: number; readonly clientSecret: string }
  /** The frame covers the viewport now; this is where it stood before, in pixels of the viewport. */
  | { readonly type: 'covering'; readonly leftPx: number; readonly topPx: number; readonly widthPx: number }

/** Something that is read where it is needed, and not before. */
export interface Unread {
  readonly unread: unknown
}

/** A message as the frame hears it: looks and fonts are read where they are put on. */
export type HeardMessage =
  | HeardDress<Extract<LoaderMessage, { type: 'init' }>>
  | HeardDress<Extract<LoaderMessage, { type: 'collect' }>>
  | { readonly type: 'font'; readonly font: Unread }
  | Exclude<LoaderMessage, { type: 'init' | 'collect' | 'font' }>

type HeardDress<Message> = Omit<Message, 'appearance'> & { readonly appearance: Unread }

/** `Failed` is how errors are told: within the frame they have no type yet. */
export type FrameMessage<Failed = CheckoutError> =
  /** The frame listens. Nothing is known yet of who embeds it, so it carries no more than its name in the shopper's language. */
  | { readonly type: 'hello'; readonly title?: string }
  | { readonly type: 'ready' }
  /** The keyboard came into the frame, left it, or pressed Escape in it. */
  | { readonly type: 'focus' | 'blur' | 'escape' }
  | { readonly type: 'resize'; readonly heightPx: number }
  | { readonly type: 'change'; readonly change: Change }
  /** The frame asks to cover the whole viewport for a challenge, or to go back to its place. */
  | { readonly type: 'cover'; readonly open: boolean }
  /** The challenge takes the whole page. */
  | { readonly type: 'redirect'; readonly url: string }
  | { readonly type: 'success'; readonly payment: PaymentShown }
  | { readonly type: 'failure'; readonly error: Failed }
  | { readonly type: 'answer'; readonly call: number; readonly outcome: Outcome<Failed> }
  | { readonly type: 'token'; readonly call: number; readonly outcome: TokenOutcome<Failed> }

/** What the page at `/return` tells the frame. It says only that somebody came back: the payment tells how it went. */
export interface ReturnedMessage {
  readonly type: 'turnpike:returned'
  readonly paymentId: string
}
