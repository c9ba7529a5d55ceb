import type { GatewayRequest } from '../forward.ts'
import type { PaymentMethodKind } from '../gateway.ts'

/** What this connector runs. Of the banks only iDEAL, which wants nothing but its name; EPS wants the bank chosen before. */
export const ADYEN_RUNS = ['card', 'apple_pay', 'google_pay', 'ideal'] as const satisfies readonly PaymentMethodKind[]

/** Adyen's names of brands, as `paymentMethod.brand` takes them for a card that has two. */
const NETWORK_NAMES = {
  visa: 'visa',
  mastercard: 'mc',
  maestro: 'maestro',
  cartes_bancaires: 'cartebancaire',
  dankort: 'dankort',
  bancontact: 'bcmc',
}

interface PaidWith extends Pick<GatewayRequest, 'cardFields' | 'walletFields' | 'networkNames'> {
  readonly paymentMethod: { readonly type: string }
  /** The one country where the method exists. */
  readonly countryCode?: string
}

/** `paymentMethod` of a payment, and what the vault puts into it. */
export function paidWith(method: PaymentMethodKind): PaidWith {
  switch (method) {
    case 'apple_pay':
      return {
        paymentMethod: { type: 'applepay' },
        // "The stringified and base64 encoded `paymentData`."
        walletFields: [[['paymentMethod', 'applePayToken'], 'base64']],
      }
    case 'google_pay':
      return {
        paymentMethod: { type: 'googlepay' },
        walletFields: [[['paymentMethod', 'googlePayToken'], 'text']],
      }
    case 'ideal':
      return { paymentMethod: { type: 'ideal' }, countryCode: 'NL' }
    default:
      return CARD
  }
}

const CARD: PaidWith = {
  paymentMethod: { type: 'scheme' },
  cardFields: [
    [['paymentMethod', 'number'], 'number'],
    [['paymentMethod', 'expiryMonth'], 'expiryMonth2'],
    [['paymentMethod', 'expiryYear'], 'expiryYearText'],
    [['paymentMethod', 'cvc'], 'cvc'],
    [['paymentMethod', 'holderName'], 'name'],
    [['paymentMethod', 'brand'], 'network'],
  ],
  networkNames: NETWORK_NAMES,
}
