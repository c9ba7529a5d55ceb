import { readFileSync, rmSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type ChildStack, spawnStack } from '../../scripts/stack/child.ts'
import { runtimePidFile } from '../../scripts/stack/runtime.ts'
import { needDescriptors } from '../descriptors.ts'
import { rounded } from '../figures.ts'
import { clientTo } from '../http.ts'
import { measure } from '../load.ts'
import { statePlace } from '../place.ts'
import { type IdleSocket, idleSocket } from './socket.ts'

/** Shoppers who look at their payment, each with its client secret, and screens that follow the merchant with a key. */
const SHOPPERS = 5_000
const SCREENS = 500
/** So many at once: an object keeps three files open until it hibernates, and descriptors are few. */
const OPENING = 8
/** One a socket, and what objects hold open until they hibernate. */
const DESCRIPTORS = 15_000
/** Objects hibernate after ten seconds without anything to do. */
const SETTLE_MS = 20_000
const IDLE_MS = 90_000
/** Linux counts a process's time in these. */
const TICK_MS = 10

const PAYMENT = 'subscription ($id: ID!) { payment(id: $id) { status } }'
const FEED = 'subscription ($after: String) { paymentActivity(after: $after) { cursor } }'

interface Idle {
  readonly sockets: number
  /** Of one core, all of these sockets together, beyond what the stack uses without them. */
  readonly corePercent: number
}

export interface SocketsFigures {
  readonly name: 'sockets'
  readonly machine: { readonly cores: number; readonly model: string; readonly node: string; readonly state: string }
  readonly withoutCorePercent: number
  readonly shoppers: Idle
  /** An upper bound: the runtime keeps what opening them took. What comes after them finds that, and is not measured. */
  readonly shopperKilobytes: number
  readonly screens: Idle
}

/** Opens sockets on which nothing happens, and measures what the runtime needs for them. Linux only. */
export async function sockets(progress: (line: string) => void): Promise<SocketsFigures> {
  needDescriptors(DESCRIPTORS, `${SHOPPERS} sockets`)
  const place = statePlace()
  const closers: (() => unknown)[] = [() => rmSync(place.directory, { recursive: true, force: true })]
  try {
    progress(`starting the stack, state on ${place.where}`)
    const stack = await spawnStack({ stateDirectory: join(place.directory, 'stack') })
    closers.push(stack.stop)
    const runtime = processOf(stack)
    const api = apiOf(stack)
    closers.push(api.close)
    const open: IdleSocket[] = []
    closers.push(() => {
      for (const socket of open) socket.close()
    })

    progress(`creating ${SHOPPERS} payments`)
    const payments: { id: string; clientSecret: string }[] = []
    await measure({ connections: OPENING, requests: SHOPPERS, timeLimitMs: 600_000 }, async (index) => {
      payments.push(await api.create(index))
    })
    await wait(SETTLE_MS)
    const withoutCorePercent = await corePercentOf(runtime, IDLE_MS / 3)

    const hold = async (count: number, opened: (index: number) => Promise<IdleSocket>): Promise<Idle> => {
      await measure({ connections: OPENING, requests: count, timeLimitMs: 600_000 }, async (index) => {
        open.push(await opened(index))
      })
      await wait(SETTLE_MS)
      const corePercent = await corePercentOf(runtime, IDLE_MS)
      const lost = open.filter((socket) => !socket.isOpen()).length
      if (lost > 0) throw new Error(`${lost} of ${count} idle sockets were closed`)
      return { sockets: count, corePercent: rounded(Math.max(0, corePercent - withoutCorePercent)) }
    }
    progress(`holding ${SHOPPERS} shoppers' sockets for ${IDLE_MS / 1000} s`)
    const kilobytesBefore = runtime.kilobytes()
    const shoppers = await hold(SHOPPERS, async (index) => {
      const payment = payments[index]
      if (payment === undefined) throw new Error('fewer payments than shoppers')
      return idleSocket(stack.apiOrigin, payment.clientSecret, { query: PAYMENT, variables: { id: payment.id } })
    })
    const shopperKilobytes = rounded((runtime.kilobytes() - kilobytesBefore) / SHOPPERS)
    for (const socket of open.splice(0)) socket.close()
    await wait(SETTLE_MS)
    progress(`holding ${SCREENS} sockets of a key for ${IDLE_MS / 1000} s`)
    const after = await api.beforeNewest()
    const screens = await hold(SCREENS, () =>
      idleSocket(stack.apiOrigin, stack.keys.operatorKey, { query: FEED, variables: { after } }),
    )
    return {
      name: 'sockets',
      machine: {
        cores: cpus().length,
        model: cpus()[0]?.model ?? 'unknown',
        node: process.versions.node,
        state: place.where,
      },
      withoutCorePercent: rounded(withoutCorePercent),
      shoppers,
      shopperKilobytes,
      screens,
    }
  } finally {
    for (const close of closers.reverse()) await close()
  }
}

