import { parseArgs } from 'node:util'
import { burst, burstTable } from './burst/burst.ts'
import { cold } from './cold/cold.ts'
import { coldTable } from './cold/table.ts'
import { cost, costTable } from './cost.ts'
import { createAndConfirm } from './createAndConfirm.ts'
import { document } from './document.ts'
import { failover } from './failover/failover.ts'
import { failoverTable } from './failover/table.ts'
import { frame } from './frame/frame.ts'
import { frameTable } from './frame/table.ts'
import { idle, idleTable } from './idle.ts'
import { lists, listsTable } from './lists/lists.ts'
import { sockets, socketsTable } from './live/idle.ts'
import { live, liveTable } from './live.ts'
import { peer } from './peer/peer.ts'
import { peerTable } from './peer/table.ts'
import { routing } from './routing/routing.ts'
import { routingTable } from './routing/table.ts'
import { shared } from './shared/shared.ts'
import { sharedTable } from './shared/table.ts'
import { createAndConfirmTable } from './table.ts'
import { tokenizeTable } from './tokenize/table.ts'
import { tokenize } from './tokenize/tokenize.ts'

const HELP = `npm run bench [-- NAME] [--json] [--write]

  burst                five times the payments for half a minute, beside a floor that is offered the same
  cold                 the api Worker in a runtime that has just been started, beside a Worker of a few lines
  create-and-confirm   payments through GraphQL with everything on, beside a floor that does only the unavoidable
  cost                 rows and bytes that one payment keeps
  failover             the first gateway breaks under load: how soon the second is tried, and every charge
  frame                the card's frame in a browser whose processor is slowed four times, beside an empty page
  idle                 what 4,000 payments on which nothing happens need
  lists                a million payments in Postgres, and the API's lists over them; installs a Postgres
  live                 from an event's commit to its subscriber, with 1,000 open sockets
  peer                 hold, capture, refund: beside Vendure and a service of single transactions, which it installs
  routing              seeded scenarios: the router beside a single gateway, round robin, a window average and a clairvoyant
  shared               what payments share: Postgres' writes, a merchant's audit log, a webhook endpoint; installs a Postgres
  sockets              what 5,000 sockets on which nothing happens need
  tokenize             cards to tokens, beside a floor that opens a JWE and writes a row

Without a name all of them run. --json prints one JSON object of the same figures as the last line; --write puts the
tables into docs/benchmarks.md.`

const BENCHMARKS = {
  burst: async (progress: (line: string) => void) => {
    const figures = await burst(progress)
    return { figures, table: burstTable(figures) }
  },
  cold: async (progress: (line: string) => void) => {
    const figures = await cold(progress)
    return { figures, table: coldTable(figures) }
  },
  'create-and-confirm': async (progress: (line: string) => void) => {
    const figures = await createAndConfirm(progress)
    return { figures, table: createAndConfirmTable(figures) }
  },
  cost: async (progress: (line: string) => void) => {
    const figures = await cost(progress)
    return { figures, table: costTable(figures) }
  },
  failover: async (progress: (line: string) => void) => {
    const figures = await failover(progress)
    return { figures, table: failoverTable(figures) }
  },
  frame: async (progress: (line: string) => void) => {
    const figures = await frame(progress)
    return { figures, table: frameTable(figures) }
  },
  idle: async (progress: (line: string) => void) => {
    const figures = await idle(progress)
    return { figures, table: idleTable(figures) }
  },
  lists: async (progress: (line: string) => void) => {
    const figures = await lists(progress)
    return { figures, table: listsTable(figures) }
  },
  live: async (progress: (line: string) => void) => {
    const figures = await live(progress)
    return { figures, table: liveTable(figures) }
  },
  peer: async (progress: (line: string) => void) => {
    const figures = await peer(progress)
    return { figures, table: peerTable(figures) }
  },
  routing: async (progress: (line: string) => void) => {
    const figures = routing(progress)
    return { figures, table: routingTable(figures) }
  },
  shared: async (progress: (line: string) => void) => {
    const figures = await shared(progress)
    return { figures, table: sharedTable(figures) }
  },
  sockets: async (progress: (line: string) => void) => {
    const figures = await sockets(progress)
    return { figures, table: socketsTable(figures) }
  },
  tokenize: async (progress: (line: string) => void) => {
    const figures = await tokenize(progress)
    return { figures, table: tokenizeTable(figures) }
  },
} as const

type Name = keyof typeof BENCHMARKS
const isName = (name: string): name is Name => Object.hasOwn(BENCHMARKS, name)

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
const unknown = positionals.filter((name) => !isName(name))
if (values.help || unknown.length > 0) {
  console.log(unknown.length > 0 ? `There is no benchmark ${unknown.join(', ')}.\n\n${HELP}` : HELP)
  process.exit(values.help ? 0 : 1)
}

const names = positionals.length > 0 ? positionals.filter(isName) : (Object.keys(BENCHMARKS) as Name[])
const results: Record<string, unknown> = {}
for (const name of names) {
  const { figures, table } = await BENCHMARKS[name]((line) => console.error(line))
  results[name] = figures
  console.log(`\n${table}\n`)
  if (values.write) document(name, table)
}
if (values.json) console.log(JSON.stringify(results))
