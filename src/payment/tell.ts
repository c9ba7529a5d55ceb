import type { ApiEnv } from '../env.ts'
import { sendProjection } from '../event/message.ts'
import type { Log } from './log.ts'
import type { Memory } from './memory.ts'
import { projectionOf } from './read.ts'

/**
 * Puts what is not acknowledged on the queue, and reports to the stack's health when it does so again. A message begins
 * where the acknowledged log ends: one that is lost cannot make a later one look complete. It never throws: what could not
 * be sent is unacknowledged, and the alarm comes back to it.
 */
export async function tell(
  env: Pick<ApiEnv, 'PAYMENT_EVENTS' | 'STACK_HEALTH'>,
  log: Log,
  memory: Memory,
  again: boolean,
): Promise<void> {
  const { state, projectedSeq, untold, paymentId } = log
  if (state === undefined || state.seq <= projectedSeq) return
  const nowMs = Date.now()
  if (again ? !memory.isResendDue(nowMs, projectedSeq) : state.seq <= memory.sentSeq()) return
  const message = projectionOf(state, untold, again)
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
