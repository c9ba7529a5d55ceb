import { CheckoutFollowPaymentDocument } from '../../generated/graphql.ts'
import { fieldsOf } from '../../protocol/read.ts'
import { type Connection, graphqlRequest, readFromApi } from './api.ts'
import { readEvents } from './eventStream.ts'
import { type Payment, readPayment } from './payment.ts'
import { wait } from './wait.ts'

/** Between two looks where there is no stream, and before a stream that broke is asked for again. */
const LOOK_MS = 1000
const LONGEST_PAUSE_MS = 5000

/**
 * Tells of every change of the payment until the signal ends it: over a stream, and where a stream cannot be had by
 * asking every second. What it tells is the api's word each time; nothing is concluded from silence.
 */
export async function follow(
  connection: Connection,
  onPayment: (payment: Payment) => void,
  signal: AbortSignal,
): Promise<void> {
  let canStream = true
  let pauseMs = LOOK_MS
  while (!signal.aborted) {
    if (canStream) {
      const end = await stream(connection, onPayment, signal)
      if (signal.aborted) return
      if (end === 'refused') canStream = false
    }
    const answer = await readFromApi(connection)
    if (signal.aborted) return
    if (answer.kind === 'value') onPayment(answer.value)
    pauseMs = answer.kind === 'value' ? LOOK_MS : Math.min(pauseMs * 1.5, LONGEST_PAUSE_MS)
    await wait(pauseMs, signal)
  }
}

/** `ended` is a stream that may be opened again; `refused` one that this api does not give. */
async function stream(
  connection: Connection,
  onPayment: (payment: Payment) => void,
  signal: AbortSignal,
): Promise<'ended' | 'refused'> {
  try {
    const variables = { id: connection.paymentId, locale: connection.locale }
    const response = await graphqlRequest(
      connection,
      'text/event-stream',
      CheckoutFollowPaymentDocument,
      variables,
      signal,
    )
    if (!response.headers.get('content-type')?.startsWith('text/event-stream') || response.body === null) {
      // A proxy's or our own fault may pass; another answer will be the same next time.
      return response.status >= 500 ? 'ended' : 'refused'
    }
    await readEvents(response.body, ({ event, data }) => {
      if (event !== 'next') return
      const payment = readPayment(fieldsOf(fieldsOf(JSON.parse(data))?.data)?.payment)
      if (payment !== undefined) onPayment(payment)
    })
    return 'ended'
  } catch {
    return 'ended'
  }
}
