import { join } from 'node:path'
import { choosePorts } from '../../scripts/stack/ports.ts'
import { graphqlClient } from '../graphql.ts'
import { type System, startServer, stopServer } from './system.ts'

/** Vendure hands the session's token over in a header of its answer. */
const LOGIN = 'mutation { login(username: "superadmin", password: "superadmin") { __typename } }'
const PRODUCT = `mutation { createProduct(input: { enabled: true, translations: [{ languageCode: en, name: "Cup", slug: "cup", description: "" }] }) { id } }`
const VARIANT = `mutation ($id: ID!) { createProductVariants(input: [{
  productId: $id, sku: "cup", price: 1000, trackInventory: FALSE, translations: [{ languageCode: en, name: "Cup" }] }]) { id } }`

const ORDER = [
  `mutation ($variant: ID!) { addItemToOrder(productVariantId: $variant, quantity: 1) { __typename ... on ErrorResult { message } } }`,
  `mutation { setCustomerForOrder(input: { firstName: "Ada", lastName: "Byron", emailAddress: "ada@example.com" }) { __typename ... on ErrorResult { message } } }`,
  `mutation { setOrderShippingAddress(input: { streetLine1: "1 Street", city: "Berlin", postalCode: "10115", countryCode: "DE" }) { __typename ... on ErrorResult { message } } }`,
  `mutation { setOrderShippingMethod(shippingMethodId: ["1"]) { __typename ... on ErrorResult { message } } }`,
  `mutation { transitionOrderToState(state: "ArrangingPayment") { __typename ... on OrderStateTransitionError { transitionError } } }`,
]
const PAY = `mutation { made: addPaymentToOrder(input: { method: "dummy", metadata: {} }) {
  __typename ... on Order { state payments { id state amount } } ... on ErrorResult { message } } }`
const SETTLE =
  'mutation ($id: ID!) { made: settlePayment(id: $id) { __typename ... on Payment { state } ... on ErrorResult { message } } }'
const REFUND = `mutation ($id: ID!, $amount: Money!) { made: refundOrder(input: {
  paymentId: $id, amount: $amount, lines: [], shipping: 0, adjustment: 0, reason: "benchmark" }) {
  __typename ... on Refund { state } ... on ErrorResult { message } } }`

interface Made {
  readonly made: {
    readonly __typename: string
    readonly state?: string
    readonly payments?: readonly { readonly id: string; readonly state: string; readonly amount: number }[]
  }
}

export async function startVendure(packages: string, databaseUrl: string, connections: number): Promise<System> {
  const { api: port } = await choosePorts(0, '127.0.0.1')
  const origin = `http://127.0.0.1:${port}`
  const server = await startServer(join(import.meta.dirname, 'vendure.cjs'), {
    PEER_PACKAGES: packages,
    DATABASE_URL: databaseUrl,
    PORT: String(port),
  })
  const shop = graphqlClient(origin, '/shop-api', connections)
  const admin = graphqlClient(origin, '/admin-api', connections)
  const operator = await session(origin, '/admin-api', LOGIN)
  const { createProduct } = await admin.ask<{ createProduct: { id: string } }>(PRODUCT, {}, operator)
  const { createProductVariants } = await admin.ask<{ createProductVariants: readonly { id: string }[] }>(
    VARIANT,
    createProduct,
    operator,
  )
  const variant = createProductVariants[0]?.id

  const order = async (): Promise<Readonly<Record<string, string>>> => {
    const [first = '', ...rest] = ORDER
    const shopper = await session(origin, '/shop-api', first, { variant })
    for (const step of rest) {
      const answer = await shop.ask<Record<string, { __typename: string }>>(step, {}, shopper)
      if (Object.values(answer)[0]?.__typename !== 'Order') throw new Error(`an order: ${JSON.stringify(answer)}`)
    }
    return shopper
  }
  const reached = ({ made }: Made, state: string) => {
    if (made.state !== state) throw new Error(`not ${state}: ${JSON.stringify(made)}`)
    return made
  }
  return {
    name: 'Vendure with its dummy handler',
    prepare: async (jobs) => {
      const shoppers: Readonly<Record<string, string>>[] = []
      const more = async () => {
        while (shoppers.length < jobs) shoppers.push(await order())
      }
      await Promise.all(Array.from({ length: connections }, more))
      return async (index) => {
        const paid = reached(await shop.ask<Made>(PAY, {}, shoppers[index]), 'PaymentAuthorized')
        const { id, amount } = paid.payments?.[0] ?? {}
        reached(await admin.ask<Made>(SETTLE, { id }, operator), 'Settled')
        // Its dummy handler leaves a refund to be settled by hand; that is not part of the job.
        reached(await admin.ask<Made>(REFUND, { id, amount }, operator), 'Pending')
      }
    },
    stop: async () => {
      shop.close()
      admin.close()
      await stopServer(server)
    },
  }
}

/** Begins a session with a first request, and tells the header that continues it. */
async function session(origin: string, path: string, query: string, variables: object = {}) {
  const response = await fetch(`${origin}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  })
  const token = response.headers.get('vendure-auth-token')
  const text = await response.text()
  if (token === null) throw new Error(`no session: ${text}`)
  return { authorization: `Bearer ${token}` }
}
