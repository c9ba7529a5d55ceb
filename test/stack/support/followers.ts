import { ApolloClient, gql, InMemoryCache } from '@apollo/client'
import { GraphQLWsLink } from '@apollo/client/link/subscriptions'
import { subscriptionExchange, Client as UrqlClient } from '@urql/core'
import { createClient as createSseClient } from 'graphql-sse'
import { createClient } from 'graphql-ws'
import { subscribeWithRelay } from './relay.ts'

/** A payment as the followers select it. */
export interface Seen {
  readonly status: string
  readonly amountRefunded: { readonly amount: string }
}

/** An event of the merchant's feed as the followers select it. */
export interface SeenActivity {
  readonly cursor: string
  readonly event: { readonly id: string; readonly type: string; readonly payment: { readonly status: string } }
}

const DOCUMENTS = {
  payment: 'subscription ($id: ID!) { payment(id: $id) { id status amountRefunded { amount } } }',
  activity: `subscription ($after: String, $filter: PaymentActivityFilter) {
    paymentActivity(after: $after, filter: $filter) { cursor event { id seq type payment { id status } } } }`,
} as const

interface Data {
  readonly payment?: Seen
  readonly paymentActivity?: SeenActivity
}

interface Sink {
  next(data: Data): void
  complete(): void
  error(error: unknown): void
}

/** Subscribes, hands on what comes, and answers how to stop. */
export type Subscribe = (
  apiOrigin: string,
  credential: string,
  operation: keyof typeof DOCUMENTS,
  variables: Record<string, unknown>,
  sink: Sink,
) => () => void

const socketOf = (apiOrigin: string) => `${apiOrigin.replace('http', 'ws')}/graphql`

/** Clients as they come from the registry, set up as their manuals say. */
const CLIENTS: Readonly<Record<string, Subscribe>> = {
  'graphql-ws': (apiOrigin, credential, operation, variables, { next, ...sink }) => {
    const client = createClient({
      url: socketOf(apiOrigin),
      connectionParams: { authorization: `Bearer ${credential}` },
      retryAttempts: 100,
      retryWait: () => new Promise((resolve) => setTimeout(resolve, 50)),
      shouldRetry: () => true,
    })
    client.subscribe<Data>(
      { query: DOCUMENTS[operation], variables },
      { ...sink, next: ({ data }) => next(data ?? {}) },
    )
    return () => void client.dispose()
  },

  'Apollo Client': (apiOrigin, credential, operation, variables, { next, ...sink }) => {
    const socket = createClient({
      url: socketOf(apiOrigin),
      connectionParams: { Authorization: `Bearer ${credential}` },
    })
    const client = new ApolloClient({ link: new GraphQLWsLink(socket), cache: new InMemoryCache() })
    const subscription = client
      .subscribe<Data>({ query: gql(DOCUMENTS[operation]), variables })
      .subscribe({ ...sink, next: ({ data }) => next(data ?? {}) })
    return () => {
      subscription.unsubscribe()
      void socket.dispose()
    }
  },

  urql: (apiOrigin, credential, operation, variables, { next, complete, error }) => {
    const socket = createClient({
      url: socketOf(apiOrigin),
      connectionParams: { authorization: `Bearer ${credential}` },
    })
    const client = new UrqlClient({
      url: `${apiOrigin}/graphql`,
      exchanges: [
        subscriptionExchange({
          forwardSubscription: ({ query = '', variables }) => ({
            subscribe: (sink) => ({
              unsubscribe: socket.subscribe({ query, variables: variables as Record<string, unknown> }, sink as never),
            }),
          }),
        }),
      ],
    })
    const { unsubscribe } = client.subscription<Data>(DOCUMENTS[operation], variables).subscribe((result) => {
      if (result.error) error(result.error)
      if (result.data) next(result.data)
      if (!result.hasNext) complete()
    })
    return () => {
      unsubscribe()
      void socket.dispose()
    }
  },

  Relay: subscribeWithRelay,

  'graphql-sse': (apiOrigin, credential, operation, variables, { next, ...sink }) => {
    const client = createSseClient({
      url: `${apiOrigin}/graphql`,
      headers: { authorization: `Bearer ${credential}` },
    })
    client.subscribe<Data>(
      { query: DOCUMENTS[operation], variables },
      { ...sink, next: ({ data }) => next(data ?? {}) },
    )
    return () => client.dispose()
  },
}

export interface Following<Value = Seen> {
  readonly seen: Value[]
  readonly completed: () => boolean
  stop(): void
}

function following<Value>(
  client: Subscribe,
  [apiOrigin, credential]: readonly [string, string],
  operation: keyof typeof DOCUMENTS,
  variables: Record<string, unknown>,
  pick: (data: Data) => Value | undefined,
): Following<Value> {
  const seen: Value[] = []
  let isComplete = false
  const stop = client(apiOrigin, credential, operation, variables, {
    next: (data) => {
      const value = pick(data)
      if (value !== undefined) seen.push(value)
    },
    complete: () => {
      isComplete = true
    },
    error: (error) => {
      throw new Error(`the subscription failed: ${JSON.stringify(error)}`, { cause: error })
    },
  })
  return { seen, completed: () => isComplete, stop }
}

type Follow<Value> = (apiOrigin: string, credential: string, what: string) => Following<Value>

const forAll = <Value>(follow: (client: Subscribe) => Follow<Value>): Readonly<Record<string, Follow<Value>>> =>
  Object.fromEntries(Object.entries(CLIENTS).map(([name, client]) => [name, follow(client)]))

/** Each client on one payment. */
export const FOLLOWERS = forAll<Seen>(
  (client) => (apiOrigin, credential, id) =>
    following(client, [apiOrigin, credential], 'payment', { id }, ({ payment }) => payment),
)

/** Each client on its merchant's feed, from a cursor on. */
export const FEED_FOLLOWERS = forAll<SeenActivity>(
  (client) => (apiOrigin, credential, after) =>
    following(client, [apiOrigin, credential], 'activity', { after }, ({ paymentActivity }) => paymentActivity),
)
