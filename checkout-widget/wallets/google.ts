import { brandOf } from './apple.ts'
import type { OpenSheet, Sale } from './setting.ts'

/** What Google's script gives (Google Pay API for Web, version 2), as far as it is used. */
interface Client {
  isReadyToPay(request: object): Promise<{ readonly result: boolean }>
  loadPaymentData(request: object): Promise<{
    readonly paymentMethodData: {
      readonly tokenizationData: { readonly token: string }
      readonly info?: { readonly cardNetwork?: string }
    }
  }>
}

interface GooglePay {
  readonly payments: { readonly api: { readonly PaymentsClient: new (options: object) => Client } }
}

const SCRIPT = 'https://pay.google.com/gp/p/js/pay.js'
const VERSION = { apiVersion: 2, apiVersionMinor: 0 }
const CARDS = {
  type: 'CARD',
  parameters: {
    // What is behind a telephone's own lock needs no challenge; a card that is only on file may get one.
    allowedAuthMethods: ['PAN_ONLY', 'CRYPTOGRAM_3DS'],
    allowedCardNetworks: ['AMEX', 'DISCOVER', 'JCB', 'MASTERCARD', 'VISA'],
  },
}

const googleOf = (): GooglePay | undefined => (globalThis as { readonly google?: GooglePay }).google

/** Google Pay where its script comes and says that it can be used; undefined where not. */
export async function googlePay({ setting, amount, currency, mode, pay }: Sale): Promise<OpenSheet | undefined> {
  const { google } = setting
  if (google === undefined) return undefined
  if (googleOf()?.payments === undefined) await load(SCRIPT)
  const maker = googleOf()?.payments.api.PaymentsClient
  if (maker === undefined) return undefined
  const client = new maker({ environment: mode === 'LIVE' ? 'PRODUCTION' : 'TEST' })
  const { result } = await client.isReadyToPay({ ...VERSION, allowedPaymentMethods: [CARDS] })
  if (!result) return undefined
  const { gateway, gatewayMerchantId, merchantName, merchantId, countryCode } = google
  const request = {
    ...VERSION,
    allowedPaymentMethods: [
      {
        ...CARDS,
        tokenizationSpecification: { type: 'PAYMENT_GATEWAY', parameters: { gateway, gatewayMerchantId } },
      },
    ],
    merchantInfo: { merchantName, ...(merchantId === undefined ? {} : { merchantId }) },
    transactionInfo: { totalPriceStatus: 'FINAL', totalPrice: amount, currencyCode: currency, countryCode },
  }
  return () => {
    client.loadPaymentData(request).then(
      ({ paymentMethodData: { tokenizationData, info } }) =>
        pay({ payload: tokenizationData.token, ...brandOf(info?.cardNetwork) }),
      // The shopper closed the sheet, or Google says why on the console.
      (fault: unknown) => console.info('Turnpike: Google Pay:', fault),
    )
  }
}

const load = (source: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const script = document.createElement('script')
    script.src = source
    script.onload = () => resolve()
    script.onerror = () => reject(new Error(`${source} did not come`))
    document.head.append(script)
  })
