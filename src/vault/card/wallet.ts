import { ok, type Result, refuse } from '../../result.ts'
import { TOKEN_BRANDS } from '../contract.ts'
import { type Card, type FieldError, fieldError } from './card.ts'

export const WALLETS = ['apple_pay', 'google_pay'] as const
export type Wallet = (typeof WALLETS)[number]

/** What a wallet gave in the place of a card, which only a gateway can open. Like a card it exists in memory, and sealed. */
export interface WalletCard {
  readonly wallet: Wallet
  /** As the wallet gave it, a JSON text but for examples. */
  readonly payload: string
}

/** What a token stands for. */
export type Kept = Card | WalletCard

export const isWalletCard = (kept: Kept): kept is WalletCard => 'wallet' in kept

const PROPERTIES = new Set(['wallet', 'payload', 'brand'])
/** Apple's payment data, the largest of them, takes three to five kilobytes. */
const LONGEST_PAYLOAD = 8 * 1024

/** Whether the decrypted content claims to be a wallet's. */
export const looksLikeWallet = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && 'wallet' in value

/** Reads what a wallet's frame brought; `brand` is what the wallet shows of the card, and is believed for routing alone. */
export function parseWallet(
  value: Readonly<Record<string, unknown>>,
): Result<{ readonly card: WalletCard; readonly brand?: string }, readonly FieldError[]> {
  const { payload } = value
  const wallet = WALLETS.find((one) => one === value.wallet)
  const errors: FieldError[] = []
  if (Object.keys(value).some((name) => !PROPERTIES.has(name))) {
    errors.push(
      fieldError('jwe', 'unknown_property', 'The encrypted content has a property that a wallet does not have.'),
    )
  }
  if (wallet === undefined) errors.push(fieldError('wallet', 'invalid', `The wallet is one of ${WALLETS.join(', ')}.`))
  if (typeof payload !== 'string' || payload === '' || payload.length > LONGEST_PAYLOAD) {
    errors.push(fieldError('payload', 'invalid', 'The payload is what the wallet gave, as a text of at most 8 kB.'))
    return refuse(errors)
  }
  if (errors.length > 0 || wallet === undefined) return refuse(errors)
  const brand = TOKEN_BRANDS.find((one) => one === value.brand)
  return ok({ card: { wallet, payload }, ...(brand === undefined ? {} : { brand }) })
}
