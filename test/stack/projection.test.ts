import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CARDS, eventually, freshKey, freshReference } from './support/client.ts'
import { powerCut, runningStack } from './support/fixture.ts'

const running = runningStack()

/** The launcher's own control server, which only drills use. */
async function databaseFault(fault: object | undefined): Promise<void> {
  const file = JSON.parse(await readFile(join(running.stack.stateDirectory, 'stack.json'), 'utf8'))
  const answer = await fetch(`${file.controlOrigin}/database/faults`, {
    method: fault === undefined ? 'DELETE' : 'POST',
    headers: { authorization: `Bearer ${file.controlSecret}`, 'content-type': 'application/json' },
    body: fault === undefined ? undefined : JSON.stringify(fault),
  })
  if (!answer.ok) throw new Error(await answer.text())
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
