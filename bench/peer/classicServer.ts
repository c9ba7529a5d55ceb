import { createServer } from 'node:http'
import { createSchema, createYoga } from 'graphql-yoga'
import pg from 'pg'

/**
 * A payment service as it is often written: one row a payment, locked while the gateway is asked, each request one
 * transaction. It cannot tell a time-out from a decline, and a crash inside the transaction forgets a charge; it is here
 * for what it costs.
 */
const { DATABASE_URL, ACQUIRER, AUTHORIZATION, PORT } = process.env
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 20 })

const TABLES = `
  create table payments (
    id text primary key, idempotency_key text not null unique, status text not null, amount_minor bigint not null,
    captured_minor bigint not null default 0, refunded_minor bigint not null default 0,
    created_at timestamptz not null default now()
  );
  create table operations (idempotency_key text primary key, payment_id text not null, kind text not null, amount_minor bigint not null)`

const typeDefs = `
  type Payment { id: ID! status: String! }
  type Query { payment(id: ID!): Payment }
  type Mutation {
    createPayment(key: String!, amountMinor: Int!, card: String!): Payment!
    capturePayment(key: String!, id: ID!): Payment!
    refundPayment(key: String!, id: ID!): Payment!
  }`

interface Row {
  readonly id: string
  readonly status: string
  readonly amount_minor: string
}

async function inTransaction<Value>(work: (client: pg.PoolClient) => Promise<Value>): Promise<Value> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    const value = await work(client)
    await client.query('commit')
    return value
  } catch (error) {
    await client.query('rollback')
    throw error
  } finally {
    client.release()
  }
}

async function acquirer(path: string, body: object): Promise<void> {
  const response = await fetch(`${ACQUIRER}${path}`, {
    method: 'POST',
    headers: { authorization: AUTHORIZATION ?? '', 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (response.status !== 201) throw new Error(`the acquirer answered ${response.status}: ${await response.text()}`)
  await response.arrayBuffer()
}

const operate = (kind: 'capture' | 'refund', key: string, id: string) =>
  inTransaction(async (client) => {
    const { rows } = await client.query<Row>('select * from payments where id = $1 for update', [id])
    const [payment] = rows
    if (payment === undefined) throw new Error('there is no such payment')
    const amountMinor = payment.amount_minor
    await client.query('insert into operations values ($1, $2, $3, $4)', [key, id, kind, amountMinor])
    const body = kind === 'capture' ? { captureId: key, amountMinor, final: true } : { refundId: key, amountMinor }
    await acquirer(`/payments/${id}/${kind}s`, body)
    const [column, status] = kind === 'capture' ? ['captured_minor', 'CAPTURED'] : ['refunded_minor', 'REFUNDED']
    await client.query(`update payments set ${column} = $2, status = $3 where id = $1`, [id, amountMinor, status])
    return { id, status }
  })

const resolvers = {
  Query: {
    payment: async (_: unknown, { id }: { id: string }) =>
      (await pool.query<Row>('select id, status from payments where id = $1', [id])).rows[0],
  },
  Mutation: {
    createPayment: (_: unknown, { key, amountMinor, card }: { key: string; amountMinor: number; card: string }) =>
      inTransaction(async (client) => {
        const id = `classic-${key}`
        const values = [id, key, 'PROCESSING', amountMinor]
        await client.query(
          'insert into payments (id, idempotency_key, status, amount_minor) values ($1, $2, $3, $4)',
          values,
        )
        await acquirer('/payments', {
          ...{ attemptId: id, reference: id, amountMinor: String(amountMinor), currency: 'EUR', capture: false },
          returnUrl: 'http://127.0.0.1/return',
          card: { number: card, expiryMonth: 12, expiryYear: 2030, cvc: '123' },
        })
        await client.query('update payments set status = $2 where id = $1', [id, 'AUTHORIZED'])
        return { id, status: 'AUTHORIZED' }
      }),
    capturePayment: (_: unknown, { key, id }: { key: string; id: string }) => operate('capture', key, id),
    refundPayment: (_: unknown, { key, id }: { key: string; id: string }) => operate('refund', key, id),
  },
}

await pool.query(TABLES)
const yoga = createYoga({ schema: createSchema({ typeDefs, resolvers }), logging: false, maskedErrors: false })
createServer(yoga).listen(Number(PORT), '127.0.0.1', () => process.send?.('ready'))
