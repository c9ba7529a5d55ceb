import type { SubscribeResult } from '../live/contract.ts'
import { createSubscribers, type SubscriberPorts } from '../live/subscribers.ts'
import { longPollMs } from '../live/waiters.ts'
import { ok, refuse } from '../result.ts'
import type { Caller } from './command.ts'
import { type Log, readCommitEnds, readEventsAfter } from './log.ts'
import type { Memory } from './memory.ts'
import { mayRead } from './permission.ts'
import { keyAt, presentOpened } from './present.ts'
import { pageOf, stateAt, statesOf } from './read.ts'
import type { EventPage, PaymentView } from './view.ts'

/** Everyone who may look at one payment at once: its shopper's tabs and its shop's screens, with room. */
const MOST_SUBSCRIBERS = 100

interface LivePorts extends Omit<SubscriberPorts, 'most'> {
  readonly memory: Memory
  readonly log: () => Log | undefined
  /** Finds out first what was under way when an older memory ended. */
  readonly recover: () => void
}

export type Live = ReturnType<typeof createLive>

/** What a payment does for those who follow it, or look back at it. Nothing here changes the payment. */
export function createLive(ports: LivePorts) {
  const { storage, memory } = ports
  const subscribers = createSubscribers({ ...ports, most: MOST_SUBSCRIBERS })

  const readable = (caller: Caller) => {
    ports.recover()
    const log = ports.log()
    return log?.state !== undefined && mayRead(log.state, caller, Date.now()) ? { log, state: log.state } : undefined
  }

  return {
    async subscribe(caller: Caller, connectionId: string): Promise<SubscribeResult> {
      const found = readable(caller)
      if (found === undefined) return refuse('not_found')
      const { id, seq } = found.state
      return subscribers.add(connectionId, id, seq) ? ok({ seq }) : refuse('too_many')
    },

    async readEvents(caller: Caller, after: number, first: number, withViews: boolean): Promise<EventPage | null> {
      const found = readable(caller)
      if (found === undefined) return null
      const { paymentId, sealKey } = found.log
      const events = readEventsAfter(storage.sql, withViews ? 0 : after)
      return pageOf(events, { paymentId, sealKey, erasedSeq: found.state.erasedSeq, after, first, withViews })
    },

    async readStates(caller: Caller, after: number | undefined): Promise<readonly PaymentView[] | null> {
      const found = readable(caller)
      if (found === undefined) return null
      const { log, state } = found
      if (after === undefined) return [presentOpened(state, log.sealKey)]
      if (state.seq <= after) return []
      return statesOf(readEventsAfter(storage.sql, 0), readCommitEnds(storage.sql), {
        ...log,
        erasedSeq: state.erasedSeq,
        after,
      })
    },

    async readAt(caller: Caller, atMs: number): Promise<PaymentView | null> {
      const found = readable(caller)
      if (found === undefined) return null
      const { log, state } = found
      if (atMs >= Date.now()) return presentOpened(state, log.sealKey)
      const then = stateAt(readEventsAfter(storage.sql, 0), readCommitEnds(storage.sql), log.paymentId, atMs)
      return then === undefined
        ? null
        : { ...presentOpened(then, keyAt({ ...log, erasedSeq: state.erasedSeq }, then.seq)), asOfMs: atMs }
    },

    async waitBeyond(caller: Caller, seq: number, timeoutMs: number): Promise<number | null> {
      if (readable(caller) === undefined) return null
      const reached = () => ports.log()?.state?.seq ?? 0
      await memory.until(() => reached() > seq, longPollMs(timeoutMs))
      return reached()
    },

    /** After a commit with events, and once after the object's memory began: what was not told by then is told now. */
    tell(): void {
      const state = ports.log()?.state
      if (state !== undefined) subscribers.tell(state.id, state.seq)
    },

    dueMs: subscribers.dueMs,
  }
}
