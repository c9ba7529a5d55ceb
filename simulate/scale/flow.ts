import { percentile } from '../../bench/figures.ts'
import type { Station } from './stations.ts'
import { type Arrival, arrivals, randomOf, SHARES } from './traffic.ts'

export interface Passed {
  readonly station: Station
  /** Of the busiest instance: the part of the time in which it serves. Above 1 its queue grows for ever. */
  readonly busiest: number
  readonly p99WaitMs: number
}

/** More visits than these say nothing more about the same rate. */
const MOST_VISITS = 300_000
const SECONDS = 20

/**
 * Sends a stream of payments through one station and tells how long they wait there. First come, first served; the visits
 * of one payment lie apart and count as arrivals of their own. Service times are exponential around the mean, which is
 * worse than what is measured.
 */
export function pass(station: Station, perSecond: number, seed: number): Passed {
  const visitsPerSecond = perSecond * station.visits
  const count = Math.min(MOST_VISITS, Math.ceil(visitsPerSecond * SECONDS))
  const random = randomOf(seed + 1)
  const free = new Map<number, number[]>()
  const servedMs = new Map<number, number>()
  const waitsMs: number[] = []
  let lastMs = 0
  for (const arrival of arrivals(visitsPerSecond, count, seed)) {
    const instance = instanceOf(station, arrival)
    const serviceMs = -Math.log(1 - random()) * station.serviceMs
    const servers = free.get(instance) ?? Array.from({ length: station.parallel }, () => 0)
    const next = servers.indexOf(Math.min(...servers))
    const startMs = Math.max(arrival.atMs, servers[next] ?? 0)
    servers[next] = startMs + serviceMs
    free.set(instance, servers)
    servedMs.set(instance, (servedMs.get(instance) ?? 0) + serviceMs)
    waitsMs.push(startMs - arrival.atMs)
    lastMs = arrival.atMs
  }
  const busiest = Math.max(0, ...servedMs.values()) / (lastMs * station.parallel)
  return { station, busiest, p99WaitMs: percentile(waitsMs, 0.99) }
}

function instanceOf({ scope, instances }: Station, { merchant, account, hash }: Arrival): number {
  const within = Math.floor(hash * instances)
  switch (scope) {
    case 'deployment':
      return within
    case 'merchant':
      return merchant * instances + within
    case 'account':
      return account * instances + within
  }
}

/** Payments a second, over all merchants, at which the busiest instance has no moment left. */
export function limitOf({ scope, instances, parallel, visits, serviceMs }: Station): number {
  const share = scope === 'deployment' ? 1 : (SHARES[0] ?? 1) / (scope === 'account' ? 3 : 1)
  return (1_000 * instances * parallel) / (visits * serviceMs * share)
}

/** An instance that is busy for longer has no room for a burst. */
const MOST_BUSY = 0.6

/** The station with as many instances as the rate needs; as it is today where that is enough. */
export function sizedFor(station: Station, perSecond: number): Station {
  const wanted = Math.ceil((station.instances * perSecond) / (limitOf(station) * MOST_BUSY))
  return wanted <= station.instances ? station : { ...station, instances: wanted }
}
