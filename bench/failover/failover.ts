import { rmSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type ChildStack, spawnStack } from '../../scripts/stack/child.ts'
import { percentile, rounded } from '../figures.ts'
import { measure } from '../load.ts'
import { statePlace } from '../place.ts'
import { type Book, readBooks, stands } from './books.ts'
import { openShop, type PaymentSeen, type Shop } from './pay.ts'
import { SCENARIOS, type Scenario } from './scenarios.ts'

const CONNECTIONS = 16
/** The fault begins after a third of a round's payments, and ends after two thirds. */
const PER_ROUND = 150
const ROUNDS = 4
/** A breaker waits half a minute at most before it lets a probe through. */
const HEALS_WITHIN_MS = 90_000
/** The object's own alarm looks after 25 s at the latest where nobody waits any more. */
const SETTLES_WITHIN_MS = 90_000

interface Delays {
  readonly count: number
  readonly p50Ms: number
  readonly p99Ms: number
}

export interface ScenarioFigures {
  readonly name: string
  readonly payments: number
  readonly approved: number
  /** Payments whose first attempt met the fault: all others went past it, because the breaker was open. */
  readonly met: number
  /** Of these, whose failure was certain at once, and which had to be found out. */
  readonly certain: number
  readonly resolved: number
  /** From the failure to the second attempt, for each. */
  readonly afterCertain: Delays
  readonly afterResolved: Delays
  /** Charges in both books for paid payments, of which exactly one each stands. */
  readonly charges: number
  readonly standing: number
  readonly givenBack: number
}

export interface FailoverFigures {
  readonly name: 'failover'
  readonly machine: {
    readonly cores: number
    readonly node: string
    readonly state: string
    readonly loadBefore: number
  }
  readonly scenarios: readonly ScenarioFigures[]
}

/** Under load the first gateway breaks in all its ways; what counts is how soon the second is tried, and every charge. */
export async function failover(progress: (line: string) => void): Promise<FailoverFigures> {
  const place = statePlace()
  const [loadBefore = Number.NaN] = loadavg()
  const machine = { cores: cpus().length, node: process.version, state: place.where, loadBefore: rounded(loadBefore) }
  const closers: (() => unknown)[] = [() => rmSync(place.directory, { recursive: true, force: true })]
  try {
    progress(`starting the stack, state on ${place.where}`)
    const stack = await spawnStack({ stateDirectory: join(place.directory, 'stack') })
    closers.push(stack.stop)
    const scenarios: ScenarioFigures[] = []
    for (const scenario of SCENARIOS) {
      const figures = await run(stack, scenario)
      progress(`${figures.name}: ${figures.approved} of ${figures.payments} approved, ${figures.met} met the fault`)
      scenarios.push(figures)
    }
    return { name: 'failover', machine, scenarios }
  } finally {
    for (const close of closers.reverse()) await close()
  }
}

async function run(stack: ChildStack, scenario: Scenario): Promise<ScenarioFigures> {
  const shop = await openShop(stack, CONNECTIONS, ROUNDS * PER_ROUND + 200)
  try {
    await prepare(stack, shop, scenario)
    const payments: PaymentSeen[] = []
    for (let round = 0; round < ROUNDS; round += 1) {
      await measure({ connections: CONNECTIONS, requests: PER_ROUND, timeLimitMs: 120_000 }, async (index) => {
        if (index === Math.floor(PER_ROUND / 3)) await setFault(stack, scenario.fault)
        if (index === Math.floor((PER_ROUND * 2) / 3)) await clearFault(stack)
        payments.push(await shop.pay())
      })
      await clearFault(stack)
      payments.push(...(await untilHealed(shop)))
    }
    return figuresOf(scenario, await settled(shop, payments), await readBooks(stack.sandboxOrigin))
  } finally {
    shop.close()
  }
}

const setFault = (stack: ChildStack, fault: Scenario['fault']) =>
  fetch(`${stack.sandboxOrigin}/a/faults`, { method: 'PUT', body: JSON.stringify({ times: 1_000_000, ...fault }) })
const clearFault = (stack: ChildStack) => fetch(`${stack.sandboxOrigin}/a/faults`, { method: 'DELETE' })

