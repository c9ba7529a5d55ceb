/** A card as the shopper entered it. It exists in memory only, and sealed. */
export interface Card {
  /** 12 to 19 digits. */
  readonly number: string
  /** 1 to 12. */
  readonly expiryMonth: number
  /** Four digits. */
  readonly expiryYear: number
  /** Absent in a stored card: a security code is never kept. */
  readonly cvc?: string
  readonly name?: string
  /** The network that the shopper chose, where the card has two. A wish: gateways that cannot choose ignore it. */
  readonly network?: CardNetwork
}

/** Networks that meet on one card: the national ones, and the international ones beside them. */
export const CARD_NETWORKS = ['visa', 'mastercard', 'maestro', 'cartes_bancaires', 'dankort', 'bancontact'] as const
export type CardNetwork = (typeof CARD_NETWORKS)[number]

/** What may be shown of it. */
export interface ShownCard {
  readonly brand: string
  readonly last4: string
  readonly expiryMonth: number
  readonly expiryYear: number
}

/** Where the card is wrong and how. Neither code nor message repeats what was entered. */
export interface FieldError {
  readonly field: string
  readonly code: string
  readonly message: string
}

export const fieldError = (field: string, code: string, message: string): FieldError => ({ field, code, message })
