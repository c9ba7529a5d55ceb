import { ApolloClient, gql, InMemoryCache } from '@apollo/client'
import { GraphQLWsLink } from '@apollo/client/link/subscriptions'
import { subscriptionExchange, Client as UrqlClient } from '@urql/core'
import { createClient as createSseClient } from 'graphql-sse'
import { createClient } from 'graphql-ws'

/** A payment as the followers select it. */
export interface Seen {
  readonly status: string
  readonly amountRefunded: { readonly amount: string }
}

const DOCUMENT = 'subscription ($id: ID!) { payment(id: $id) { id status amountRefunded { amount } } }'

export interface Following {
  readonly seen: Seen[]
  readonly completed: () => boolean
  stop(): void
}

export type Follow = (apiOrigin: string, credential: string, id: string) => Following

const socketOf = (apiOrigin: string) => `${apiOrigin.replace('http', 'ws')}/graphql`

const following = (start: (seen: (payment: Seen) => void, complete: () => void) => () => void): Following => {
  const seen: Seen[] = []
  let isComplete = false
  const stop = start(
    (payment) => seen.push(payment),
    () => {
      isComplete = true
    },
  )
  return { seen, completed: () => isComplete, stop }
}

const unexpected = (error: unknown): never => {
  throw new Error(`the subscription failed: ${JSON.stringify(error)}`, { cause: error })
}

/** Clients as they come from the registry, set up as their manuals say. */
export const FOLLOWERS: Readonly<Record<string, Follow>> = {
  'graphql-ws': (apiOrigin, credential, id) =>
    following((seen, complete) => {
      const client = createClient({
        url: socketOf(apiOrigin),
        connectionParams: { authorization: `Bearer ${credential}` },
        retryAttempts: 100,
        retryWait: () => new Promise((resolve) => setTimeout(resolve, 50)),
        shouldRetry: () => true,
      })
      client.subscribe<{ payment: Seen }>(
        { query: DOCUMENT, variables: { id } },
        { next: ({ data }) => seen(data?.payment as Seen), error: unexpected, complete },
      )
      return () => void client.dispose()
    }),

  'Apollo Client': (apiOrigin, credential, id) =>
    following((seen, complete) => {
      const socket = createClient({
        url: socketOf(apiOrigin),
        connectionParams: { Authorization: `Bearer ${credential}` },
      })
      const client = new ApolloClient({ link: new GraphQLWsLink(socket), cache: new InMemoryCache() })
      const subscription = client
        .subscribe<{ payment: Seen }>({ query: gql(DOCUMENT), variables: { id } })
        .subscribe({ next: ({ data }) => seen(data?.payment as Seen), error: unexpected, complete })
      return () => {
        subscription.unsubscribe()
        void socket.dispose()
      }
    }),

  urql: (apiOrigin, credential, id) =>
    following((seen, complete) => {
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
                unsubscribe: socket.subscribe(
                  { query, variables: variables as Record<string, unknown> },
                  sink as never,
                ),
              }),
            }),
          }),
        ],
      })
      const { unsubscribe } = client.subscription<{ payment: Seen }>(DOCUMENT, { id }).subscribe((result) => {
        if (result.error) unexpected(result.error)
        if (result.data) seen(result.data.payment)
        if (!result.hasNext) complete()
      })
      return () => {
        unsubscribe()
        void socket.dispose()
      }
    }),

  'graphql-sse': (apiOrigin, credential, id) =>
    following((seen, complete) => {
      const client = createSseClient({
        url: `${apiOrigin}/graphql`,
        headers: { authorization: `Bearer ${credential}` },
      })
      client.subscribe<{ payment: Seen }>(
        { query: DOCUMENT, variables: { id } },
        { next: ({ data }) => seen(data?.payment as Seen), error: unexpected, complete },
      )
      return () => client.dispose()
    }),
}
