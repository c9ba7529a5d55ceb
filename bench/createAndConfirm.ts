import { rmSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { type ChildStack, spawnStack } from '../scripts/stack/child.ts'
import { chargesByReference, type DirectAcquirer, directAcquirer } from './acquirer.ts'
import { median, rounded, type Spread, spreadOf } from './figures.ts'
import { type Floor, startFloor } from './floor/floor.ts'
import { type Load, type Measured, measure } from './load.ts'
import { statePlace } from './place.ts'
import { payThroughProduct, untilProjected } from './product.ts'

/** Five of each, in turns: what else the machine does hits both sides alike. */
const PAIRS = 5
/** Some eight seconds a round on two cores, and every token is used well within its quarter of an hour. */
const BUSY: Load = { connections: 16, requests: 2_000, timeLimitMs: 60_000 }
const ALONE: Load = { connections: 1, requests: 300, timeLimitMs: 30_000 }
/** Before anything counts: isolates start, caches fill, code gets compiled. */
const WARM_UP: Load = { connections: 16, requests: 500, timeLimitMs: 60_000 }

export interface Side {
  readonly product: Spread
  readonly floor: Spread
  /** Of each pair, the product's rate as a part of the floor's. */
  readonly ratio: Spread
}

export interface Machine {
  readonly cores: number
  readonly model: string
  readonly node: string
  /** Where the state was kept. */
  readonly state: string
  /** The minute's load average before anything of this was started: what the figures shared the cores with. */
  readonly loadBefore: number
}

export interface CreateAndConfirmFigures {
  readonly name: 'create-and-confirm'
  readonly machine: Machine
  readonly pairs: number
  readonly at16: Side & {
    readonly paymentsPerMinute: Spread
    readonly productP50Ms: Spread
    readonly productP99Ms: Spread
    readonly floorP50Ms: Spread
    readonly floorP99Ms: Spread
    readonly requestsPerRound: number
    /** How long after the last answer the read model had the round's last payment. */
    readonly readModelBehindMs: Spread
  }
  readonly at1: Side & {
    readonly acquirerP50Ms: Spread
    readonly acquirerP99Ms: Spread
    readonly productP50Ms: Spread
    readonly productP99Ms: Spread
    /** What a payment takes beyond the acquirer's own time. */
    readonly beyondP50Ms: Spread
    readonly beyondP99Ms: Spread
    readonly floorBeyondP50Ms: Spread
    readonly requestsPerRound: number
  }
  readonly charges: { readonly payments: number; readonly charged: number }
}

interface Round {
  readonly product: Measured
  readonly floor: Measured
  readonly behindMs: number
  readonly acquirer: Measured | undefined
}

/** Everything that a round needs, started once. */
interface Bench {
  readonly stack: ChildStack
  readonly floor: Floor
  readonly acquirer: DirectAcquirer
  /** Every payment that was approved so far. */
  readonly paymentIds: string[]
}

export async function createAndConfirm(progress: (line: string) => void): Promise<CreateAndConfirmFigures> {
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
    const bench: Bench = { stack, floor, acquirer, paymentIds: [] }

    await runPair(bench, WARM_UP, 'warm-up', true)
    const busy = await runPairs(bench, BUSY, '16', progress)
    const alone = await runPairs(bench, ALONE, '1', progress)
    return figuresOf(busy, alone, machine, await checkCharges(bench))
  } finally {
    for (const close of closers.reverse()) await close()
  }
}

async function runPairs(bench: Bench, load: Load, name: string, progress: (line: string) => void): Promise<Round[]> {
  const rounds: Round[] = []
  for (let pair = 1; pair <= PAIRS; pair += 1) {
    // Who goes first changes with every pair.
    const round = await runPair(bench, load, `${name}-${pair}`, pair % 2 === 1)
    const { product, floor } = round
    progress(
      `${load.connections} connections, pair ${pair} of ${PAIRS}: ${rounded(product.perSecond)}/s, ` +
        `floor ${rounded(floor.perSecond)}/s, ratio ${rounded(product.perSecond / floor.perSecond)}`,
    )
    rounds.push(round)
  }
  return rounds
}

