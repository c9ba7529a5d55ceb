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
}

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
