import {
  CheckoutConfirmPaymentDocument,
  CheckoutReadMethodsDocument,
  CheckoutReadPaymentDocument,
  type ConfirmPaymentInput,
  type PaymentMethodType,
  type TypedDocumentString,
} from '../../generated/graphql.ts'
import { fieldsOf, type Read, record, text } from '../../protocol/read.ts'
import { type Payment, readPayment } from './payment.ts'

/** Where the api is and what opens the one payment. */
export interface Connection {
  readonly apiOrigin: string
  readonly clientSecret: string
  readonly paymentId: string
  /** The language that the api tells failures in. */
  readonly locale: string
}

export const connectionOf = (apiOrigin: string, clientSecret: string): Connection => ({
  apiOrigin,
  clientSecret,
  // As the vault chose it for this document, so that all that is read is in one language.
  locale: document.documentElement.lang,
  paymentId: clientSecret.split('_secret_')[0] ?? '',
})

/** `lost` is no answer about anything: the request may have been carried out all the same. */
export type Answer<Value> =
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string; readonly path: readonly string[] }
  | { readonly kind: 'lost' }

const READ_TIMEOUT_MS = 10_000
/** The api answers a confirm within the payment's deadline of 30 s. */
const CONFIRM_TIMEOUT_MS = 45_000

export const graphqlRequest = <Variables>(
  { apiOrigin, clientSecret }: Connection,
  accept: string,
  query: TypedDocumentString<unknown, Variables>,
  variables: Variables,
  signal: AbortSignal,
): Promise<Response> =>
  fetch(`${apiOrigin}/graphql`, {
    method: 'POST',
    headers: { accept: accept, authorization: `Bearer ${clientSecret}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
    signal,
    cache: 'no-store',
    credentials: 'omit',
    referrerPolicy: 'no-referrer',
  })

export async function readFromApi(connection: Connection): Promise<Answer<Payment>> {
  const { paymentId: id, locale } = connection
  const answer = await ask(connection, CheckoutReadPaymentDocument, { id, locale }, READ_TIMEOUT_MS)
  if (answer.kind !== 'value') return answer
  const payment = readPayment(answer.value.payment)
  if (payment !== undefined) return { kind: 'value', value: payment }
  return answer.value.payment === null
    ? { kind: 'refused', code: 'NOT_FOUND', message: '', path: [] }
    : { kind: 'lost' }
}

/** Another method than a card, which the shop can be paid with. */
export interface Method {
  readonly type: PaymentMethodType
  readonly name: string
  readonly flow: string
}

const readMethod = record({ type: text(), name: text(), flow: text() }) as Read<Method>

/** What the payment can be paid with in a country, or anywhere. Where that cannot be read there are the cards all the same. */
export async function methodsOf(
  connection: Connection,
  country?: string,
): Promise<{ readonly methods: readonly Method[]; readonly stored: unknown }> {
  const { paymentId: id } = connection
  const answer = await ask(connection, CheckoutReadMethodsDocument, { id, country }, READ_TIMEOUT_MS)
  const { paymentMethods, payment } = answer.kind === 'value' ? answer.value : {}
  return {
    methods: (Array.isArray(paymentMethods) ? paymentMethods : []).flatMap((method) => readMethod(method) ?? []),
    stored: fieldsOf(payment)?.storedMethods,
  }
}

/** What the api is asked beside the payment. */
export const askFor =
  (connection: Connection) =>
  <Variables>(query: TypedDocumentString<unknown, Variables>, variables: Variables) =>
    ask(connection, query, variables, READ_TIMEOUT_MS)

/** A new card is to be kept, and what its owner agreed to. */
export type Save = NonNullable<ConfirmPaymentInput['savePaymentMethod']>

/** A card or a wallet, by its token; or, with a key that this one try goes by, a stored card or what is approved elsewhere. */
export type PaidWith = Pick<ConfirmPaymentInput, 'paymentMethod' | 'idempotencyKey' | 'savePaymentMethod'>

/**
 * The same token or key again joins or repeats the same attempt, so this may be sent as often as it takes to be answered.
 */
export async function confirmAtApi(
  connection: Connection,
  method: PaidWith,
  returnUrl: string | undefined,
): Promise<Answer<Payment>> {
  const input = {
    paymentId: connection.paymentId,
    ...method,
    browser: browserFields(),
    ...(returnUrl === undefined ? {} : { returnUrl }),
  }
  const variables = { input, locale: connection.locale }
  const answer = await ask(connection, CheckoutConfirmPaymentDocument, variables, CONFIRM_TIMEOUT_MS)
  if (answer.kind !== 'value') return answer
  const result = fieldsOf(answer.value.confirmPayment)
  const payment = readPayment(result?.payment)
  if (payment !== undefined) return { kind: 'value', value: payment }
  const { code, message, path } = result ?? {}
  if (typeof code !== 'string') return { kind: 'lost' }
  return { kind: 'refused', code, message: String(message), path: Array.isArray(path) ? path.map(String) : [] }
}

/** Codes that speak of the moment and not of the request. */
const PASSING = new Set(['UNAVAILABLE', 'INTERNAL', 'RATE_LIMITED'])

/** What comes back is data from elsewhere and is read field by field, whatever the schema promises. */
async function ask<Variables>(
  connection: Connection,
  query: TypedDocumentString<unknown, Variables>,
  variables: Variables,
  timeoutMs: number,
): Promise<Answer<Readonly<Record<string, unknown>>>> {
  try {
    const signal = AbortSignal.timeout(timeoutMs)
    const response = await graphqlRequest(connection, 'application/json', query, variables, signal)
    const body = fieldsOf(await response.json())
    const data = fieldsOf(body?.data)
    const error = Array.isArray(body?.errors) ? fieldsOf(body.errors[0]) : undefined
    if (error === undefined) return data === undefined ? { kind: 'lost' } : { kind: 'value', value: data }
    const code = fieldsOf(error.extensions)?.code
    if (typeof code !== 'string' || PASSING.has(code)) return { kind: 'lost' }
    return { kind: 'refused', code, message: String(error.message), path: [] }
  } catch {
    return { kind: 'lost' }
  }
}

/** What 3-D Secure wants to know of the browser, under EMVCo's names. */
const browserFields = () => ({
  browserColorDepth: screen.colorDepth,
  browserJavaEnabled: false,
  browserJavascriptEnabled: true,
  browserLanguage: navigator.language,
  browserScreenHeight: screen.height,
  browserScreenWidth: screen.width,
  browserTZ: new Date().getTimezoneOffset(),
  browserUserAgent: navigator.userAgent,
})
