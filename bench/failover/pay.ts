import type { ChildStack } from '../../scripts/stack/child.ts'
import { clientTo } from '../http.ts'
import { makeTokens } from '../product.ts'

export interface AttemptSeen {
  readonly gateway: string
  readonly status: string
  readonly startedAtMs: number
  readonly failureCode: string | undefined
}

/** One payment as its answer, or a later look, tells of it. */
export interface PaymentSeen {
  readonly id: string
  readonly status: string
  readonly retryable: boolean
  readonly attempts: readonly AttemptSeen[]
  /** Whether an outcome was unknown on the way and had to be found out. */
  readonly wasUnknown: boolean
  readonly tookMs: number
}

const FIELDS = `id status failure { retryable }
  attempts { gateway status startedAt failure { code } }
  events(first: 50) { nodes { type } }`

const CREATE = `mutation ($input: CreatePaymentInput!) { createPayment(input: $input) {
  ... on CreatePaymentPayload { payment { ${FIELDS} } }
  ... on Error { code message path }
} }`
const READ = `query ($id: ID!) { payment(id: $id) { ${FIELDS} } }`

interface Shown {
  readonly id: string
  readonly status: string
  readonly failure: { readonly retryable: boolean } | null
  readonly attempts: readonly {
    readonly gateway: string
    readonly status: string
    readonly startedAt: string
    readonly failure: { readonly code: string } | null
  }[]
  readonly events: { readonly nodes: readonly { readonly type: string }[] }
}

export interface Shop {
  /** Creates and confirms one payment with a card that approves. */
  pay(): Promise<PaymentSeen>
  read(payment: PaymentSeen): Promise<PaymentSeen>
  /** Asks as an operator; errors of the union are thrown. */
  operate<Data>(query: string, variables: unknown): Promise<Data>
  close(): void
}

/** A shop with so many cards in hand, each good for one payment. */
export async function openShop(stack: ChildStack, connections: number, cards: number): Promise<Shop> {
  const tokens = [...(await makeTokens(stack, cards))]
  const client = clientTo(stack.apiOrigin, connections)
  let count = 0

  async function ask<Data>(key: string, query: string, variables: unknown): Promise<Data> {
    const body = JSON.stringify({ query, variables })
    const answer = await client.post('/graphql', { authorization: `Bearer ${key}` }, body)
    const { data, errors } = JSON.parse(answer.body) as { data?: Data; errors?: unknown }
    if (data === undefined || data === null || errors !== undefined) throw new Error(`the api answered ${answer.body}`)
    return data
  }

  return {
    async pay() {
      const token = tokens.pop()
      if (token === undefined) throw new Error('the shop has no cards left')
      count += 1
      const input = {
        idempotencyKey: `failover-${count}-${token.slice(4, 20)}`,
        amount: { amount: '10.00', currency: 'EUR' },
        confirm: true,
        paymentMethod: { token },
      }
      const sentAtMs = performance.now()
      const { createPayment } = await ask<{ createPayment: { payment?: Shown } }>(stack.keys.secretKey, CREATE, {
        input,
      })
      if (createPayment.payment === undefined) throw new Error(`refused: ${JSON.stringify(createPayment)}`)
      return seen(createPayment.payment, performance.now() - sentAtMs)
    },
    async read({ id, tookMs }) {
      const { payment } = await ask<{ payment: Shown }>(stack.keys.secretKey, READ, { id })
      return seen(payment, tookMs)
    },
    operate: (query, variables) => ask(stack.keys.operatorKey, query, variables),
    close: client.close,
  }
}

const seen = ({ id, status, failure, attempts, events }: Shown, tookMs: number): PaymentSeen => ({
  id,
  status,
  retryable: failure?.retryable ?? false,
  attempts: attempts.map((attempt) => ({
    gateway: attempt.gateway,
    status: attempt.status,
    startedAtMs: Date.parse(attempt.startedAt),
    failureCode: attempt.failure?.code,
  })),
  wasUnknown: events.nodes.some(({ type }) => type === 'OUTCOME_UNKNOWN'),
  tookMs,
})
