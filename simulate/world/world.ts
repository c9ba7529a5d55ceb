import type { Command } from '../../src/payment/command.ts'
import type { Core } from '../bundle.ts'
import { type Actor, createClock, luckOf } from '../platform/clock.ts'
import { createFaults, type Fault } from '../platform/faults.ts'
import { chanceOf } from '../platform/random.ts'
import type { CardKind } from './book.ts'
import { type Client, createClient } from './client.ts'
import type { Evidence, Shown } from './evidence.ts'
import { live } from './life.ts'
import { observed } from './observed.ts'
import {
  ACCOUNTS,
  BEGIN_WITHIN_MS,
  CALLER,
  FAULTS_END_MS,
  LATE_MS,
  MERCHANT,
  OWNER,
  routingIn,
  SET_UP_MS,
  START_MS,
  TYPES,
} from './settings.ts'
import { createStack, type Stack } from './stack.ts'
import { weatherOf } from './weather.ts'

export interface WorldOptions {
  readonly core: Core
  readonly seed: number
  /** Which of the world's payments there are: each lives the same whoever else does. */
  readonly payments: readonly number[]
  /** Faults that are left out, by id. */
  readonly without?: ReadonlySet<string>
  readonly storage?: 'memory' | 'sqlite'
  readonly trace?: (line: string) => void
}

export interface Outcome {
  readonly evidence: Evidence
  readonly faults: readonly Fault<string>[]
  readonly injected: ReadonlyMap<string, number>
  /** What clients threw, which is a fault of the simulator's. */
  readonly thrown: readonly string[]
}

/** Once nothing goes wrong any more: how often it is looked whether everything has come to rest. */
const LOOK_EVERY_MS = 10 * 60_000
const MOST_LOOKS = 60
/** A payment is some hundred happenings, with many faults a thousand; beyond this it is no life but a loop. */
const FEWEST_HAPPENINGS = 30_000
const HAPPENINGS_EACH = 3_000
const ISOLATES = 2
const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567'

