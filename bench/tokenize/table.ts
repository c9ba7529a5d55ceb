import type { Spread } from '../figures.ts'
import type { TokenizeFigures } from './tokenize.ts'

const WANTED = { p50Ms: 5, perSecond: 1_000 } as const

export function tokenizeTable({ machine, pairs, at16, at1 }: TokenizeFigures): string {
  const verdict = (reached: boolean, wanted: string) => `${reached ? 'reached' : 'MISSED'}: ${wanted} wanted`
  const lines: readonly (readonly [name: string, spread: Spread | undefined, note?: string])[] = [
    [`16 connections, ${pairs} pairs of ${at16.requestsPerRound}`, undefined],
    ['tokens a second', at16.perSecond, verdict(at16.perSecond.median >= WANTED.perSecond, 'at least 1,000')],
    ['floor a second', at16.floorPerSecond],
    ['ratio to the floor', at16.ratio],
    ['token p50 ms', at16.p50Ms],
    ['token p99 ms', at16.p99Ms],
    ['ms of a core in workerd, a token', at16.processorMs],
    ['ms of a core in workerd, the floor', at16.floorProcessorMs],
    [`1 connection, ${pairs} pairs of ${at1.requestsPerRound}`, undefined],
    ['token p50 ms', at1.p50Ms, verdict(at1.p50Ms.median <= WANTED.p50Ms, 'at most 5')],
    ['token p99 ms', at1.p99Ms],
    ['floor p50 ms', at1.floorP50Ms.both],
    ['  of it with the JWE alone', at1.floorP50Ms.open],
    ['  of it with the write alone', at1.floorP50Ms.write],
    ['  of it with neither', at1.floorP50Ms.nothing],
    ['p50 beyond the floor, ms', at1.beyondFloorP50Ms],
  ]
  const rows = lines.map(([name, spread, note = '']) =>
    spread === undefined
      ? `\n${name}`
      : `  ${name.padEnd(34)}${text(spread.median).padStart(9)}   ${`${text(spread.least)} – ${text(spread.most)}`.padEnd(20)} ${note}`.trimEnd(),
  )
  return [
    `tokenize: ${machine.cores} cores (${machine.model}), Node ${machine.node}, state on ${machine.state}, load ${machine.loadBefore} before it began`,
    `${''.padEnd(36)}${'median'.padStart(9)}   least – most`,
    ...rows,
  ].join('\n')
}

const text = (value: number): string => value.toLocaleString('en-US', { maximumSignificantDigits: 4 })
