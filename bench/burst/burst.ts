import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { spawnStack } from '../../scripts/stack/child.ts'
import { chargesByReference, directAcquirer } from '../acquirer.ts'
import { type Machine, machineNow } from '../createAndConfirm.ts'
import { rounded } from '../figures.ts'
import { startFloor } from '../floor/floor.ts'
import { statePlace } from '../place.ts'
import { openTill, payThroughProduct, untilProjected } from '../product.ts'
import { type Offered, offer } from './offer.ts'

const TIMES = 5
const QUIET_MS = 10_000
const BURST_MS = 30_000
/** The burst is what the machine just takes, or the figures would be about a queue that grows for as long as one waits. */
const PART_OF_WHAT_IT_TAKES = 0.8
/** More than are ever under way at what the machine takes. */
const CONNECTIONS = 256

interface Course {
  readonly before: Offered
  readonly burst: Offered
  readonly after: Offered
}

export interface BurstFigures {
  readonly name: 'burst'
  readonly machine: Machine
  /** With 16 connections, as fast as answers come. */
  readonly takesPerSecond: number
  readonly quietPerSecond: number
  readonly product: Course
  readonly floor: Course
  readonly readModelBehindMs: number
  readonly charges: { readonly payments: number; readonly charged: number }
}

/** Payments at a steady rate, five times as many for half a minute, and the steady rate again: beside the floor, offered the same. */
export async function burst(progress: (line: string) => void): Promise<BurstFigures> {
  const place = statePlace()
  const machine = machineNow(place.where)
  const closers: (() => unknown)[] = [() => rmSync(place.directory, { recursive: true, force: true })]
  try {
    progress(`starting the stack and the floor, state on ${place.where}`)
    const stack = await spawnStack({ stateDirectory: join(place.directory, 'stack') })
    closers.push(stack.stop)
    const acquirer = await directAcquirer(stack)
    closers.push(acquirer.close)
    const floor = await startFloor(join(place.directory, 'floor'), acquirer)
    closers.push(floor.stop)

    await floor.pay({ connections: 16, requests: 300, timeLimitMs: 30_000 }, 'warm-up')
    const warm = await payThroughProduct(stack, { connections: 16, requests: 300, timeLimitMs: 60_000 }, 'warm-up')
    const full = await payThroughProduct(stack, { connections: 16, requests: 1_000, timeLimitMs: 60_000 }, 'full')
    const paymentIds = [...warm.paymentIds, ...full.paymentIds]
    await untilProjected(stack, paymentIds.length)
    const takesPerSecond = full.measured.perSecond
    const quietPerSecond = (takesPerSecond * PART_OF_WHAT_IT_TAKES) / TIMES
    progress(`it takes ${rounded(takesPerSecond)}/s: ${rounded(quietPerSecond)}/s, then ${TIMES} times that`)

    const course = async (name: string, send: (index: string) => Promise<void>): Promise<Course> => {
      const offered = (part: string, times: number, forMs: number) =>
        offer(quietPerSecond * times, forMs, (index) => send(`${name}-${part}-${index}`))
      return {
        before: await offered('before', 1, QUIET_MS),
        burst: await offered('burst', TIMES, BURST_MS),
        after: await offered('after', 1, QUIET_MS),
      }
    }
    const cards = Math.ceil((quietPerSecond * (2 * QUIET_MS + TIMES * BURST_MS)) / 1_000)
    progress(`making ${cards} tokens`)
    const till = await openTill(stack, CONNECTIONS, cards)
    closers.push(till.close)
    progress('the burst')
    const product = await course('burst', async (key) => void paymentIds.push(await till.pay(key)))
    const readModelBehindMs = await untilProjected(stack, paymentIds.length)
    progress('the floor’s burst')
    const sender = floor.sender(CONNECTIONS)
    closers.push(sender.close)
    const beside = await course('floor', sender.pay)

    const book = await chargesByReference(stack.sandboxOrigin)
    const wrong = paymentIds.filter((id) => book.get(id) !== 1)
    if (wrong.length > 0) throw new Error(`${wrong.length} payments are not charged exactly once`)
    return {
      name: 'burst',
      machine,
      takesPerSecond: rounded(takesPerSecond),
      quietPerSecond: rounded(quietPerSecond),
      product,
      floor: beside,
      readModelBehindMs: rounded(readModelBehindMs),
      charges: { payments: paymentIds.length, charged: paymentIds.length },
    }
  } finally {
    for (const close of closers.reverse()) await close()
  }
}

export function burstTable({ machine, takesPerSecond, quietPerSecond, product, floor, ...rest }: BurstFigures): string {
  const row = (name: string, ...values: readonly (number | string)[]) =>
    `  ${name.padEnd(34)}${values.map((value) => String(value).padStart(12)).join('')}`
  const parts = ['before', 'burst', 'after'] as const
  const of = (course: Course, value: (offered: Offered) => number) => parts.map((part) => rounded(value(course[part])))
  return [
    `burst: ${machine.cores} cores (${machine.model}), Node ${machine.node}, state on ${machine.state}, load ${machine.loadBefore} before`,
    row('ratio of p99 in the burst to the floor', rounded(product.burst.p99Ms / floor.burst.p99Ms)),
    row('it takes at 16 connections, a second', takesPerSecond),
    row('', ...parts),
    row('payments offered a second', quietPerSecond, rounded(quietPerSecond * TIMES), quietPerSecond),
    row('offered', ...of(product, ({ offered }) => offered)),
    row('failed', ...of(product, ({ failed }) => failed)),
    row('p50 ms', ...of(product, ({ p50Ms }) => p50Ms)),
    row('p99 ms', ...of(product, ({ p99Ms }) => p99Ms)),
    row('longest ms', ...of(product, ({ longestMs }) => longestMs)),
    row('all answered after the last, ms', ...of(product, ({ drainedAfterMs }) => drainedAfterMs)),
    row('floor p50 ms', ...of(floor, ({ p50Ms }) => p50Ms)),
    row('floor p99 ms', ...of(floor, ({ p99Ms }) => p99Ms)),
    row('floor failed', ...of(floor, ({ failed }) => failed)),
    row('read model complete after, ms', rest.readModelBehindMs),
    row('payments, each charged once', rest.charges.payments),
  ].join('\n')
}
