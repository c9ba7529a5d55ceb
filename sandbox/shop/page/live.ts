import { createClient } from 'graphql-ws'
import { PaymentEventsDocument, type PaymentEventsSubscription } from '../generated/graphql.ts'

export type LiveEvent = PaymentEventsSubscription['paymentEvents']

/**
 * Follows one payment with its client secret: first what has happened, then each event as it happens. After a lost
 * connection it resumes behind the last event it has, so none is missed and none comes twice. Returns what ends it.
 */
export function followPayment(
  apiOrigin: string,
  { paymentId, clientSecret }: { readonly paymentId: string; readonly clientSecret: string },
  onEvent: (event: LiveEvent) => void,
  onConnection: (state: 'live' | 'reconnecting') => void,
): () => void {
  let lastSeq = 0
  const client = createClient({
    url: `${apiOrigin.replace(/^http/, 'ws')}/graphql`,
    connectionParams: { authorization: `Bearer ${clientSecret}` },
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => true,
    keepAlive: 10_000,
    on: { connected: () => onConnection('live'), closed: () => onConnection('reconnecting') },
  })
  const unsubscribe = client.subscribe<PaymentEventsSubscription>(
    {
      query: PaymentEventsDocument.toString(),
      // Read again at each reconnect, which is what makes it resume.
      get variables() {
        return { paymentId, after: lastSeq }
      },
    },
    {
      next: ({ data }) => {
        if (data === null || data === undefined || data.paymentEvents.seq <= lastSeq) return
        lastSeq = data.paymentEvents.seq
        onEvent(data.paymentEvents)
      },
      error: () => onConnection('reconnecting'),
      complete: () => undefined,
    },
  )
  return () => {
    unsubscribe()
    void client.dispose()
  }
}
