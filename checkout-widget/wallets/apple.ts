import type { OpenSheet, Sale } from './setting.ts'

/** What Safari has (Apple Pay on the Web, ApplePaySession), as far as it is used. */
interface Session {
  onvalidatemerchant: ((event: { readonly validationURL: string }) => void) | null
  onpaymentauthorized: ((event: { readonly payment: { readonly token: PaymentToken } }) => void) | null
  completeMerchantValidation(session: unknown): void
  completePayment(result: { readonly status: number }): void
  begin(): void
  abort(): void
}

interface PaymentToken {
  readonly paymentData: unknown
  readonly paymentMethod?: { readonly network?: string }
}

interface SessionMaker {
  new (version: number, request: object): Session
  canMakePayments(): boolean
  readonly STATUS_SUCCESS: number
  readonly STATUS_FAILURE: number
}

/** The oldest version that has all that is asked for here. */
const VERSION = 3
const NETWORKS = ['visa', 'masterCard', 'amex', 'discover', 'maestro', 'jcb']

const makerOf = (): SessionMaker | undefined =>
  (globalThis as { readonly ApplePaySession?: SessionMaker }).ApplePaySession

/** Apple Pay where this browser has it; undefined where not. */
export function applePay({ setting, clientSecret, amount, currency, pay }: Sale): OpenSheet | undefined {
  const maker = makerOf()
  const { apple } = setting
  if (maker === undefined || apple === undefined || !canPay(maker)) return undefined
  return () => {
    const session = new maker(VERSION, {
      countryCode: apple.countryCode,
      currencyCode: currency,
      supportedNetworks: NETWORKS,
      merchantCapabilities: ['supports3DS'],
      total: { label: apple.merchantName, amount, type: 'final' },
    })
    session.onvalidatemerchant = ({ validationURL }) => {
      merchantSession(clientSecret, validationURL).then(
        (merchant) => session.completeMerchantValidation(merchant),
        (fault: unknown) => {
          console.error('Turnpike: Apple Pay:', fault)
          session.abort()
        },
      )
    }
    session.onpaymentauthorized = ({ payment }) => {
      const { paymentData, paymentMethod } = payment.token
      void pay({ payload: JSON.stringify(paymentData), ...brandOf(paymentMethod?.network) }).then((isPaid) =>
        session.completePayment({ status: isPaid ? maker.STATUS_SUCCESS : maker.STATUS_FAILURE }),
      )
    }
    session.begin()
  }
}

/** Throws in a page that Apple does not let use it, which is no fault of the shopper's. */
function canPay(maker: SessionMaker): boolean {
  try {
    return maker.canMakePayments()
  } catch {
    return false
  }
}

/** Apple gives its session to our server alone, by the merchant's certificate. */
async function merchantSession(clientSecret: string, validationUrl: string): Promise<unknown> {
  const response = await fetch('/v1/wallets/apple-session', {
    method: 'POST',
    headers: { authorization: `Bearer ${clientSecret}`, 'content-type': 'application/json' },
    body: JSON.stringify({ validationUrl }),
    referrerPolicy: 'no-referrer',
  })
  if (!response.ok) throw new Error(`the merchant was not validated: ${response.status}`)
  return response.json()
}

export const brandOf = (network: string | undefined): { readonly brand?: string } => {
  const brand = network?.toLowerCase()
  return brand === undefined ? {} : { brand: brand === 'amex' ? 'american-express' : brand }
}
