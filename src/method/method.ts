/** What kind of thing the shopper pays with. */
export type MethodFamily =
  | 'CARD'
  | 'WALLET'
  | 'BANK_REDIRECT'
  | 'REAL_TIME'
  | 'BANK_DEBIT'
  | 'BANK_TRANSFER'
  | 'BUY_NOW_PAY_LATER'
  | 'VOUCHER'
  | 'PREPAID'
  | 'MOBILE'
  | 'CARRIER'
  | 'CRYPTO'

/** In the order in which they are listed: cards, what is paid at once, what is paid later, and the rest. */
export const METHOD_FAMILIES: readonly MethodFamily[] = [
  'CARD',
  'WALLET',
  'BANK_REDIRECT',
  'REAL_TIME',
  'BANK_DEBIT',
  'BANK_TRANSFER',
  'BUY_NOW_PAY_LATER',
  'VOUCHER',
  'PREPAID',
  'MOBILE',
  'CARRIER',
  'CRYPTO',
]

/**
 * What the shopper does: enters something on the page, is sent to another one, scans a code, takes a reference or an account
 * away to pay to it later, or approves in an app on the telephone.
 */
export type MethodFlow = 'INLINE' | 'REDIRECT' | 'QR' | 'VOUCHER' | 'APP'

/** Decimals in major units, both inclusive. */
export interface AmountBounds {
  readonly from?: string
  readonly to?: string
}

/** One line of the registry. Codes are parted by spaces; where there are none the method is for all of them. */
export interface MethodEntry {
  readonly name: string
  /** Where those who pay with it live or bank, ISO 3166-1 alpha-2. */
  readonly countries?: string
  /** What can be charged, ISO 4217. */
  readonly currencies?: string
  /** Where it is another one than its family's. */
  readonly flow?: MethodFlow
  /** By currency, and only where the scheme itself publishes them: a gateway's or a contract's own may be narrower. */
  readonly amounts?: Readonly<Record<string, AmountBounds>>
}

export type MethodEntries = Readonly<Record<string, MethodEntry>>

export interface PaymentMethod {
  readonly id: string
  readonly name: string
  readonly family: MethodFamily
  readonly flow: MethodFlow
  /** Empty is everywhere. */
  readonly countries: readonly string[]
  /** Empty is every one. */
  readonly currencies: readonly string[]
  readonly amounts: Readonly<Record<string, AmountBounds>>
}
