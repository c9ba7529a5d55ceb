import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type ChildStack, spawnStack } from '../scripts/stack/child.ts'
import { percentile, rounded } from './figures.ts'
import { clientTo } from './http.ts'
import { followFeed, receiveWebhooks } from './live/follow.ts'
import { measure } from './load.ts'
import { statePlace } from './place.ts'
import { payThroughProduct, untilProjected } from './product.ts'
import { type Connection, subscribed } from './subscriber.ts'

const SOCKETS = 1_000
/** So many sockets open at once, so that the opening is not what is measured. */
const OPENING = 8
/** A change at most every so often: some 40 a second, the pace of a busy shop. */
const PACE_MS = 20
/** Three a fresh object until it is idle, and a payment and a connection each for every socket. */
const DESCRIPTORS = 10_000
const ARRIVES_WITHIN_MS = 5_000
/** As fast as it goes, for some twenty seconds: beyond 10,000 a minute where the machine has nothing else to do. */
const PAYING = { connections: 16, requests: 4_000, timeLimitMs: 60_000 } as const

export interface LiveFigures {
  readonly name: 'live'
  readonly machine: { readonly cores: number; readonly model: string; readonly node: string; readonly state: string }
  readonly sockets: number
  readonly events: number
  readonly eventsPerSecond: number
  /** From the event's own time, which is taken when its commit begins, to its arrival at the subscriber. */
  readonly p50Ms: number
  readonly p99Ms: number
  readonly mostMs: number
  /** The same events, to one operator's screen that follows the whole merchant, and to a webhook endpoint's first attempt. */
  readonly feed: { readonly events: number; readonly p50Ms: number; readonly p99Ms: number }
  readonly webhooks: { readonly events: number; readonly p50Ms: number; readonly p99Ms: number }
  /** Payments at full speed, and how old events were when the read model had them, as `/health` tells of the last minute. */
  readonly projection: {
    readonly paymentsPerMinute: number
    readonly lagP50Ms: number
    readonly lagP99Ms: number
    readonly lagMostMs: number
    readonly behindMs: number
  }
  /** Creating the payment, opening the socket and getting the first event replayed. */
  readonly openP50Ms: number
  readonly openP99Ms: number
}

/** Many sockets, each with a payment of its own; then every payment changes, one after the other. */
export async function live(progress: (line: string) => void): Promise<LiveFigures> {
  checkDescriptors()
  const place = statePlace()
  const closers: (() => unknown)[] = [() => rmSync(place.directory, { recursive: true, force: true })]
  try {
    progress(`starting the stack, state on ${place.where}`)
    const stack = await spawnStack({ stateDirectory: join(place.directory, 'stack') })
    closers.push(stack.stop)
    const api = apiOf(stack)
    closers.push(api.close)

    progress(`opening ${SOCKETS} sockets, each on a payment of its own`)
    const connections: Connection[] = []
    closers.push(() => {
      for (const connection of connections) connection.close()
    })
    const opened = await measure({ connections: OPENING, requests: SOCKETS, timeLimitMs: 300_000 }, async (index) => {
      const id = await api.create(index)
      connections.push(await subscribed(stack.apiOrigin, stack.keys.secretKey, id))
    })

    const feed = await followFeed(stack)
    closers.push(feed.close)
    const webhooks = await receiveWebhooks(stack)
    closers.push(webhooks.close)

    progress('changing every payment')
    const startedAtMs = performance.now()
    const latencies: number[] = []
    for (const connection of connections) {
      const arrival = connection.nextEvent(ARRIVES_WITHIN_MS)
      await Promise.all([api.cancel(connection.paymentId), wait(PACE_MS)])
      const { event, receivedAtMs } = await arrival
      latencies.push(receivedAtMs - Date.parse(event.occurredAt))
    }
    const seconds = (performance.now() - startedAtMs) / 1_000
    await untilAllArrived([feed.latenciesMs, webhooks.latenciesMs])
    const stillOpen = connections.filter(({ isOpen }) => isOpen()).length
    if (stillOpen < SOCKETS) throw new Error(`only ${stillOpen} of ${SOCKETS} sockets stayed open`)
    for (const connection of connections) connection.close()
    feed.close()

    progress('paying at full speed')
    const { measured, paymentIds } = await payThroughProduct(stack, PAYING, 'projection')
    const behindMs = await untilProjected(stack, paymentIds.length)
    const { projectionLag } = (await (await fetch(`${stack.apiOrigin}/health`)).json()) as {
      projectionLag: { p50Ms: number; p99Ms: number; maxMs: number } | null
    }
    if (projectionLag === null) throw new Error('nobody knows how far the read model lags behind')
    return {
      name: 'live',
      machine: {
        cores: cpus().length,
        model: cpus()[0]?.model ?? 'unknown',
        node: process.versions.node,
        state: place.where,
      },
      sockets: SOCKETS,
      events: latencies.length,
      eventsPerSecond: rounded(latencies.length / seconds),
      p50Ms: percentile(latencies, 0.5),
      p99Ms: percentile(latencies, 0.99),
      mostMs: Math.max(...latencies),
      feed: arrivalsOf(feed.latenciesMs),
      webhooks: arrivalsOf(webhooks.latenciesMs),
      projection: {
        paymentsPerMinute: rounded(measured.perSecond * 60),
        lagP50Ms: projectionLag.p50Ms,
        lagP99Ms: projectionLag.p99Ms,
        lagMostMs: projectionLag.maxMs,
        behindMs: rounded(behindMs),
      },
      openP50Ms: rounded(opened.p50Ms),
      openP99Ms: rounded(opened.p99Ms),
    }
  } finally {
    for (const close of closers.reverse()) await close()
  }
}