async function runPair(bench: Bench, load: Load, name: string, productFirst: boolean): Promise<Round> {
  const { stack, floor, acquirer, paymentIds } = bench
  const runFloor = () => floor.pay(load, `floor-${name}`)
  const runProduct = async () => {
    const round = await payThroughProduct(stack, load, `bench-${name}`)
    paymentIds.push(...round.paymentIds)
    // Its asynchronous work ends before the floor's turn begins.
    return { measured: round.measured, behindMs: await untilProjected(stack, paymentIds.length) }
  }
  const floorBefore = productFirst ? undefined : await runFloor()
  const { measured, behindMs } = await runProduct()
  const floorMeasured = floorBefore ?? (await runFloor())
  const alone = load.connections === 1
  const direct = alone ? await measure(load, (index) => acquirer.pay(`direct-${name}-${index}`)) : undefined
  return { product: measured, floor: floorMeasured, behindMs, acquirer: direct }
}

/** The acquirer's book has each approved payment once and nothing twice, or the figures are worth nothing. */
async function checkCharges({ stack, paymentIds }: Bench): Promise<CreateAndConfirmFigures['charges']> {
  const book = await chargesByReference(stack.sandboxOrigin)
  const charged = paymentIds.reduce((sum, id) => sum + (book.get(id) ?? 0), 0)
  const wrong = paymentIds.filter((id) => book.get(id) !== 1)
  const unknown = [...book.keys()].filter((reference) => reference.startsWith('pay_')).length - paymentIds.length
  if (wrong.length > 0 || unknown !== 0) {
    throw new Error(`${wrong.length} payments are not charged exactly once, ${unknown} charges belong to no payment`)
  }
  return { payments: paymentIds.length, charged }
}

export function machineNow(state: string): Machine {
  const { length: cores, 0: first } = cpus()
  const [loadBefore = Number.NaN] = loadavg()
  return { cores, model: first?.model ?? 'unknown', node: process.version, state, loadBefore: rounded(loadBefore) }
}

function figuresOf(
  busy: readonly Round[],
  alone: readonly Round[],
  machine: Machine,
  charges: CreateAndConfirmFigures['charges'],
): CreateAndConfirmFigures {
  const of = (rounds: readonly Round[], value: (round: Round) => number) => spreadOf(rounds.map(value))
  const side = (rounds: readonly Round[]): Side => ({
    product: of(rounds, ({ product }) => product.perSecond),
    floor: of(rounds, ({ floor }) => floor.perSecond),
    ratio: of(rounds, ({ product, floor }) => product.perSecond / floor.perSecond),
  })
  // The acquirer's own time is one for all rounds: a slow moment of one direct round must not flatter its pair.
  const acquirerP50Ms = median(alone.map(({ acquirer }) => acquirer?.p50Ms ?? Number.NaN))
  return {
    name: 'create-and-confirm',
    machine,
    pairs: PAIRS,
    at16: {
      ...side(busy),
      paymentsPerMinute: of(busy, ({ product }) => product.perSecond * 60),
      productP50Ms: of(busy, ({ product }) => product.p50Ms),
      productP99Ms: of(busy, ({ product }) => product.p99Ms),
      floorP50Ms: of(busy, ({ floor }) => floor.p50Ms),
      floorP99Ms: of(busy, ({ floor }) => floor.p99Ms),
      requestsPerRound: BUSY.requests,
      readModelBehindMs: of(busy, ({ behindMs }) => behindMs),
    },
    at1: {
      ...side(alone),
      acquirerP50Ms: of(alone, ({ acquirer }) => acquirer?.p50Ms ?? Number.NaN),
      acquirerP99Ms: of(alone, ({ acquirer }) => acquirer?.p99Ms ?? Number.NaN),
      productP50Ms: of(alone, ({ product }) => product.p50Ms),
      productP99Ms: of(alone, ({ product }) => product.p99Ms),
      beyondP50Ms: of(alone, ({ product }) => product.p50Ms - acquirerP50Ms),
      beyondP99Ms: of(alone, ({ product }) => product.p99Ms - acquirerP50Ms),
      floorBeyondP50Ms: of(alone, ({ floor }) => floor.p50Ms - acquirerP50Ms),
      requestsPerRound: ALONE.requests,
    },
    charges,
  }
}