/** One world from its beginning to long after its end, and all that could be observed of it. */
export function runWorld({
  core,
  seed,
  payments,
  without = new Set(),
  storage = 'memory',
  trace,
}: WorldOptions): Outcome {
  const clock = createClock(START_MS, FEWEST_HAPPENINGS + payments.length * HAPPENINGS_EACH)
  const thrown: string[] = []
  const note = (line: () => string): void =>
    trace?.(`${((clock.nowMs() - START_MS) / 1_000).toFixed(3).padStart(9)} s  ${line()}`)
  const weather = weatherOf(seed, ACCOUNTS, START_MS, FAULTS_END_MS)
  const faults = createFaults({
    ...{ seed, nowMs: clock.nowMs, beginMs: START_MS + SET_UP_MS, endMs: FAULTS_END_MS, without, ...weather },
    onFault: ({ id, kind }) => note(() => `fault ${id}: ${kind}`),
  })
  const labels = new Map<string, string>()
  const labelOf = (name: string): string => labels.get(name) ?? name
  const stack = createStack({ core, seed, clock, faults, weather, storage, labelOf, trace: note })
  const { env, objects, requests, paymentOf, acquirers } = stack

  const secrets: string[] = []
  const newToken = (kind: CardKind): string => {
    const digit = (text: string) => BASE32[Number(text)] ?? 'a'
    const row = String(secrets.length).padStart(6, '0').replace(/[0-9]/g, digit)
    const secret = `${row}${'canary'.repeat(8)}`.slice(0, 52)
    const token = `tok_0aa${row.padEnd(26, 'a')}_${secret}`
    stack.keepCard(token, kind)
    secrets.push(secret)
    return token
  }
  const watches = Array.from({ length: ISOLATES }, (_, index) =>
    core.createHealthWatch(clock.nowMs, () => `isolate ${index}`),
  )
  for (const account of ACCOUNTS) core.forgetConfiguration(core.accountEntry(account))

  const clientOf = (index: number): Client => {
    const id = core.paymentIdFor(MERCHANT, 'TEST', `order ${index}`)
    labels.set(id, `payment ${index}`)
    const name = `client ${index}`
    const self: Actor = { name, isAlive: true, luck: luckOf(name) }
    const background = { waitUntil: (work: Promise<unknown>) => void work.catch(() => undefined) }
    const chance = chanceOf(seed, name)
    /** As the api Worker does it: what is known of the accounts' health goes with the command. */
    const send = async (command: Command) => {
      const watch = watches[chance.whole(0, ISOLATES - 1)]
      const healthy = (routing: Parameters<Core['withHealth']>[2]) =>
        core.withHealth(env as never, background, routing, watch)
      let whole = command
      if (command.kind === 'confirm') whole = { ...command, routing: await healthy(command.routing) }
      if (command.kind === 'create' && command.confirm !== undefined) {
        whole = { ...command, confirm: { ...command.confirm, routing: await healthy(command.confirm.routing) } }
      }
      return core.sendCommand(env as never, background, paymentOf(id), whole, watch)
    }
    return createClient(self, id, CALLER, chance, {
      ...{ clock, requests, trace: note, endMs: FAULTS_END_MS, token: newToken, send },
      read: async (paymentId, caller) => (await paymentOf(paymentId).read(caller)) as unknown as Shown | null,
      returned: (paymentId, attempt) => paymentOf(paymentId).returned(attempt, {}),
    })
  }

  const ordered = seed % 2 === 0
  const endpointIds = Array.from({ length: weather.endpoints }, (_, index) => `whe_${index}`)
  for (const id of endpointIds) {
    labels.set(id, `endpoint ${id.slice(-1)}`)
    const settings = { url: urlOf(id), apiVersion: '1', selection: 'id', ordered, eventTypes: TYPES }
    const endpoint = stack.endpoints(id).stub as { open(input: unknown): Promise<unknown> }
    clock.after(0, clock.nobody, () => {
      endpoint
        .open({ owner: OWNER, secret: 'whsec_c2VjcmV0', enabled: true, ...settings })
        .catch((error: unknown) => thrown.push(String(error)))
    })
  }
  clock.runUntil(START_MS + SET_UP_MS)

  const clients = payments.map(clientOf)
  for (const client of clients) {
    const of = (attempt: Shown) => ({
      acquirer: acquirers.get(String(attempt.accountId)),
      attemptId: `att_${client.paymentId.slice('pay_'.length)}_${String(attempt.number)}`,
    })
    const ports = {
      routing: () => routingIn(weather),
      challenged: (attempt: Shown, isGood: boolean) => of(attempt).acquirer?.challenged(of(attempt).attemptId, isGood),
      refundElsewhere: (attempt: Shown, minor: bigint) =>
        of(attempt).acquirer?.refundHere(of(attempt).attemptId, minor),
      voidElsewhere: (attempt: Shown) => of(attempt).acquirer?.voidHere(of(attempt).attemptId),
    }
    clock.after(client.chance.whole(0, BEGIN_WITHIN_MS), client.self, () => {
      live(client, ports).catch((error: unknown) => thrown.push(String(error)))
    })
  }

  clock.runUntil(FAULTS_END_MS)
  for (let looks = 1; looks === 1 || (looks <= MOST_LOOKS && isBusy(stack, endpointIds)); looks += 1) {
    const untilMs = FAULTS_END_MS + looks * LOOK_EVERY_MS
    clock.at(untilMs, clock.nobody, () => undefined)
    clock.runUntil(untilMs)
  }
  // From here on only payments wake up by themselves, until none of them has a reason to.
  clock.stopBackground()
  clock.runUntil(LATE_MS)
  for (const client of clients) clock.after(0, client.self, () => void client.read('the last read'))
  clock.runUntil(LATE_MS + 60_000)

  const evidence: Evidence = {
    ...observed(stack, clients, labelOf),
    ...{ owner: OWNER, cascades: weather.cascades, secrets, isAtRest: clock.isAtRest() },
    endpoints: endpointIds.map((id) => ({
      ...{ id, types: TYPES, ordered },
      received: stack.receiver.received(urlOf(id)),
    })),
  }
  for (const { rows } of objects.cells()) rows.close()
  return { evidence, faults: faults.all(), injected: faults.injected(), thrown }
}

const urlOf = (endpointId: string): string => `https://shop.test/${endpointId}`

/** Whether endpoints still have something to send. */
const isBusy = ({ endpoints }: Stack, ids: readonly string[]): boolean =>
  ids.some((id) => {
    const waiting = `SELECT 1 FROM deliveries WHERE status = 'PENDING' LIMIT 1`
    return endpoints(id).cell.rows.exec(waiting, []).length > 0
  })
