import type { CreateAndConfirmFigures } from './createAndConfirm.ts'
import type { Spread } from './figures.ts'

/** What the engine is wanted to reach; the table says for each figure whether it does. */
const WANTED = { ratioAt16: 0.6, paymentsPerMinute: 10_000, beyondP50Ms: 15 } as const

export function createAndConfirmTable(figures: CreateAndConfirmFigures): string {
  const { at16, at1, machine, pairs, charges } = figures
  const verdict = (reached: boolean, wanted: string) => `${reached ? 'reached' : 'MISSED'}: ${wanted} wanted`
  const lines: readonly (readonly [name: string, spread: Spread | undefined, note?: string])[] = [
    [`16 connections, ${pairs} pairs of ${at16.requestsPerRound}`, undefined],
    [
      'ratio to the floor',
      at16.ratio,
      verdict(at16.ratio.median >= WANTED.ratioAt16, `at least ${WANTED.ratioAt16.toFixed(1)}`),
    ],
    [
      'payments a minute',
      at16.paymentsPerMinute,
      verdict(at16.paymentsPerMinute.median >= WANTED.paymentsPerMinute, 'at least 10,000'),
    ],
    ['payments a second', at16.product],
    ['floor a second', at16.floor],
    ['payment p50 ms', at16.productP50Ms],
    ['payment p99 ms', at16.productP99Ms],
    ['floor p50 ms', at16.floorP50Ms],
    ['floor p99 ms', at16.floorP99Ms],
    ['read model complete after, ms', at16.readModelBehindMs],
    [`1 connection, ${pairs} pairs of ${at1.requestsPerRound}`, undefined],
    ['ratio to the floor', at1.ratio],
    [
      "p50 beyond the acquirer's own, ms",
      at1.beyondP50Ms,
      verdict(at1.beyondP50Ms.median <= WANTED.beyondP50Ms, 'at most 15'),
    ],
    ["p99 beyond the acquirer's p50, ms", at1.beyondP99Ms],
    ["floor's p50 beyond the acquirer's own, ms", at1.floorBeyondP50Ms],
    ['payment p50 ms', at1.productP50Ms],
    ['payment p99 ms', at1.productP99Ms],
    ["acquirer's own p50 ms", at1.acquirerP50Ms],
    ["acquirer's own p99 ms", at1.acquirerP99Ms],
    ['payments a second', at1.product],
    ['floor a second', at1.floor],
  ]
  const rows = lines.map(([name, spread, note = '']) =>
    spread === undefined
      ? `\n${name}`
      : `  ${name.padEnd(44)}${text(spread.median).padStart(9)}   ${`${text(spread.least)} – ${text(spread.most)}`.padEnd(20)} ${note}`.trimEnd(),
  )
  return [
    `create-and-confirm: ${machine.cores} cores (${machine.model}), Node ${machine.node}, state on ${machine.state}, load ${machine.loadBefore} before it began`,
    `${''.padEnd(46)}${'median'.padStart(9)}   least – most`,
    ...rows,
    '',
    `${charges.payments} payments approved, ${charges.charged} charges in the acquirer's book for them, each exactly once`,
  ].join('\n')
}

const text = (value: number): string => value.toLocaleString('en-US', { maximumSignificantDigits: 5 })
