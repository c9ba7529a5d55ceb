import { createHash } from 'node:crypto'
import type { GatewayRequest } from '../forward.ts'
import type { AuthorizeRequest, StoredCredential } from '../gateway.ts'
import type { AdyenAmount } from './currency.ts'
import { paidWith } from './paidWith.ts'
import { exemptionOf, NATIVE_FIELD, threeDSOf } from './threeDS.ts'

/** "A unique identifier for the message with a maximum of 64 characters", by the OpenAPI file's `Idempotency-Key`. */
const LONGEST_KEY = 64

/** The id as the key where Adyen takes it; a digest of it where it is too long. */
export const idempotencyKey = (id: string): string =>
  id.length <= LONGEST_KEY ? id : createHash('sha256').update(id).digest('hex')

/** Without a key where a repetition has to be a call of its own. */
export const post = (path: string, body: object, key?: string): GatewayRequest => ({
  method: 'POST',
  path,
  ...(key === undefined ? {} : { headers: { 'idempotency-key': idempotencyKey(key) } }),
  body,
})

/** A call that names the account's own merchant account, as most of Checkout's do. */
export const accountCall = (path: string, body: object, key?: string): GatewayRequest => ({
  ...post(path, body, key),
  accountFields: [[['merchantAccount'], 'merchantAccount']],
})

/**
 * A payment, of a card or a wallet with 3-D Secure where issuer or account want it: by redirect, or natively where the account
 * is set so.
 */
export function authorizeCall(request: AuthorizeRequest, amount: AdyenAmount): GatewayRequest {
  const { paymentId, attemptId, capture, returnUrl, browser, method, credential } = request
  const { paymentMethod, countryCode, ...fields } = paidWith(method)
  const isShopperThere = credential?.initiatedBy !== 'MERCHANT'
  const additionalData = {
    ...(capture ? {} : { manualCapture: 'true' }),
    ...(isShopperThere ? exemptionOf(request) : {}),
  }
  const call = accountCall(
    '/payments',
    {
      amount,
      reference: paymentId,
      paymentMethod: { ...paymentMethod, ...networkReferenceOf(credential) },
      ...(countryCode === undefined ? {} : { countryCode }),
      returnUrl,
      channel: 'Web',
      ...recurringOf(credential),
      redirectToIssuerMethod: 'GET',
      redirectFromIssuerMethod: 'GET',
      ...(isShopperThere ? threeDSOf(request) : {}),
      // Webhooks repeat it: which attempt of the payment it was, and whether it was a sale.
      metadata: { attemptId, capture: capture ? 'now' : 'later' },
      ...(capture ? { captureDelayHours: 0 } : {}),
      ...(Object.keys(additionalData).length > 0 ? { additionalData } : {}),
      ...shopperOf(browser),
    },
    attemptId,
  )
  return {
    ...call,
    accountFields: [...(call.accountFields ?? []), ...(isShopperThere ? [NATIVE_FIELD] : [])],
    ...fields,
  }
}

/**
 * `ContAuth` is a card on file, with the shopper there or not; the model says what was agreed: payments when the shopper
 * comes back, or when the merchant likes.
 */
function recurringOf(credential: StoredCredential | undefined): object {
  const shopperInteraction = credential?.use === 'SUBSEQUENT' ? 'ContAuth' : 'Ecommerce'
  if (credential === undefined) return { shopperInteraction }
  const recurringProcessingModel = credential.usage === 'OFF_SESSION' ? 'UnscheduledCardOnFile' : 'CardOnFile'
  return { shopperInteraction, recurringProcessingModel }
}

/** The `networkTxReference` of the first payment's answer. */
const networkReferenceOf = ({ networkTransactionId }: Partial<StoredCredential> = {}): object =>
  networkTransactionId === undefined ? {} : { networkPaymentReference: networkTransactionId }

/** Adyen refuses a `browserInfo` that lacks any of these, so it is sent whole or not at all. */
function shopperOf(browser: AuthorizeRequest['browser'] = {}): object {
  const browserInfo = {
    acceptHeader: browser.browserAcceptHeader,
    colorDepth: browser.browserColorDepth,
    javaEnabled: browser.browserJavaEnabled,
    language: browser.browserLanguage,
    screenHeight: browser.browserScreenHeight,
    screenWidth: browser.browserScreenWidth,
    timeZoneOffset: browser.browserTZ,
    userAgent: browser.browserUserAgent,
  }
  const isWhole = Object.values(browserInfo).every((value) => value !== undefined)
  const { browserIP, browserJavascriptEnabled: javaScriptEnabled } = browser
  return {
    ...(isWhole
      ? { browserInfo: javaScriptEnabled === undefined ? browserInfo : { ...browserInfo, javaScriptEnabled } }
      : {}),
    ...(browserIP === undefined ? {} : { shopperIP: browserIP }),
  }
}
