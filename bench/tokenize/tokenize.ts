import { generateKeyPairSync } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { type EncryptionKey, encryptCard } from '../../checkout-widget/frame/encryptCard.ts'
import { spawnStack } from '../../scripts/stack/child.ts'
import { runtimePidFile } from '../../scripts/stack/runtime.ts'
import { type Machine, machineNow } from '../createAndConfirm.ts'
import { type Spread, spreadOf } from '../figures.ts'
import { startFloorRuntime } from '../floor/runtime.ts'
import { clientTo } from '../http.ts'
import { type Load, type Measured, measure } from '../load.ts'
import { statePlace } from '../place.ts'
import { processorMsOf } from '../processorTime.ts'

const PAIRS = 5
/** Some two seconds a round on two cores. */
const BUSY: Load = { connections: 16, requests: 2_000, timeLimitMs: 60_000 }
const ALONE: Load = { connections: 1, requests: 300, timeLimitMs: 30_000 }
const WARM_UP: Load = { connections: 16, requests: 500, timeLimitMs: 60_000 }
const CARD = { number: '4242424242424242', expiryMonth: 12, expiryYear: 2030, cvc: '123' }

/** What the floor's Worker does. */
const PARTS = ['both', 'open', 'write', 'nothing'] as const
type Part = (typeof PARTS)[number]

export interface TokenizeFigures {
  readonly name: 'tokenize'
  readonly machine: Machine
  readonly pairs: number
  readonly at16: {
    readonly requestsPerRound: number
    readonly perSecond: Spread
    readonly floorPerSecond: Spread
    readonly ratio: Spread
    readonly p50Ms: Spread
    readonly p99Ms: Spread
    /** What one takes of a core in workerd, whatever else the machine does. */
    readonly processorMs: Spread
    readonly floorProcessorMs: Spread
  }
  readonly at1: {
    readonly requestsPerRound: number
    readonly p50Ms: Spread
    readonly p99Ms: Spread
    /** The floor, and its parts alone: `nothing` is HTTP and the answer. */
    readonly floorP50Ms: Readonly<Record<Part, Spread>>
    /** What a token takes beyond the floor. */
    readonly beyondFloorP50Ms: Spread
  }
}

type Costed = Measured & { readonly processorMs: number }

interface Sides {
  readonly token: (load: Load) => Promise<Costed>
  readonly floor: (load: Load, part: Part) => Promise<Costed>
}

interface Round {
  readonly token: Costed
  readonly floor: Readonly<Record<Part, Costed>> | { readonly both: Costed }
}

/** `POST /tokens` beside a floor that opens a JWE and writes a row, in turns. */
export async function tokenize(progress: (line: string) => void): Promise<TokenizeFigures> {
  const place = statePlace()
  const machine = machineNow(place.where)
  const closers: (() => unknown)[] = [() => rmSync(place.directory, { recursive: true, force: true })]
  try {
    progress(`starting the stack and the floor, state on ${place.where}`)
    const stack = await spawnStack({ stateDirectory: join(place.directory, 'stack') })
    closers.push(stack.stop)
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const floorKey = { ...pair.publicKey.export({ format: 'jwk' }), kid: 'floor' } as EncryptionKey
    const runtime = await startFloorRuntime(join(place.directory, 'floor'), {
      entryFile: join(import.meta.dirname, 'worker.ts'),
      bindings: { FRAME_KEY: JSON.stringify(pair.privateKey.export({ format: 'jwk' })) },
      objects: { SHARD: 'FloorShard' },
    })
    closers.push(runtime.stop)
    const { keys } = (await (await fetch(`${stack.vaultOrigin}/keys`)).json()) as { keys: readonly EncryptionKey[] }
    const [frameKey] = keys
    if (frameKey === undefined) throw new Error('the vault gave no key')
    const authorization = `Bearer ${stack.keys.publishableKey}`
    const pidFiles = {
      token: runtimePidFile(join(place.directory, 'stack')),
      floor: runtimePidFile(join(place.directory, 'floor')),
    }
    const sides: Sides = {
      token: (load) => posted(load, `${stack.vaultOrigin}/tokens`, frameKey, { authorization }, pidFiles.token),
      floor: (load, part) => posted(load, `${runtime.origin}/${part}`, floorKey, {}, pidFiles.floor),
    }
    await sides.token(WARM_UP)
    for (const part of PARTS) await sides.floor(WARM_UP, part)
    const busy = await rounds(sides, BUSY, progress)
    const alone = await rounds(sides, ALONE, progress)
    return figuresOf(busy, alone, machine)
  } finally {
    for (const close of closers.reverse()) await close()
  }
}

