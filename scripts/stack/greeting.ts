import type { StackAddresses, StackKeys } from './options.ts'

/** What `npm start` says in the end: where everything is, the keys, and a request that works as it stands. */
export const greeting = (
  stack: StackAddresses & { readonly keys: StackKeys; readonly stateDirectory: string },
): string => `
Turnpike runs. Ctrl-C stops it.

  demo shop           ${stack.shopOrigin}
  events              ${stack.shopOrigin}/events
  GraphQL, GraphiQL   ${stack.apiOrigin}/graphql
  vault               ${stack.vaultOrigin}
  acquirers' books    ${stack.sandboxOrigin}/a/charges?reference=pay_…
  database            ${stack.databaseFetchEndpoint ?? 'DATABASE_URL'}
  keys                ${stack.stateDirectory}/keys.json

  secret key          ${stack.keys.secretKey}
  publishable key     ${stack.keys.publishableKey}
  operator key        ${stack.keys.operatorKey}

A payment to start with:

${createPaymentRequest(stack.apiOrigin, stack.keys.secretKey)}
`

const createPaymentRequest = (apiOrigin: string, secretKey: string): string => {
  const query = `mutation ($input: CreatePaymentInput!) {
  createPayment(input: $input) {
    __typename
    ... on CreatePaymentPayload { clientSecret payment { id status amount { amount currency } allowedActions } }
    ... on Error { code message path }
  }
}`
  const body = {
    query: query.replaceAll(/\s+/g, ' '),
    variables: {
      input: { idempotencyKey: 'order-1', amount: { amount: '10.00', currency: 'EUR' }, reference: 'order-1' },
    },
  }
  return `curl ${apiOrigin}/graphql \\
  -H 'content-type: application/json' \\
  -H 'authorization: Bearer ${secretKey}' \\
  -d '${JSON.stringify(body)}'`
}
