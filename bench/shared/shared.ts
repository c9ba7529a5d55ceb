import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { type ChildStack, spawnStack } from '../../scripts/stack/child.ts'
import { createDatabase } from '../../src/db/database.ts'
import { type Machine, machineNow } from '../createAndConfirm.ts'
import { rounded } from '../figures.ts'
import { graphqlClient } from '../graphql.ts'
import { startPostgres } from '../installed/postgres.ts'
import { statePlace } from '../place.ts'
import { payThroughProduct, untilProjected } from '../product.ts'
import { type AuditFigures, measureAudit } from './audit.ts'
import { LOGS, startFloor } from './floor.ts'
import { measurePostgres, type PostgresFigures } from './postgres.ts'
import { readTold } from './told.ts'
import { measureWebhooks, startReceiver, type WebhookFigures, waitingEndpoints } from './webhook.ts'

/** Some 1,200 events: fewer than an endpoint holds at once, and some seconds of delivering. */
const SALES = { connections: 16, requests: 300, timeLimitMs: 60_000 } as const

export interface SharedFigures {
  readonly name: 'shared'
  readonly machine: Machine
  readonly postgres: PostgresFigures
  readonly audit: AuditFigures
  readonly webhooks: WebhookFigures
  /** What `simulate/scale/stations.ts` counts on. */
  readonly stations: {
    readonly postgresBatchMs: number
    readonly auditPaymentMs: number
    readonly webhookEventMs: number
    readonly eventsOfASale: number
  }
}

/** What payments share, each at what it does for them: Postgres' writes, a merchant's audit log, a webhook endpoint. Linux only. */
export async function shared(progress: (line: string) => void): Promise<SharedFigures> {
  const place = statePlace()
  const machine = machineNow(place.where)
  const closers: (() => unknown)[] = [() => rmSync(place.directory, { recursive: true, force: true })]
  try {
    const server = await startPostgres(progress, place.directory)
    closers.push(server.stop)
    const databaseUrl = await server.database('turnpike')
    progress(`starting the stack, state on ${place.where}`)
    const stack = await spawnStack({ stateDirectory: join(place.directory, 'stack'), databaseUrl })
    closers.push(stack.stop)
    const { webhooks, paymentId } = await deliverSales(stack, join(place.directory, 'webhooks'), progress)
    const postgres = await measurePostgres(locationOf(stack), { databaseUrl, pid: server.pid }, progress)
    await stack.stop()
    const told = readTold(stack.stateDirectory, { merchantId: stack.merchantId, mode: 'TEST' }, paymentId)
    const audit = await measureAudit(place.directory, told, progress)
    return {
      name: 'shared',
      machine,
      postgres,
      audit,
      webhooks,
      stations: {
        // What a compute unit has to give. Waiting for a disk or a network is done by several writers side by side.
        postgresBatchMs: postgres.product.processorMs.median,
        auditPaymentMs: audit.log.saleMs.median,
        // Of the one thread that does it all here: waiting for a core that others have is not in it.
        webhookEventMs: webhooks.product.processorMs.median,
        eventsOfASale: rounded(webhooks.events / SALES.requests),
      },
    }
  } finally {
    for (const close of closers.reverse()) await close()
  }
}

/** Sells while every endpoint follows and none delivers; then each has them all before it. Tells the id of one sale. */
async function deliverSales(stack: ChildStack, floorDirectory: string, progress: (line: string) => void) {
  const closers: (() => unknown)[] = []
  try {
    const receiver = await startReceiver()
    closers.push(receiver.close)
    const floor = await startFloor(floorDirectory, LOGS.floor, { event: 0, access: 0 })
    closers.push(floor.stop)
    const graphql = graphqlClient(stack.apiOrigin, '/graphql', 1)
    closers.push(graphql.close)
    const endpoints = await waitingEndpoints(graphql, stack.keys.operatorKey, receiver.url)
    progress(`paying ${SALES.requests} times`)
    const { paymentIds } = await payThroughProduct(stack, SALES, 'shared')
    await untilProjected(stack, SALES.requests)
    const events = await eventsIn(stack)
    const webhooks = await measureWebhooks({ stack, endpoints, receiver, events }, floor, progress)
    return { webhooks, paymentId: paymentIds[0] ?? '' }
  } finally {
    for (const close of closers.reverse()) await close()
  }
}

const locationOf = ({ databaseUrl, databaseFetchEndpoint }: ChildStack) => ({
  DATABASE_URL: databaseUrl,
  ...(databaseFetchEndpoint === undefined ? {} : { DATABASE_FETCH_ENDPOINT: databaseFetchEndpoint }),
})

/** A payment's `seq` is that of its newest event, and they are counted from one. */
async function eventsIn(stack: ChildStack): Promise<number> {
  const { rows } = await createDatabase(locationOf(stack)).execute<{ events: string }>(
    sql`select sum(seq) as events from payments`,
  )
  return Number(rows[0]?.events)
}
