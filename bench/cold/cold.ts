import { randomBytes, randomUUID } from 'node:crypto'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { bundleWorker } from '../../scripts/stack/bundle.ts'
import { ROOT } from '../../scripts/stack/bundles.ts'
import { workerEntry } from '../../scripts/stack/workers.ts'
import { clientSecretFor } from '../../src/access/clientSecret.ts'
import { paymentIdFor } from '../../src/ids/ids.ts'
import { type Machine, machineNow } from '../createAndConfirm.ts'
import { percentile, rounded, type Spread, spreadOf } from '../figures.ts'
import { statePlace } from '../place.ts'
import { floorConfig, workerdConfig } from './config.ts'
import { type Asked, compileConfig, type Start, startOnce } from './start.ts'

/** The first one is not counted, for it fills the system's file cache; each order of the three then comes four times. */
const ROUNDS = 25
/** What ran just before leaves caches behind, so that everyone comes after everyone. */
const ORDERS: readonly (readonly Name[])[] = [
  ['floor', 'notFound', 'query'],
  ['query', 'notFound', 'floor'],
  ['notFound', 'query', 'floor'],
  ['floor', 'query', 'notFound'],
  ['query', 'floor', 'notFound'],
  ['notFound', 'floor', 'query'],
]

const CONFIG_FILE = join(ROOT, 'wrangler.toml')
/** Nothing is reached with it: the address is reserved for documentation. */
const DATABASE_URL = 'postgres://turnpike:none@database.example/turnpike'

export type Timing = Spread & { readonly p90: number }

/** What happens before anyone asks; times run from the moment before the process is spawned. */
export interface Opened {
  readonly listensMs: Timing
  readonly listensProcessorMs: Timing
}

export interface Answered {
  readonly answeredMs: Timing
  readonly answeredProcessorMs: Timing
  readonly warmMs: Timing
}

export interface ColdFigures {
  readonly name: 'cold'
  readonly machine: Machine
  readonly rounds: number
  readonly bytes: { readonly raw: number; readonly gzipped: number }
  readonly floor: Opened & Answered
  /** Two starts of each round: until they are asked they are the same. */
  readonly api: Opened
  /** A first request for a path where there is nothing, or a query with a client secret; the ratio is of `answeredMs`. */
  readonly notFound: Answered & { readonly ratio: Timing }
  readonly query: Answered & { readonly ratio: Timing }
  /** What reading in and evaluating the script takes of a core: all till the port is open, less the floor's. */
  readonly scriptProcessorMs: Timing
}

type Name = 'floor' | 'notFound' | 'query'
type Round = Readonly<Record<Name, Start>>

/** The api Worker in a workerd that has just been spawned, beside one of a few lines. Linux only. */
export async function cold(progress: (line: string) => void): Promise<ColdFigures> {
  const place = statePlace()
  const machine = machineNow(place.where)
  try {
    const signingSecret = randomBytes(32).toString('base64url')
    const { api, floor, bytes } = await built(place.directory, signingSecret)
    const query = queryWith(signingSecret)
    const start: Readonly<Record<Name, () => Promise<Start>>> = {
      floor: () => startOnce(floor, query),
      notFound: () => startOnce(api, NOT_FOUND),
      query: () => startOnce(api, query),
    }
    const rounds: Round[] = []
    for (let index = 0; index < ROUNDS; index += 1) {
      const made: Partial<Record<Name, Start>> = {}
      for (const name of ORDERS[index % ORDERS.length] ?? []) made[name] = await start[name]()
      const round = made as Round
      if (index > 0) rounds.push(round)
      const told = Object.entries(round).map(([name, { answeredMs }]) => `${name} ${Math.round(answeredMs)}`)
      progress(`cold       ${index} of ${ROUNDS - 1}, ms: ${told.join(', ')}`)
    }
    return figuresOf(rounds, bytes, machine)
  } finally {
    rmSync(place.directory, { recursive: true, force: true })
  }
}

/** Bundled and minified as it is deployed. */
async function built(directory: string, signingSecret: string) {
  const [bundleName, floorName] = ['api.js', 'floor.js']
  await bundleWorker(workerEntry(CONFIG_FILE), join(directory, bundleName), { minify: true })
  await bundleWorker(join(import.meta.dirname, 'worker.ts'), join(directory, floorName), { minify: true })
  const secrets = { SIGNING_SECRET: signingSecret, DATABASE_URL }
  const bundle = readFileSync(join(directory, bundleName))
  return {
    api: compileConfig(directory, 'api', workerdConfig({ configFile: CONFIG_FILE, bundleName, secrets })),
    floor: compileConfig(directory, 'floor', floorConfig({ configFile: CONFIG_FILE, bundleName: floorName })),
    bytes: { raw: bundle.length, gzipped: gzipSync(bundle).length },
  }
}

/** Through the router and back: what every route does before its own work. */
const NOT_FOUND: Asked = {
  method: 'GET',
  path: '/nothing-here',
  headers: {},
  body: '',
  status: 404,
  has: 'There is nothing here.',
}

/** The least that an identified client can ask: its secret is decrypted, the document parsed, validated and executed. */
function queryWith(signingSecret: string): Asked {
  const merchantId = `mer_${randomUUID()}`
  const paymentId = paymentIdFor(merchantId, 'LIVE', 'cold')
  const secret = clientSecretFor(signingSecret, { paymentId, merchantId, mode: 'LIVE' })
  const body = JSON.stringify({ query: '{ __typename }' })
  return {
    method: 'POST',
    path: '/graphql',
    headers: {
      authorization: `Bearer ${secret}`,
      'content-type': 'application/json',
      accept: 'application/json',
      'content-length': String(Buffer.byteLength(body)),
    },
    body,
    status: 200,
    has: '"__typename":"Query"',
  }
}

function figuresOf(rounds: readonly Round[], bytes: ColdFigures['bytes'], machine: Machine): ColdFigures {
  const of = (values: readonly number[]): Timing => ({ ...spreadOf(values), p90: rounded(percentile(values, 0.9)) })
  const opened = (starts: readonly Start[]): Opened => ({
    listensMs: of(starts.map(({ listensMs }) => listensMs)),
    listensProcessorMs: of(starts.map(({ listensProcessorMs }) => listensProcessorMs)),
  })
  const answered = (name: Name): Answered => ({
    answeredMs: of(rounds.map((round) => round[name].answeredMs)),
    answeredProcessorMs: of(rounds.map((round) => round[name].answeredProcessorMs)),
    warmMs: of(rounds.map((round) => round[name].warmMs)),
  })
  const ratio = (name: Name) => of(rounds.map((round) => round[name].answeredMs / round.floor.answeredMs))
  return {
    name: 'cold',
    machine,
    rounds: rounds.length,
    bytes,
    floor: { ...opened(rounds.map(({ floor }) => floor)), ...answered('floor') },
    api: opened(rounds.flatMap(({ notFound, query }) => [notFound, query])),
    notFound: { ...answered('notFound'), ratio: ratio('notFound') },
    query: { ...answered('query'), ratio: ratio('query') },
    scriptProcessorMs: of(
      rounds.flatMap(({ floor, notFound, query }) =>
        [notFound, query].map(({ listensProcessorMs }) => listensProcessorMs - floor.listensProcessorMs),
      ),
    ),
  }
}
