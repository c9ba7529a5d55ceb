import type { Page } from 'playwright-core'

/** What a wallet gives for the sandbox's acquirers: a card that only they open. */
const given = (number: string) => ({
  version: 'SANDBOX_v1',
  data: Buffer.from(JSON.stringify({ number, expiryMonth: 12, expiryYear: 2034 })).toString('base64url'),
})

/**
 * Apple Pay and Google Pay as a browser and Google's script provide them, with a shopper who approves at once. They are the only
 * part that is not the product's: no machine of ours has a wallet.
 */
export async function withWallets(page: Page, sandboxOrigin: string, number: string): Promise<void> {
  const paymentData = given(number)
  const validationURL = `${sandboxOrigin}/apple-pay/paymentSession`
  await page.addInitScript(
    ({ paymentData, validationURL }) => {
      if (location.pathname !== '/v1/wallets') return
      const told: unknown[] = []
      class ApplePaySession {
        static STATUS_SUCCESS = 0
        static STATUS_FAILURE = 1
        static canMakePayments = () => true
        onvalidatemerchant: ((event: object) => void) | null = null
        onpaymentauthorized: ((event: object) => void) | null = null
        constructor(_version: number, request: object) {
          told.push(request)
        }
        begin = () => this.onvalidatemerchant?.({ validationURL })
        completeMerchantValidation = (session: object) => {
          told.push(session)
          this.onpaymentauthorized?.({ payment: { token: { paymentData, paymentMethod: { network: 'Visa' } } } })
        }
        completePayment = (result: object) => told.push(result)
        abort = () => told.push('aborted')
      }
      class PaymentsClient {
        isReadyToPay = async () => ({ result: true })
        loadPaymentData = async (request: object) => {
          told.push(request)
          const token = JSON.stringify(paymentData)
          return { paymentMethodData: { tokenizationData: { token }, info: { cardNetwork: 'VISA' } } }
        }
      }
      Object.assign(globalThis, { ApplePaySession, google: { payments: { api: { PaymentsClient } } }, told })
    },
    { paymentData, validationURL },
  )
}
