import { ok, type Result, refuse } from '../../result.ts'
import { sealedAnswer } from './bodies.ts'
import type { Answer } from './contract.ts'
import type { Carried } from './payloads.ts'
import type { Report } from './report.ts'
import type { DeliveryRow } from './rows.ts'
import {
  afterAttempt,
  type Circuit,
  choose,
  circuitAfter,
  nextSendMs,
  overdue,
  PRIORITIES,
  type Situation,
  verdictOf,
  type Waiting,
} from './schedule.ts'
import type { SignedHeaders } from './signature.ts'
import type { EndpointStore } from './store.ts'
import { wordsOf } from './words.ts'

export interface QueuePorts {
  readonly store: EndpointStore
  readonly circuit: Circuit
  readonly ordered: () => boolean
  /** What the delivery carries. Throws where it cannot be had just now. */
  readonly render: (delivery: DeliveryRow) => Promise<Carried>
  /** Its headers. Throws where it cannot be signed. */
  readonly sign: (delivery: DeliveryRow, body: string, atMs: number) => SignedHeaders
  /** One attempt. It throws where nobody knows what became of it. */
  readonly send: (headers: SignedHeaders, body: string) => Promise<Answer>
  /** What was wrong with an attempt on our side; undefined where nothing was. */
  readonly ours: (words: string | undefined) => void
  readonly report: Pick<Report, 'circuit' | 'givenUp'>
  /** The receiver is gone for good. */
  readonly gone: () => void
  /** Something ended: there may be room, and another time to wake up at. */
  readonly changed: () => void
  readonly nowMs: () => number
  readonly chance: () => number
}

const INTERRUPTED: Answer = { error: 'Turnpike was interrupted before the answer came.', durationMs: 0 }

export type Queue = ReturnType<typeof createQueue>