function apiOf(stack: ChildStack) {
  const client = clientTo(stack.apiOrigin, OPENING)
  const authorization = `Bearer ${stack.keys.secretKey}`
  const ask = async (query: string, variables: object = {}) => {
    const { body } = await client.post('/graphql', { authorization }, JSON.stringify({ query, variables }))
    const { data, errors } = JSON.parse(body)
    if (errors !== undefined) throw new Error(`refused: ${body}`)
    return data
  }
  const CREATE = `mutation ($input: CreatePaymentInput!) {
    createPayment(input: $input) { ... on CreatePaymentPayload { clientSecret payment { id } } } }`
  return {
    create: async (index: number): Promise<{ id: string; clientSecret: string }> => {
      const input = { idempotencyKey: `idle-${index}`, amount: { amount: '10.00', currency: 'EUR' } }
      const { payment, clientSecret } = (await ask(CREATE, { input })).createPayment
      return { id: payment.id, clientSecret }
    },
    /** A place with one event behind it, so that a feed has something to begin with. */
    beforeNewest: async (): Promise<string> =>
      (await ask('{ paymentActivity(first: 2) { nodes { cursor } } }')).paymentActivity.nodes[1].cursor,
    close: client.close,
  }
}

export interface RuntimeProcess {
  kilobytes(): number
  cpuMs(): number
}

/** workerd of this stack, as Linux shows it. */
export function processOf({ stateDirectory }: ChildStack): RuntimeProcess {
  const pid = readFileSync(runtimePidFile(stateDirectory), 'utf8').trim()
  return {
    kilobytes: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]),
    cpuMs: () => {
      // What stands before the last bracket is the program's name; user and system time are the 12th and 13th behind it.
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
      return (Number(fields[11]) + Number(fields[12])) * TICK_MS
    },
  }
}

export async function corePercentOf(runtime: RuntimeProcess, forMs: number): Promise<number> {
  const [cpuBeforeMs, startedAtMs] = [runtime.cpuMs(), performance.now()]
  await wait(forMs)
  return ((runtime.cpuMs() - cpuBeforeMs) / (performance.now() - startedAtMs)) * 100
}

export function socketsTable({
  machine,
  withoutCorePercent,
  shoppers,
  shopperKilobytes,
  screens,
}: SocketsFigures): string {
  const row = (name: string, value: number) => `  ${name.padEnd(52)}${String(value).padStart(9)}`
  const rows = (name: string, { sockets: count, corePercent }: Idle) => [
    row(`idle sockets of ${name}`, count),
    row('time of the runtime for all, % of a core', corePercent),
  ]
  return [
    `sockets: ${machine.cores} cores (${machine.model}), Node ${machine.node}, state on ${machine.state}`,
    row('time of the runtime without any, % of a core', withoutCorePercent),
    ...rows('shoppers', shoppers),
    row('memory of the runtime for each, kB, at most', shopperKilobytes),
    ...rows('a key, on the merchant’s feed', screens),
  ].join('\n')
}