const arrivalsOf = (latenciesMs: readonly number[]) => ({
  events: latenciesMs.length,
  p50Ms: percentile([...latenciesMs], 0.5),
  p99Ms: percentile([...latenciesMs], 0.99),
})

async function untilAllArrived(arrivals: readonly (readonly number[])[]): Promise<void> {
  for (const endMs = Date.now() + ARRIVES_WITHIN_MS; Date.now() < endMs; await wait(50)) {
    if (arrivals.every(({ length }) => length >= SOCKETS)) return
  }
  throw new Error(`only ${arrivals.map(({ length }) => length).join(' and ')} of ${SOCKETS} events arrived`)
}

function checkDescriptors(): void {
  const limit = execFileSync('sh', ['-c', 'ulimit -n'], { encoding: 'utf8' }).trim()
  if (limit !== 'unlimited' && Number(limit) < DESCRIPTORS) {
    throw new Error(`${SOCKETS} sockets need ${DESCRIPTORS} file descriptors: run \`ulimit -n ${DESCRIPTORS}\` first`)
  }
}

function apiOf(stack: ChildStack) {
  const client = clientTo(stack.apiOrigin, OPENING)
  const authorization = `Bearer ${stack.keys.secretKey}`
  const mutate = async (name: string, input: object): Promise<string> => {
    const type = name.charAt(0).toUpperCase() + name.slice(1)
    const query = `mutation ($input: ${type}Input!) { ${name}(input: $input) { ... on ${type}Payload { payment { id } } } }`
    const { body } = await client.post('/graphql', { authorization }, JSON.stringify({ query, variables: { input } }))
    const { data } = JSON.parse(body) as { data?: Record<string, { payment?: { id: string } }> }
    const id = data?.[name]?.payment?.id
    if (id === undefined) throw new Error(`${name} was refused: ${body}`)
    return id
  }
  return {
    create: (index: number) =>
      mutate('createPayment', { idempotencyKey: `live-${index}`, amount: { amount: '10.00', currency: 'EUR' } }),
    cancel: (paymentId: string) => mutate('cancelPayment', { idempotencyKey: 'cancel', paymentId }),
    close: client.close,
  }
}

/** What live delivery is wanted to reach. */
const WANTED = { p50Ms: 20, p99Ms: 100, webhookP50Ms: 100, lagP99Ms: 2_000 } as const

export function liveTable(figures: LiveFigures): string {
  const { machine } = figures
  const row = (name: string, value: number, wanted?: number) => {
    const verdict = wanted === undefined ? '' : `${value <= wanted ? 'reached' : 'MISSED'}: at most ${wanted} wanted`
    return `  ${name.padEnd(44)}${String(value).padStart(9)}   ${verdict}`.trimEnd()
  }
  return [
    `live: ${machine.cores} cores (${machine.model}), Node ${machine.node}, state on ${machine.state}`,
    row('open sockets', figures.sockets),
    row('events a second', figures.eventsPerSecond),
    row('event committed to subscriber, p50 ms', figures.p50Ms, WANTED.p50Ms),
    row('event committed to subscriber, p99 ms', figures.p99Ms, WANTED.p99Ms),
    row('the slowest, ms', figures.mostMs),
    row('the same events in the merchant’s feed, p50 ms', figures.feed.p50Ms, WANTED.p50Ms),
    row('the same events in the merchant’s feed, p99 ms', figures.feed.p99Ms, WANTED.p99Ms),
    row('first attempt of their webhooks, p50 ms', figures.webhooks.p50Ms, WANTED.webhookP50Ms),
    row('first attempt of their webhooks, p99 ms', figures.webhooks.p99Ms),
    row('payments a minute, meanwhile', figures.projection.paymentsPerMinute),
    row('their read model’s lag, p50 ms', figures.projection.lagP50Ms),
    row('their read model’s lag, p99 ms', figures.projection.lagP99Ms, WANTED.lagP99Ms),
    row('the most, ms', figures.projection.lagMostMs),
    row('read model complete after the last answer, ms', figures.projection.behindMs),
    row('payment created, socket open, replayed, p50 ms', figures.openP50Ms),
    row('payment created, socket open, replayed, p99 ms', figures.openP99Ms),
  ].join('\n')
}
