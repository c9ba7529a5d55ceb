import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { type EncryptionKey, encryptCard } from '../checkout-widget/frame/encryptCard.ts'
import type { ChildStack } from '../scripts/stack/child.ts'
import { createDatabase } from '../src/db/database.ts'
import { clientTo } from './http.ts'
import { type Load, type Measured, measure } from './load.ts'

const CARD = { number: '4242424242424242', expiryMonth: 12, expiryYear: 2030, cvc: '123' }
/** Tokens are made this many at a time. */
const TOKEN_CONNECTIONS = 8
/** The queue hands over a batch after a second; a read model that is further behind than this is broken. */
const PROJECTED_WITHIN_MS = 60_000

/** What a shop asks for and shows. */
const CREATE_AND_CONFIRM = `mutation CreateAndConfirm($input: CreatePaymentInput!) {
  createPayment(input: $input) {
    __typename
    ... on CreatePaymentPayload {
      clientSecret
      payment {
        id status amountCaptured { amount currency } failure { code }
        paymentMethod { ... on CardDetails { brand last4 } }
        attempts { id status gateway }
      }
    }
    ... on Error { code message path }
  }
}`

/** Single-use tokens of a card that approves, as the card frame makes them. They live for 15 minutes. */
export async function makeTokens(stack: ChildStack, count: number): Promise<readonly string[]> {
  const { keys } = (await (await fetch(`${stack.vaultOrigin}/keys`)).json()) as { keys: readonly EncryptionKey[] }
  const [key] = keys
  if (key === undefined) throw new Error('the vault gave no key')
  const client = clientTo(stack.vaultOrigin, TOKEN_CONNECTIONS)
  const authorization = `Bearer ${stack.keys.publishableKey}`
  const tokens: string[] = []
  await measure({ connections: TOKEN_CONNECTIONS, requests: count, timeLimitMs: 300_000 }, async () => {
    const body = JSON.stringify({ jwe: await encryptCard(key, CARD) })
    const answer = await client.post('/tokens', { authorization }, body)
    const { token } = JSON.parse(answer.body) as { token?: string }
    if (token === undefined) throw new Error(`no token: ${answer.status} ${answer.body}`)
    tokens.push(token)
  })
  client.close()
  return tokens
}

export interface ProductRound {
  readonly measured: Measured
  /** The ids of the payments that were approved and captured: all of them, or the round has failed. */
  readonly paymentIds: readonly string[]
}

/** A shop with so many cards in hand, each good for one payment; a payment answers its id once it is approved. */
export async function openTill(
  stack: ChildStack,
  connections: number,
  cards: number,
): Promise<{ pay(idempotencyKey: string): Promise<string>; close(): void }> {
  const tokens = [...(await makeTokens(stack, cards))]
  const client = clientTo(stack.apiOrigin, connections)
  const authorization = `Bearer ${stack.keys.secretKey}`
  return {
    pay: async (idempotencyKey) => {
      const token = tokens.pop()
      if (token === undefined) throw new Error('the shop has no cards left')
      const input = {
        idempotencyKey,
        amount: { amount: '10.00', currency: 'EUR' },
        reference: `order ${idempotencyKey}`,
        description: 'A benchmark',
        confirm: true,
        paymentMethod: { token },
      }
      const body = JSON.stringify({ query: CREATE_AND_CONFIRM, variables: { input } })
      return approvedId((await client.post('/graphql', { authorization }, body)).body)
    },
    close: client.close,
  }
}

/** Creates and confirms payments through GraphQL, each with a token of its own. */
export async function payThroughProduct(stack: ChildStack, load: Load, keyPrefix: string): Promise<ProductRound> {
  const till = await openTill(stack, load.connections, load.requests)
  const paymentIds: string[] = []
  const measured = await measure(load, async (index) => {
    paymentIds.push(await till.pay(`${keyPrefix}-${index}`))
  })
  till.close()
  return { measured, paymentIds }
}

function approvedId(body: string): string {
  const { data } = JSON.parse(body) as { data?: { createPayment?: { payment?: { id: string; status: string } } } }
  const payment = data?.createPayment?.payment
  if (payment?.status !== 'CAPTURED') throw new Error(`a payment was not captured: ${body}`)
  return payment.id
}

/** Waits until the read model has so many payments as captured; tells how long that took. */
export async function untilProjected(stack: ChildStack, count: number): Promise<number> {
  const database = createDatabase({
    DATABASE_URL: stack.databaseUrl,
    ...(stack.databaseFetchEndpoint === undefined ? {} : { DATABASE_FETCH_ENDPOINT: stack.databaseFetchEndpoint }),
  })
  const startedAtMs = performance.now()
  for (;;) {
    const { rows } = await database.execute<{ count: string }>(
      sql`select count(*) as count from payments where status = 'CAPTURED'`,
    )
    const behindMs = performance.now() - startedAtMs
    if (Number(rows[0]?.count) >= count) return behindMs
    if (behindMs > PROJECTED_WITHIN_MS) throw new Error(`the read model has ${rows[0]?.count} of ${count} payments`)
    await wait(100)
  }
}