/** The cards are encrypted before the clock starts: that is the browser's work. */
async function posted(
  load: Load,
  address: string,
  key: EncryptionKey,
  headers: Readonly<Record<string, string>>,
  pidFile: string,
): Promise<Costed> {
  const { origin, pathname: path } = new URL(address)
  const bodies = await Promise.all(
    Array.from({ length: load.requests }, async () => JSON.stringify({ jwe: await encryptCard(key, CARD) })),
  )
  const client = clientTo(origin, load.connections)
  const beforeMs = processorMsOf(pidFile)
  const measured = await measure(load, async (index) => {
    const { status, body } = await client.post(path, headers, bodies[index] ?? '')
    if (status !== 201) throw new Error(`${path} answered ${status}: ${body}`)
  })
  client.close()
  return { ...measured, processorMs: (processorMsOf(pidFile) - beforeMs) / measured.count }
}

async function rounds(sides: Sides, load: Load, progress: (line: string) => void): Promise<readonly Round[]> {
  const made: Round[] = []
  for (let pair = 1; pair <= PAIRS; pair += 1) {
    const runFloor = async () => {
      const both = await sides.floor(load, 'both')
      if (load.connections > 1) return { both }
      const [open, write, nothing] = [
        await sides.floor(load, 'open'),
        await sides.floor(load, 'write'),
        await sides.floor(load, 'nothing'),
      ]
      return { both, open, write, nothing }
    }
    // Who goes first changes with every pair.
    const floorBefore = pair % 2 === 0 ? await runFloor() : undefined
    const token = await sides.token(load)
    const floor = floorBefore ?? (await runFloor())
    progress(
      `${load.connections} connections, pair ${pair} of ${PAIRS}: ${Math.round(token.perSecond)}/s, p50 ` +
        `${token.p50Ms.toFixed(2)} ms; floor ${Math.round(floor.both.perSecond)}/s, p50 ${floor.both.p50Ms.toFixed(2)} ms; ` +
        `${token.processorMs.toFixed(2)} and ${floor.both.processorMs.toFixed(2)} ms of a core`,
    )
    made.push({ token, floor })
  }
  return made
}

function figuresOf(busy: readonly Round[], alone: readonly Round[], machine: Machine): TokenizeFigures {
  const of = (from: readonly Round[], value: (round: Round) => number) => spreadOf(from.map(value))
  const floorP50Ms = (part: Part) =>
    of(alone, ({ floor }) => (part in floor ? (floor as Readonly<Record<Part, Costed>>)[part].p50Ms : Number.NaN))
  return {
    name: 'tokenize',
    machine,
    pairs: PAIRS,
    at16: {
      requestsPerRound: BUSY.requests,
      perSecond: of(busy, ({ token }) => token.perSecond),
      floorPerSecond: of(busy, ({ floor }) => floor.both.perSecond),
      ratio: of(busy, ({ token, floor }) => token.perSecond / floor.both.perSecond),
      p50Ms: of(busy, ({ token }) => token.p50Ms),
      p99Ms: of(busy, ({ token }) => token.p99Ms),
      processorMs: of(busy, ({ token }) => token.processorMs),
      floorProcessorMs: of(busy, ({ floor }) => floor.both.processorMs),
    },
    at1: {
      requestsPerRound: ALONE.requests,
      p50Ms: of(alone, ({ token }) => token.p50Ms),
      p99Ms: of(alone, ({ token }) => token.p99Ms),
      floorP50Ms: {
        both: floorP50Ms('both'),
        open: floorP50Ms('open'),
        write: floorP50Ms('write'),
        nothing: floorP50Ms('nothing'),
      },
      beyondFloorP50Ms: of(alone, ({ token, floor }) => token.p50Ms - floor.both.p50Ms),
    },
  }
}
