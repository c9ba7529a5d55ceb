import type { Spread } from '../figures.ts'
import type { PeerFigures } from './peer.ts'

export function peerTable({ machine, rounds, jobsPerRound, connections, systems }: PeerFigures): string {
  const rows = systems.map(
    ({ name, perSecond, p50Ms, p99Ms, turnpikeRatio }) =>
      `  ${name.padEnd(34)}${spread(perSecond).padEnd(26)}${spread(p50Ms).padEnd(26)}${spread(p99Ms).padEnd(26)}${spread(turnpikeRatio)}`,
  )
  return [
    `peer: ${machine.cores} cores (${machine.model}), Node ${machine.node}, state on ${machine.state}, load ${machine.loadBefore} before it began`,
    `${rounds} rounds of ${jobsPerRound} jobs (hold, capture in full, refund in full; three GraphQL requests) at ${connections} connections`,
    `  ${''.padEnd(34)}${'jobs a second'.padEnd(26)}${'p50 of a job, ms'.padEnd(26)}${'p99, ms'.padEnd(26)}Turnpike’s rate / this`,
    ...rows,
  ].join('\n')
}

const spread = ({ median, least, most }: Spread): string => `${text(median)} (${text(least)} – ${text(most)})`
const text = (value: number): string => value.toLocaleString('en-US', { maximumSignificantDigits: 3 })