/** The deliveries of one endpoint that wait, and those under way. What it decides is decided by the schedule. */
export function createQueue(ports: QueuePorts) {
  const { store, nowMs, chance } = ports
  const waiting = new Map<number, Waiting>(store.waiting().map((one) => [one.number, one]))
  const running = new Set<number>()
  let { circuit } = ports

  const situation = (): Situation => ({ waiting: waiting.values(), running, circuit, ordered: ports.ordered() })

  const keepCircuit = (next: Circuit): void => {
    const { failures, probeAtMs, pausedUntilMs } = circuit
    const isSame = next.failures === failures && next.probeAtMs === probeAtMs && next.pausedUntilMs === pausedUntilMs
    const heals = probeAtMs !== undefined && next.probeAtMs === undefined
    const opens = probeAtMs === undefined && next.probeAtMs !== undefined
    circuit = next
    if (opens || heals) ports.report.circuit(opens, opens ? next.failures : failures)
    if (!isSame) store.keepCircuit(next)
    if (!heals) return
    store.pullForward(nowMs())
    for (const one of waiting.values()) {
      if (one.dueAtMs > nowMs()) waiting.set(one.number, { ...one, dueAtMs: nowMs() })
    }
  }

  /** What an attempt's end means for its delivery. One that was canceled meanwhile has arrived all the same, or not. */
  const settle = (number: number, answer: Answer): void => {
    const one = waiting.get(number)
    if (one === undefined) {
      if (verdictOf(answer) === 'succeeded') store.end(number, 'SUCCEEDED', nowMs())
      return
    }
    const next = afterAttempt(one, answer, nowMs(), chance())
    if (next.status === 'PENDING') {
      const postponed = { ...one, ...next }
      waiting.set(number, postponed)
      store.postpone(postponed)
      return
    }
    waiting.delete(number)
    store.end(number, next.status, nowMs())
    if (next.status === 'FAILED') ports.report.givenUp([number])
  }

  const rendered = async (delivery: DeliveryRow): Promise<Result<Carried, Answer>> => {
    const startedAtMs = nowMs()
    try {
      return ok(await ports.render(delivery))
    } catch (error) {
      return refuse({ error: `The payload could not be made: ${wordsOf(error)}.`, durationMs: nowMs() - startedAtMs })
    }
  }

  const posted = async (delivery: DeliveryRow, body: string, atMs: number): Promise<Result<Answer, Answer>> => {
    let headers: SignedHeaders
    try {
      headers = ports.sign(delivery, body, atMs)
    } catch (error) {
      return refuse({ error: `It could not be signed: ${wordsOf(error)}.`, durationMs: nowMs() - atMs })
    }
    try {
      return ok(await ports.send(headers, body))
    } catch (error) {
      return refuse({ error: `It is not known what became of it: ${wordsOf(error)}.`, durationMs: nowMs() - atMs })
    }
  }

  const attempt = async (number: number): Promise<void> => {
    const delivery = store.delivery(number)
    if (delivery === undefined) return
    const body = await rendered(delivery)
    // It may have been canceled meanwhile, or all of it removed.
    if (!waiting.has(number)) return
    const atMs = nowMs()
    // Written before the call: the platform lets nothing out of an object before what it wrote is safe.
    const attemptNumber = store.begin(number, body.ok ? body.value.kept : undefined, atMs)
    const sent = body.ok ? await posted(delivery, body.value.body, atMs) : body
    const answer = sent.ok ? sent.value : sent.error
    if (store.waitingOne(number) === undefined) return
    const key = body.ok ? body.value.key : undefined
    store.answered(number, attemptNumber, sealedAnswer(key, delivery.payment_id, answer))
    ports.ours(sent.ok ? undefined : answer.error)
    if (verdictOf(answer) === 'gone') return ports.gone()
    settle(number, answer)
    // Trouble of ours says nothing of the receiver.
    if (sent.ok) keepCircuit(circuitAfter(circuit, answer, nowMs(), chance()))
  }

  const start = (number: number): void => {
    running.add(number)
    const done = () => {
      running.delete(number)
      ports.changed()
    }
    // An attempt that broke off leaves its row without an answer: it is due still, a little later.
    const brokenOff = () => {
      const one = waiting.get(number)
      if (one !== undefined) waiting.set(number, { ...one, dueAtMs: nowMs() + 1_000 })
    }
    attempt(number).catch(brokenOff).finally(done)
  }

  return {
    /** Starts what may start, and gives up what nobody waits for any more. */
    run(): void {
      const late = overdue(situation(), nowMs()).map(({ number }) => number)
      for (const number of late) {
        waiting.delete(number)
        store.end(number, 'FAILED', nowMs())
      }
      if (late.length > 0) ports.report.givenUp(late)
      for (const { number } of choose(situation(), nowMs())) start(number)
    },

    /** A new memory: what another one had under way may have arrived or not, and is sent again. */
    recover(): void {
      for (const { delivery, attempt: number } of store.lost()) {
        store.answered(delivery, number, INTERRUPTED)
        const one = waiting.get(delivery)
        const isFirst = one?.tries === 0
        settle(delivery, INTERRUPTED)
        const after = waiting.get(delivery)
        // At once for the first time. What breaks off every time would otherwise do so for ever.
        if (isFirst && after !== undefined) waiting.set(delivery, { ...after, dueAtMs: nowMs() })
      }
    },

    add(added: readonly Waiting[]): void {
      for (const one of added) waiting.set(one.number, one)
    },

    clear: () => waiting.clear(),
    has: (number: number): boolean => waiting.has(number),
    size: (): number => waiting.size,
    /** How many wait that an operator asked for again in bulk. */
    bulk: (): number => [...waiting.values()].filter(({ priority }) => priority === PRIORITIES.bulk).length,
    isRunning: (): boolean => running.size > 0,
    circuit: (): Circuit => circuit,
    keepCircuit,
    nextMs: (): number | undefined => nextSendMs(situation()),
  }
}
