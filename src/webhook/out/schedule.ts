import { fullJitterMs } from '../../resilience/backoff.ts'
import type { Answer } from './contract.ts'

/** What is sent first: news, then what failed before, then what an operator asked for again in bulk. */
export const PRIORITIES = { news: 0, retry: 1, bulk: 2 } as const
export type Priority = (typeof PRIORITIES)[keyof typeof PRIORITIES]

/** Calls to one endpoint at once: enough for hundreds of deliveries a second, and few enough for a small shop's server. */
export const CONCURRENCY = 16
/** How long a delivery is tried: a receiver that breaks on a Friday evening is mended on Monday. */
export const DEADLINE_MS = 72 * 3_600_000

/** Retries wait up to 5 s, 10 s, 20 s … 6 h: some dozens within the three days. Never less than a second. */
const RETRY = { baseMs: 5_000, mostMs: 6 * 3_600_000 }
const SHORTEST_RETRY_MS = 1_000
/** A receiver may ask for more patience, but not for more than this at a time. */
const LONGEST_RETRY_AFTER_MS = 3_600_000

/** After so many failures in a row nobody waits at the door any more: one probe at a time, at growing intervals. */
const FAILURES_TO_OPEN = 10
const PROBE = { baseMs: 30_000, mostMs: 15 * 60_000 }

/** What is known of an endpoint's receiver. */
export interface Circuit {
  /** Since the last attempt that succeeded. */
  readonly failures: number
  /** Set while only probes are sent: when the next one may leave. */
  readonly probeAtMs?: number
  /** The receiver itself asked for a pause until then. */
  readonly pausedUntilMs?: number
}

export const HEALTHY: Circuit = { failures: 0 }

/** A delivery that waits, as far as scheduling goes. */
export interface Waiting {
  readonly number: number
  readonly paymentId: string
  readonly seq: number
  readonly priority: Priority
  readonly dueAtMs: number
  readonly deadlineMs: number
  /** Attempts since it was queued (again). */
  readonly tries: number
}

/** What waits beside bulk redeliveries, and bulk redeliveries: both bound what a memory holds, and neither stops the other. */
export const MOST_WAITING = 5_000
export const MOST_BULK = 5_000

/** A delivery that is sent as if it had not been tried before. */
export const afresh = (one: Waiting, priority: Priority, nowMs: number): Waiting => ({
  ...one,
  priority,
  tries: 0,
  dueAtMs: nowMs,
  deadlineMs: nowMs + DEADLINE_MS,
})

export type Verdict = 'succeeded' | 'failed' | 'gone'

/** A redirect is a failure: it is never followed, for nobody checked where it leads. */
export function verdictOf({ status }: Pick<Answer, 'status'>): Verdict {
  if (status === undefined) return 'failed'
  if (status === 410) return 'gone'
  return status >= 200 && status < 300 ? 'succeeded' : 'failed'
}

/** How long the receiver asked us to wait, with 429 and 503 (RFC 9110, 10.2.3): seconds, or a date. */
export function retryAfterMs(
  { status, headers }: Pick<Answer, 'status' | 'headers'>,
  nowMs: number,
): number | undefined {
  const text = headers?.['retry-after']?.trim()
  if (text === undefined || (status !== 429 && status !== 503)) return undefined
  const waitMs = /^[0-9]{1,9}$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - nowMs
  return Number.isNaN(waitMs) ? undefined : Math.min(Math.max(waitMs, 0), LONGEST_RETRY_AFTER_MS)
}

export type Next =
  | { readonly status: 'SUCCEEDED' | 'FAILED' }
  | { readonly status: 'PENDING'; readonly dueAtMs: number; readonly priority: Priority; readonly tries: number }

/** What becomes of a delivery after an attempt. `unit` is chance, in [0, 1). */
export function afterAttempt(waiting: Waiting, answer: Answer, nowMs: number, unit: number): Next {
  if (verdictOf(answer) === 'succeeded') return { status: 'SUCCEEDED' }
  if (nowMs >= waiting.deadlineMs) return { status: 'FAILED' }
  const backoffMs = Math.max(SHORTEST_RETRY_MS, fullJitterMs(waiting.tries, RETRY, unit))
  const waitMs = Math.max(backoffMs, retryAfterMs(answer, nowMs) ?? 0)
  return {
    status: 'PENDING',
    // The last attempt is at the deadline itself.
    dueAtMs: Math.min(nowMs + waitMs, waiting.deadlineMs),
    priority: waiting.priority === PRIORITIES.bulk ? PRIORITIES.bulk : PRIORITIES.retry,
    tries: waiting.tries + 1,
  }
}

