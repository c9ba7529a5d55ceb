import type { Spread } from '../figures.ts'
import type { SharedFigures } from './shared.ts'

export function sharedTable({ machine, postgres, audit, webhooks, stations }: SharedFigures): string {
  const lines: readonly (readonly [name: string, value?: Spread | number])[] = [
    [
      `\nPostgres: ${postgres.batches} batches of ${postgres.batch} sales, ${whole(postgres.there)} payments there before`,
    ],
    ['ratio to the floor', postgres.ratio],
    ['batch p50 ms', postgres.product.p50Ms],
    ['batch p99 ms', postgres.product.p99Ms],
    ['floor p50 ms', postgres.floor.p50Ms],
    ['floor p99 ms', postgres.floor.p99Ms],
    ['ms of a core in Postgres, a batch', postgres.product.processorMs],
    ['ms of a core in Postgres, the floor', postgres.floor.processorMs],
    [
      `\naudit log: ${audit.rounds} rounds of ${whole(audit.paymentsPerRound)} sales, each ${audit.events} events in ${audit.announcements} announcements, and ${audit.accesses} accesses to its card`,
    ],
    ['ratio to the floor', audit.ratio],
    ['ms of a core, a sale', audit.log.saleMs],
    ['  of it pulled, hashed and kept', audit.log.keptMs],
    ['  each call that tells of news', audit.log.pokeMs],
    ['floor’s ms of a core, a sale', audit.floor.saleMs],
    ['  of it pulled and kept', audit.floor.keptMs],
    ['  each call that tells of news', audit.floor.pokeMs],
    [
      `\nwebhook endpoint: ${webhooks.rounds} rounds of ${whole(webhooks.events)} events of ${whole(webhooks.bodyBytes)} bytes that wait`,
    ],
    ['ratio to the floor', webhooks.ratio],
    ['ms an event', webhooks.product.eventMs],
    ['  of the first third, the others behind', webhooks.product.firstThirdMs],
    ['  of the last third', webhooks.product.lastThirdMs],
    ['events a second', webhooks.product.perSecond],
    ['floor ms an event', webhooks.floor.eventMs],
    ['floor events a second', webhooks.floor.perSecond],
    ['ms of a core in workerd, an event', webhooks.product.processorMs],
    ['ms of a core in workerd, the floor', webhooks.floor.processorMs],
  ]
  const rows = lines.map(([name, value]) => {
    if (value === undefined) return name
    if (typeof value === 'number') return `  ${name.padEnd(42)}${text(value).padStart(9)}`
    return `  ${name.padEnd(42)}${text(value.median).padStart(9)}   ${text(value.least)} – ${text(value.most)}`
  })
  const counted = Object.entries(stations).map(([name, value]) => `${name} ${value}`)
  return [
    `shared: ${machine.cores} cores (${machine.model}), Node ${machine.node}, state on ${machine.state}, load ${machine.loadBefore} before it began`,
    `${''.padEnd(44)}${'median'.padStart(9)}   least – most`,
    ...rows,
    `\nfor simulate/scale/stations.ts: ${counted.join(', ')}`,
  ].join('\n')
}

const whole = (value: number): string => value.toLocaleString('en-US')
const text = (value: number): string => value.toLocaleString('en-US', { maximumSignificantDigits: 4 })
