import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { spawnStack } from '../scripts/stack/child.ts'
import { type Machine, machineNow } from './createAndConfirm.ts'
import { needDescriptors } from './descriptors.ts'
import { rounded } from './figures.ts'
import { clientTo } from './http.ts'
import { corePercentOf, processOf } from './live/idle.ts'
import { measure } from './load.ts'
import { statePlace } from './place.ts'

/** The first ones grow what the runtime grows once; what counts is what the others add. */
const FIRST = 1_000
const MORE = 3_000
const CONNECTIONS = 8
/** Three files for each object of the last ten seconds. */
const DESCRIPTORS = 15_000
/** Objects leave memory after ten seconds without anything to do, and so does the read model's work. */
const SETTLE_MS = 25_000
const IDLE_MS = 15_000

export interface IdleFigures {
  readonly name: 'idle'
  readonly machine: Machine
  readonly payments: number
  /** Of the runtime, for each payment that exists and of which nobody wants anything. */
  readonly bytesPerPayment: number
  readonly megabytes: { readonly first: number; readonly all: number }
  /** Of one core, all of them together. */
  readonly corePercent: number
}

const CREATE = `mutation ($input: CreatePaymentInput!) {
  createPayment(input: $input) { ... on CreatePaymentPayload { payment { id } } ... on Error { message } } }`

/** What payments on which nothing happens need of the runtime. Linux only. */
export async function idle(progress: (line: string) => void): Promise<IdleFigures> {
  needDescriptors(DESCRIPTORS, `${FIRST + MORE} payments`)
  const place = statePlace()
  const machine = machineNow(place.where)
  const closers: (() => unknown)[] = [() => rmSync(place.directory, { recursive: true, force: true })]
  try {
    progress(`starting the stack, state on ${place.where}`)
    const stack = await spawnStack({ stateDirectory: join(place.directory, 'stack') })
    closers.push(stack.stop)
    const runtime = processOf(stack)
    const client = clientTo(stack.apiOrigin, CONNECTIONS)
    closers.push(client.close)
    const create = async (name: string, requests: number): Promise<number> => {
      progress(`${requests} payments`)
      await measure({ connections: CONNECTIONS, requests, timeLimitMs: 600_000 }, async (index) => {
        const input = { idempotencyKey: `${name}-${index}`, amount: { amount: '10.00', currency: 'EUR' } }
        const body = JSON.stringify({ query: CREATE, variables: { input } })
        const answer = await client.post('/graphql', { authorization: `Bearer ${stack.keys.secretKey}` }, body)
        if (!answer.body.includes('pay_')) throw new Error(`not created: ${answer.body}`)
      })
      await wait(SETTLE_MS)
      return runtime.kilobytes()
    }
    const first = await create('first', FIRST)
    const all = await create('more', MORE)
    return {
      name: 'idle',
      machine,
      payments: FIRST + MORE,
      bytesPerPayment: Math.round(((all - first) * 1024) / MORE),
      megabytes: { first: rounded(first / 1024), all: rounded(all / 1024) },
      corePercent: rounded(await corePercentOf(runtime, IDLE_MS)),
    }
  } finally {
    for (const close of closers.reverse()) await close()
  }
}

export function idleTable({ machine, payments, bytesPerPayment, megabytes, corePercent }: IdleFigures): string {
  const row = (name: string, value: number) => `  ${name.padEnd(52)}${String(value).padStart(9)}`
  return [
    `idle: ${machine.cores} cores (${machine.model}), Node ${machine.node}, state on ${machine.state}, load ${machine.loadBefore} before`,
    row('memory of the runtime for each further payment, bytes', bytesPerPayment),
    row(`memory of the runtime with ${FIRST} payments, MB`, megabytes.first),
    row(`with ${payments}, MB`, megabytes.all),
    row('time of the runtime for all, % of a core', corePercent),
  ].join('\n')
}
