import {
  CapturePaymentDocument,
  ConfirmPaymentDocument,
  CreatePaymentDocument,
  PaymentDocument,
  PaymentEventsDocument,
  RefundPaymentDocument,
} from '../generated/graphql.ts'
import type { OrderView } from '../view.ts'
import { byId, copyButton, make } from './dom.ts'

interface Sample {
  readonly title: string
  readonly who: string
  readonly document: { toString(): string }
  readonly variables: object
  readonly credential: string
  readonly headers: readonly string[]
}

const SECRET_KEY = '$TURNPIKE_SECRET_KEY'
const TOKEN = '$TURNPIKE_TOKEN'

/** Every step's document, variables and a curl that runs as it stands, once the shell knows the secret key and the token. */
export function showSamples(apiOrigin: string, view: OrderView): void {
  const open = new Set([...document.querySelectorAll<HTMLDetailsElement>('#samples [open]')].map(({ id }) => id))
  byId('samples', HTMLDivElement).replaceChildren(
    ...samplesOf(view).map((sample, index) => {
      const details = sampleView(apiOrigin, sample)
      details.id = `sample-${index}`
      details.open = open.has(details.id)
      return details
    }),
  )
}

function samplesOf({ payment, paymentId, clientSecret, createPaymentInput }: OrderView): readonly Sample[] {
  const byServer = { who: 'the shop’s server, with the secret key', credential: SECRET_KEY, headers: [] }
  const change = (left: { readonly amount: string }) => {
    // Where nothing is left, or not yet, the whole amount shows what to write.
    const amount = Number(left.amount) > 0 ? left : createPaymentInput.amount
    return { input: { paymentId, idempotencyKey: 'a-new-one-per-click', amount } }
  }
  return [
    {
      title: 'Create the payment',
      document: CreatePaymentDocument,
      variables: { input: createPaymentInput },
      ...byServer,
    },
    {
      title: 'Confirm it',
      who: 'the widget’s frame, with the client secret and a token for the card (npm run tokenize prints one)',
      document: ConfirmPaymentDocument,
      variables: { input: { paymentId, paymentMethod: { token: TOKEN } } },
      credential: clientSecret,
      headers: [],
    },
    {
      title: 'Follow it live',
      who: 'the page, with the client secret (here as server-sent events; the page uses graphql-ws)',
      document: PaymentEventsDocument,
      variables: { paymentId, after: 0 },
      credential: clientSecret,
      headers: ['accept: text/event-stream'],
    },
    { title: 'Read it', document: PaymentDocument, variables: { id: paymentId }, ...byServer },
    {
      title: 'Capture',
      document: CapturePaymentDocument,
      variables: change(payment.amountCapturable),
      ...byServer,
    },
    { title: 'Refund', document: RefundPaymentDocument, variables: change(payment.amountRefundable), ...byServer },
  ]
}

function sampleView(
  apiOrigin: string,
  { title, who, document, variables, credential, headers }: Sample,
): HTMLDetailsElement {
  const query = document.toString().trim()
  const body = JSON.stringify({ query: query.replaceAll(/\s+/g, ' '), variables }).replaceAll("'", String.raw`'\''`)
  const curl = [
    `curl -N ${apiOrigin}/graphql`,
    ...['content-type: application/json', ...headers].map((header) => `-H '${header}'`),
    // In double quotes, so that the shell puts the key in, and the token.
    `-H "authorization: Bearer ${credential}"`,
    `-d '${body.replace(TOKEN, () => `'"${TOKEN}"'`)}'`,
  ].join(' \\\n  ')
  const blocks = [
    ['Document', query],
    ['Variables', JSON.stringify(variables, null, 2)],
    ['curl', curl],
  ] as const
  return make(
    'details',
    'sample',
    make('summary', '', title),
    make('p', 'hint', `Sent by ${who}.`),
    ...blocks.map(([name, text]) => {
      const code = make('pre', '', text)
      // It scrolls, so the keyboard has to reach it.
      code.tabIndex = 0
      const copy = copyButton('Copy', () => text)
      copy.setAttribute('aria-label', `Copy ${name.toLowerCase()}: ${title}`)
      return make('div', 'block', make('div', 'row', make('h3', '', name), copy), code)
    }),
  )
}