async function prepare(stack: ChildStack, shop: Shop, { timeoutMs, cascade = false }: Scenario): Promise<void> {
  const updated = await shop.operate<{ updateGateway: { message?: string } }>(
    `mutation ($input: UpdateGatewayInput!) { updateGateway(input: $input) { ... on Error { message } } }`,
    { input: { id: stack.accountIds.a, timeoutMs: timeoutMs ?? null } },
  )
  const saved = await shop.operate<{ saveRoutingPolicy: { message?: string } }>(
    `mutation ($input: SaveRoutingPolicyInput!) { saveRoutingPolicy(input: $input) { ... on Error { message } } }`,
    {
      input: {
        rules: [{ name: 'all', when: {}, strategy: 'ORDER', candidates: [], onUnknown: cascade ? 'CASCADE' : 'WAIT' }],
      },
    },
  )
  const problem = updated.updateGateway.message ?? saved.saveRoutingPolicy.message
  if (problem !== undefined) throw new Error(problem)
}

/** Pays now and then until the breaker is closed again, as the traffic of a quiet shop would heal it. */
async function untilHealed(shop: Shop): Promise<readonly PaymentSeen[]> {
  const payments: PaymentSeen[] = []
  const endMs = Date.now() + HEALS_WITHIN_MS
  for (;;) {
    const { gateways } = await shop.operate<{
      gateways: readonly { name: string; health: { breaker: string } | null }[]
    }>('{ gateways { name health { breaker } } }', {})
    const breaker = gateways.find(({ name }) => name === 'a')?.health?.breaker ?? 'CLOSED'
    if (breaker === 'CLOSED') return payments
    if (Date.now() > endMs) throw new Error(`acquirer a is still ${breaker}`)
    if (breaker === 'HALF_OPEN') payments.push(await shop.pay())
    await wait(200)
  }
}

/** Looks again at what its answer left open, until nothing is. */
async function settled(shop: Shop, payments: readonly PaymentSeen[]): Promise<readonly PaymentSeen[]> {
  const endMs = Date.now() + SETTLES_WITHIN_MS
  let open = payments
  const done: PaymentSeen[] = []
  for (;;) {
    const isOpen = ({ status, attempts }: PaymentSeen) =>
      status === 'PROCESSING' ||
      attempts.some((attempt) => attempt.status === 'UNKNOWN' || attempt.status === 'STARTED')
    done.push(...open.filter((payment) => !isOpen(payment)))
    open = open.filter(isOpen)
    if (open.length === 0) return done
    if (Date.now() > endMs) throw new Error(`${open.length} payments are still open: ${open[0]?.id}`)
    await wait(500)
    open = await Promise.all(open.map(shop.read))
  }
}

function figuresOf(
  scenario: Scenario,
  payments: readonly PaymentSeen[],
  { a, b }: { readonly a: Book; readonly b: Book },
): ScenarioFigures {
  const met = payments.filter(
    ({ attempts, wasUnknown }) => attempts[0]?.gateway === 'a' && (attempts.length > 1 || wasUnknown),
  )
  const certain = met.filter(({ wasUnknown }) => !wasUnknown)
  const resolved = met.filter(({ wasUnknown }) => wasUnknown)
  const charges = payments.flatMap(({ id }) => [...(a.get(id) ?? []), ...(b.get(id) ?? [])])
  const paid = payments.filter(({ status }) => status === 'CAPTURED')
  for (const { id, status } of payments) {
    const standing = [...(a.get(id) ?? []), ...(b.get(id) ?? [])].filter(stands)
    const wanted = status === 'CAPTURED' ? 1 : 0
    if (standing.length !== wanted) throw new Error(`${id} is ${status} and has ${standing.length} standing charges`)
  }
  return {
    name: scenario.name,
    payments: payments.length,
    approved: paid.length,
    met: met.length,
    certain: certain.length,
    resolved: resolved.length,
    afterCertain: delaysOf(certain, b, 0),
    afterResolved: delaysOf(resolved, b, scenario.timeoutMs ?? 0),
    charges: charges.length,
    standing: charges.filter(stands).length,
    givenBack: charges.filter((charge) => !stands(charge)).length,
  }
}

/**
 * From the failure to the moment at which the second acquirer wrote its charge into its book, so network, our commit and
 * its own time are in it. A gateway that is down fails when it is called; one that hangs, when its time is over.
 */
function delaysOf(payments: readonly PaymentSeen[], second: Book, timeoutMs: number): Delays {
  const delays = payments.flatMap(({ id, attempts: [first] }) => {
    const charge = second.get(id)?.[0]
    return first === undefined || charge === undefined
      ? []
      : [Date.parse(charge.createdAt) - first.startedAtMs - timeoutMs]
  })
  return { count: delays.length, p50Ms: percentile(delays, 0.5), p99Ms: percentile(delays, 0.99) }
}
