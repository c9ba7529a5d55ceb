import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { createDatabase } from '../../src/db/database.ts'
import { CARDS, eventually, freshKey, freshReference } from './support/client.ts'
import { databaseFault as databaseFaultOf } from './support/databaseFault.ts'
import { powerCut, runningStack } from './support/fixture.ts'
import { rebuilt } from './support/rebuilt.ts'

const running = runningStack()

const databaseFault = (fault: object | undefined): Promise<void> => databaseFaultOf(running, fault)

async function database() {
  const file = JSON.parse(await readFile(join(running.stack.stateDirectory, 'stack.json'), 'utf8'))
  return createDatabase({ DATABASE_URL: file.databaseUrl, DATABASE_FETCH_ENDPOINT: file.databaseFetchEndpoint })
}

interface Row {
  readonly id: string
  readonly status: string
  readonly amountCaptured: { readonly amount: string }
}

const listed = async (): Promise<readonly Row[]> => {
  const query = '{ payments(first: 100) { nodes { id status amountCaptured { amount } } } }'
  return (await running.client.graphql(query)).data?.payments.nodes ?? []
}

/** Every one of these payments stands in the list exactly as its own object tells it. */
async function agree(ids: readonly string[], timeoutMs = 60_000): Promise<void> {
  const rows = await eventually(
    listed,
    (payments) => ids.every((id) => payments.some((row) => row.id === id && row.status === 'CAPTURED')),
    timeoutMs,
  )
  for (const id of ids) {
    const payment = await running.client.read(id)
    const own = rows.filter((row) => row.id === id)
    expect(own).toEqual([{ id, status: payment.status, amountCaptured: payment.amountCaptured }])
  }
}

