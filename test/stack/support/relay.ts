import { createClient } from 'graphql-ws'
import { Environment, fetchQuery, Network, Observable, RecordSource, requestSubscription, Store } from 'relay-runtime'
import type { Subscribe } from './followers.ts'
import activityQuery from './generated/relaySubscriptionsActivityQuery.graphql.ts'
import activitySubscription from './generated/relaySubscriptionsActivitySubscription.graphql.ts'
import paymentSubscription from './generated/relaySubscriptionsPaymentSubscription.graphql.ts'

/**
 * What relay-compiler 21.0.1 made of these operations and schema.graphql; the compiler is not kept here. It also checks
 * that lists are connections as Relay has them, and adds the ids by which Relay's store knows objects again.
 */
const SUBSCRIPTIONS = { payment: paymentSubscription, activity: activitySubscription } as const

/** An environment as Relay's manual sets it up for graphql-ws. */
function environmentOf(apiOrigin: string, credential: string) {
  const authorization = `Bearer ${credential}`
  const socket = createClient({
    url: `${apiOrigin.replace('http', 'ws')}/graphql`,
    connectionParams: { authorization },
  })
  const network = Network.create(
    async ({ text }, variables) => {
      const answer = await fetch(`${apiOrigin}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization },
        body: JSON.stringify({ query: text, variables }),
      })
      return JSON.parse(await answer.text())
    },
    ({ text, name }, variables) =>
      Observable.create((sink) =>
        socket.subscribe({ operationName: name, query: text ?? '', variables }, sink as never),
      ),
  )
  return { environment: new Environment({ network, store: new Store(new RecordSource()) }), socket }
}

export const subscribeWithRelay: Subscribe = (
  apiOrigin,
  credential,
  operation,
  variables,
  { next, complete, error },
) => {
  const { environment, socket } = environmentOf(apiOrigin, credential)
  const { dispose } = requestSubscription(environment, {
    subscription: SUBSCRIPTIONS[operation],
    variables,
    onNext: (data) => next(data as never),
    onCompleted: complete,
    onError: error,
  })
  return () => {
    dispose()
    void socket.dispose()
  }
}

/** A page of the feed, read through Relay's store. */
export async function activityWithRelay(apiOrigin: string, credential: string, variables: object) {
  const { environment } = environmentOf(apiOrigin, credential)
  // biome-ignore lint/suspicious/noExplicitAny: the artifact has the answer's type, which its compiler does not check here.
  return (await fetchQuery(environment, activityQuery, variables as never).toPromise()) as any
}