/** What is known of the receiver after an attempt. */
export function circuitAfter(circuit: Circuit, answer: Answer, nowMs: number, unit: number): Circuit {
  if (verdictOf(answer) === 'succeeded') return HEALTHY
  const askedMs = retryAfterMs(answer, nowMs)
  // Whoever says when to come back is not down, and is asked again then.
  if (askedMs !== undefined) {
    return { ...circuit, pausedUntilMs: Math.max(circuit.pausedUntilMs ?? 0, nowMs + askedMs) }
  }
  const failures = circuit.failures + 1
  if (failures < FAILURES_TO_OPEN) return { ...circuit, failures }
  const ceilingMs = Math.min(PROBE.mostMs, PROBE.baseMs * 2 ** (failures - FAILURES_TO_OPEN))
  return { ...circuit, failures, probeAtMs: nowMs + Math.floor(ceilingMs * (0.5 + unit / 2)) }
}

export interface Situation {
  readonly waiting: Iterable<Waiting>
  /** The numbers of those whose attempt is under way. */
  readonly running: ReadonlySet<number>
  readonly circuit: Circuit
  readonly ordered: boolean
}

/** Which deliveries leave now, the most urgent first. */
export function choose(situation: Situation, nowMs: number): readonly Waiting[] {
  const { circuit, running } = situation
  if (nowMs < (circuit.pausedUntilMs ?? 0)) return []
  const isProbe = circuit.probeAtMs !== undefined
  if (isProbe && (running.size > 0 || nowMs < (circuit.probeAtMs ?? 0))) return []
  const places = isProbe ? 1 : CONCURRENCY - running.size
  if (places <= 0) return []
  // A probe takes the most urgent one, whether it is due or not: what waits for a receiver that is down is never late.
  const chosen: Waiting[] = []
  for (const one of eligible(situation)) {
    if (isProbe || one.dueAtMs <= nowMs) keepMostUrgent(chosen, one, places)
  }
  return chosen
}

/** Puts it into its place among the most urgent so far. Thousands may wait, of which a handful leaves: nothing is sorted whole. */
function keepMostUrgent(chosen: Waiting[], one: Waiting, places: number): void {
  const last = chosen.at(-1)
  if (chosen.length === places && last !== undefined && byUrgency(last, one) <= 0) return
  const place = chosen.findIndex((other) => byUrgency(one, other) < 0)
  chosen.splice(place < 0 ? chosen.length : place, 0, one)
  if (chosen.length > places) chosen.pop()
}

/** Those that wait for nothing but their time. */
function eligible({ waiting, running, ordered }: Situation): Waiting[] {
  if (!ordered) return [...waiting].filter(({ number }) => !running.has(number))
  // Bulk redeliveries have had their turn: news does not wait for them, and they keep their order among themselves.
  const lanes = [new Map<string, Waiting[]>(), new Map<string, Waiting[]>()] as const
  for (const one of waiting) {
    const heads = lanes[one.priority === PRIORITIES.bulk ? 1 : 0]
    const [head] = heads.get(one.paymentId) ?? []
    if (head === undefined || one.seq < head.seq) heads.set(one.paymentId, [one])
    else if (one.seq === head.seq) heads.get(one.paymentId)?.push(one)
  }
  return lanes.flatMap((heads) => [...heads.values()].flat()).filter(({ number }) => !running.has(number))
}

const byUrgency = (one: Waiting, other: Waiting): number =>
  one.priority - other.priority || one.dueAtMs - other.dueAtMs || one.number - other.number

/** When there is something to send next; undefined where nothing is, or where the end of an attempt tells. */
export function nextSendMs(situation: Situation): number | undefined {
  const { circuit, running } = situation
  if (running.size >= CONCURRENCY) return undefined
  const open = eligible(situation)
  if (open.length === 0) return undefined
  if (circuit.probeAtMs !== undefined) {
    return running.size > 0 ? undefined : Math.max(circuit.probeAtMs, circuit.pausedUntilMs ?? 0)
  }
  const earliestMs = open.reduce((least, { dueAtMs }) => Math.min(least, dueAtMs), Number.POSITIVE_INFINITY)
  return Math.max(earliestMs, circuit.pausedUntilMs ?? 0)
}

/** Those that are given up without another attempt: while only probes are sent nobody else gets one. */
export const overdue = ({ waiting, running, circuit }: Situation, nowMs: number): readonly Waiting[] =>
  circuit.probeAtMs === undefined
    ? []
    : [...waiting].filter(({ number, deadlineMs }) => nowMs >= deadlineMs && !running.has(number))