describe('the read model', () => {
  test('lists are narrowed to a gateway by its name; one that does not exist finds nothing', async () => {
    const { payment } = await running.client.pay()
    await agree([payment.id])
    const byGateway = async (gateway: string): Promise<readonly { readonly id: string }[]> => {
      const query = 'query($gateway: ID) { payments(filter: { gateway: $gateway }) { nodes { id } } }'
      return (await running.client.graphql(query, { gateway })).data.payments.nodes
    }
    expect(await byGateway('a')).toContainEqual({ id: payment.id })
    expect(await byGateway('b')).not.toContainEqual({ id: payment.id })
    expect(await byGateway('nobody')).toEqual([])
  })

  test('PG1 payments are taken while Postgres is down, and the lists catch up', async () => {
    await running.client.pay()
    await databaseFault({ kind: 'down', ms: 0 })
    const paid = await Promise.all(Array.from({ length: 10 }, () => running.client.pay()))
    expect(paid.every(({ payment }) => payment.status === 'CAPTURED')).toBe(true)
    const { errors } = await running.client.graphql('{ payments { nodes { id } } }')
    expect(errors[0].extensions.code).toBe('UNAVAILABLE')
    const ids = paid.map(({ payment }) => payment.id)
    expect((await running.client.read(ids[0] ?? '')).status).toBe('CAPTURED')
    await databaseFault(undefined)
    await agree(ids)
  })

  test('PG2 an answer that Postgres gave and nobody heard changes nothing', async () => {
    await databaseFault({ kind: 'lost_answer', ms: 0, times: 2 })
    const paid = await Promise.all(Array.from({ length: 5 }, () => running.client.pay()))
    await agree(paid.map(({ payment }) => payment.id))
    await databaseFault(undefined)
  })

  test('PG3 payments are as fast as ever while Postgres is slow, and the lists come after', async () => {
    await databaseFault({ kind: 'slow', ms: 1_500 })
    const paid = await Promise.all(Array.from({ length: 15 }, () => running.client.pay()))
    await agree(paid.map(({ payment }) => payment.id))
    const health = await fetch(`${running.stack.apiOrigin}/health`)
    const { projectionLag } = JSON.parse(await health.text())
    expect(projectionLag.maxMs).toBeGreaterThanOrEqual(1_500)
    await databaseFault(undefined)
  })

  test('PG4 restored to ten minutes ago, it is rebuilt from the archive while payments go on', async () => {
    const { client } = running
    const db = await database()
    const before = await Promise.all(Array.from({ length: 4 }, () => client.pay()))
    await agree(before.map(({ payment }) => payment.id))
    // The backup of ten minutes ago, as it will be found after the restore.
    const { rows: backup } = await db.execute<Record<string, unknown>>(sql`select * from payments`)
    const edited = before[3]?.payment.id ?? ''
    for (const { payment } of before.slice(0, 3)) {
      await client.mutate('refundPayment', {
        idempotencyKey: freshKey(),
        paymentId: payment.id,
        amount: client.euros('1.00'),
      })
    }
    const since = await Promise.all(Array.from({ length: 6 }, () => client.pay()))
    await agree(since.map(({ payment }) => payment.id))
    await eventually(
      async () => (await db.execute(sql`select 1 from refunds where status = 'SUCCEEDED'`)).rows.length,
      (refunds) => refunds >= 3,
    )
    for (const table of ['payments', 'refunds', 'disputes', 'projections'])
      await db.execute(sql.raw(`delete from ${table}`))
    await db.execute(
      sql`insert into payments select * from jsonb_populate_recordset(null::payments, ${JSON.stringify(backup)}::jsonb)`,
    )
    await db.execute(sql`update payments set amount_minor = 1 where id = ${edited}`)

    const lost = await rebuilt(running.stack, '--verify')
    expect(lost.code).toBe(1)
    expect(lost.output).toContain(`${edited} payments.amount_minor is "1", should be "1000"`)
    const meanwhile = Promise.all(Array.from({ length: 6 }, () => client.pay()))
    const { code, output } = await rebuilt(running.stack)
    expect([code, output]).toEqual([0, expect.stringMatching(/differences +0$/m)])
    const ids = [...before, ...since, ...(await meanwhile)].map(({ payment }) => payment.id)
    await agree(ids)
  })

  test('QU4 what was in the queue at a power cut is sent again', async () => {
    await databaseFault({ kind: 'slow', ms: 20_000 })
    const paid = await Promise.all(Array.from({ length: 5 }, () => running.client.pay()))
    await powerCut(running)
    await agree(
      paid.map(({ payment }) => payment.id),
      90_000,
    )
  })

  test('QU1 a payment that is told several times stands in the list once, at its newest', async () => {
    const { client } = running
    const { payment } = await client.pay(CARDS.approves, { captureMethod: 'MANUAL' })
    const capture = { paymentId: payment.id, amount: client.euros('2.00'), finalCapture: false }
    for (let count = 0; count < 4; count += 1) {
      await client.mutate('capturePayment', { ...capture, idempotencyKey: freshKey() })
    }
    await client.mutate('cancelPayment', { idempotencyKey: freshKey(), paymentId: payment.id })
    await agree([payment.id])
    const [row] = (await listed()).filter(({ id }) => id === payment.id)
    expect(row?.amountCaptured.amount).toBe('8.00')
  })

  test('the refunds’ and disputes’ lists lead to their payments, newest first and by filter', async () => {
    const { client } = running
    const reference = freshReference()
    const { payment } = await client.pay(CARDS.disputed, { reference })
    await client.mutate('refundPayment', {
      idempotencyKey: freshKey(),
      paymentId: payment.id,
      amount: client.euros('1.00'),
    })
    const lists = async () =>
      (
        await client.graphql(
          `query ($reference: String) {
            payments(filter: { reference: $reference }) { asOf nodes { id reference } }
            refunds(first: 1) { asOf nodes { amount { amount } payment { id } } }
            disputes(first: 1) { nodes { payment { id } } }
          }`,
          { reference },
        )
      ).data
    const found = await eventually(lists, (data) => data?.disputes.nodes[0]?.payment.id === payment.id)
    expect(found.payments.nodes).toEqual([{ id: payment.id, reference }])
    expect(found.refunds.nodes).toEqual([{ amount: { amount: '1.00' }, payment: { id: payment.id } }])
    expect(Date.parse(found.payments.asOf)).toBeGreaterThan(Date.now() - 60_000)
  })
})
