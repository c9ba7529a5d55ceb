import { activityOfPayment } from '../activity/service.ts'
import type { ApiEnv } from '../env.ts'
import { sendProjection } from '../event/message.ts'
import { log as report } from '../http/log.ts'
import { type Log, readEventsAfter, withAnnounced, withProjected, writeTold } from './log.ts'
import type { Memory } from './memory.ts'
import { announcementOf, projectionOf } from './read.ts'

/** A feed that is being moved or restarted answers again within moments; after these the alarm comes back to it. */
const RETRIES_MS: readonly number[] = [50, 200, 500, 1_000, 2_000, 4_000]
/** Commits that follow each other at once are announced together. */
const GATHER_MS = 2

interface OutboxPorts {
  readonly env: Pick<ApiEnv, 'ACTIVITY' | 'PAYMENT_EVENTS' | 'STACK_HEALTH'>
  readonly storage: DurableObjectStorage
  readonly background: { waitUntil(work: Promise<unknown>): void }
  readonly memory: Memory
  readonly log: () => Log | undefined
  readonly become: (log: Log) => void
}

export type Outbox = ReturnType<typeof createOutbox>

/**
 * Who hears of a payment's log, each in its own time and each with a number of its own, so that neither waits for the
 * other: the merchant's feed within moments (screens, webhooks), the archive and the read model by the queue. Nothing is
 * lost where an object's memory ends: both numbers are in its row, and what lies beyond them is told by the next.
 */
export function createOutbox(ports: OutboxPorts) {
  const { env, storage, memory } = ports
  let isAnnouncing = false

  /** One part of what the feed does not have. False where there is nothing, or where it does not get on. */
  const announceOnce = async (): Promise<boolean> => {
    const log = ports.log()
    if (log?.state === undefined || log.announcedSeq >= log.state.seq) return false
    const { announcedSeq, paymentId, state, untold } = log
    const isAtHand = (untold[0]?.seq ?? Number.POSITIVE_INFINITY) <= announcedSeq + 1
    const events = isAtHand
      ? untold.filter(({ seq }) => seq > announcedSeq)
      : readEventsAfter(storage.sql, announcedSeq)
    const seq = await activityOfPayment(env, state, paymentId).announce(announcementOf(state, events))
    const now = ports.log()
    if (now !== undefined) ports.become(withAnnounced(now, seq))
    return seq !== announcedSeq
  }

  const announceAll = async (): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, GATHER_MS))
    for (let failures = 0; ; ) {
      try {
        if (!(await announceOnce())) break
        failures = 0
      } catch (error) {
        const waitMs = RETRIES_MS[failures]
        if (waitMs === undefined) {
          report('warn', 'announcement_not_taken', { paymentId: ports.log()?.paymentId, error: String(error) })
          break
        }
        failures += 1
        await new Promise((resolve) => setTimeout(resolve, waitMs))
      }
    }
    isAnnouncing = false
    // Else the word about the projection, which is still to come, writes both numbers down in one.
    const log = ports.log()
    if (log?.state !== undefined && log.projectedSeq === log.state.seq) writeTold(storage, log)
  }

  /**
   * Puts what is not acknowledged on the queue, and reports to the stack's health when it does so again. A message begins
   * where the acknowledged log ends: one that is lost cannot make a later one look complete. It never throws: what could
   * not be sent is unacknowledged, and the alarm comes back to it.
   */
  const project = async (again: boolean): Promise<void> => {
    const log = ports.log()
    if (log?.state === undefined || log.state.seq <= log.projectedSeq) return
    const { state, projectedSeq, untold, paymentId } = log
    const nowMs = Date.now()
    if (again ? !memory.isResendDue(nowMs, projectedSeq) : state.seq <= memory.sentSeq()) return
    const unprojected = untold.filter(({ seq }) => seq > projectedSeq)
    const message = projectionOf(state, unprojected, again)
    // The next part of a long log waits for the word about the part before it.
    if (!again && message.view.seq <= memory.sentSeq()) return
    memory.sent(message.view.seq, nowMs)
    try {
      await sendProjection(env.PAYMENT_EVENTS, [message])
      if (again) await env.STACK_HEALTH.getByName('stack').reported(1)
    } catch (error) {
      console.error(JSON.stringify({ level: 'error', event: 'projection_not_sent', paymentId, error: String(error) }))
    }
  }

  return {
    project,

    /** Tells the merchant's feed what it does not have, behind whatever is going on. */
    announce(): void {
      const log = ports.log()
      if (isAnnouncing || log?.state === undefined || log.announcedSeq >= log.state.seq) return
      isAnnouncing = true
      ports.background.waitUntil(announceAll())
    },

    /** The archive and Postgres have every event up to this seq. False where that is no news. */
    projected(seq: number): boolean {
      const log = ports.log()
      if (log?.state === undefined || seq <= log.projectedSeq || seq > log.state.seq) return false
      const next = withProjected(log, seq)
      ports.become(next)
      writeTold(storage, next)
      return true
    },

    /** Whether the archive and Postgres have all of it. */
    isProjected: (): boolean => {
      const log = ports.log()
      return log?.state?.seq === log?.projectedSeq
    },
  }
}
