import { fieldsOf, flag, number, oneOf, type Read, record, text } from '../../protocol/read.ts'

export interface StoredCard {
  readonly id: string
  readonly brand: string
  readonly last4: string
  readonly expiryMonth: number
  readonly expiryYear: number
}

/** What the payment offers, as the api told it. */
export interface Offer {
  readonly cards: readonly StoredCard[]
  readonly securityCode: boolean
  readonly save?: 'ON_SESSION' | 'OFF_SESSION'
  readonly consentTextVersion?: string
}

const settings = record(
  { securityCode: flag },
  { save: oneOf('ON_SESSION', 'OFF_SESSION'), consentTextVersion: text(100) },
)
const card: Read<Omit<StoredCard, 'id'>> = record({
  brand: text(32),
  last4: text(4),
  expiryMonth: number,
  expiryYear: number,
})

export function readOffer(value: unknown): Offer | undefined {
  const read = settings(value)
  const methods = fieldsOf(value)?.methods
  if (read === undefined || !Array.isArray(methods)) return undefined
  const cards = methods.flatMap((method) => {
    const { id, card: facts } = fieldsOf(method) ?? {}
    const shown = card(facts)
    return typeof id === 'string' && shown !== undefined ? [{ id, ...shown }] : []
  })
  return { ...read, cards }
}
