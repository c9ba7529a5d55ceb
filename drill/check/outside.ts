import type { Evidence } from './evidence.ts'
import { type Finding, lookingFor } from './finding.ts'

export const eventIdOf = (paymentId: string, seq: number): string => `evt_${paymentId.slice('pay_'.length)}_${seq}`

/** I6: every event came to the webhook endpoint at least once, each time under its id with the same bytes. */
export function checkWebhooks({ logs, deliveries }: Pick<Evidence, 'logs' | 'deliveries'>): Finding {
  const look = lookingFor('I6')
  for (const { paymentId, events } of logs) {
    for (const { seq, type } of events) {
      const delivery = deliveries.get(eventIdOf(paymentId, seq))
      look.holds(delivery !== undefined, paymentId, () => `no webhook told event ${seq}, ${type}`)
      look.holds(
        (delivery?.digests.length ?? 1) === 1,
        paymentId,
        () => `event ${seq} came ${delivery?.count} times, with ${delivery?.digests.length} different bodies`,
      )
    }
  }
  return look.finding()
}

/** I7: no byte of a canary's card number or security code in any file, log line or answer. */
export function checkCards({ canary }: Pick<Evidence, 'canary'>): Finding {
  const look = lookingFor('I7')
  for (let index = canary.leaks.length; index < canary.searched; index += 1) look.holds(true, undefined, () => '')
  for (const leak of canary.leaks) look.holds(false, undefined, () => leak)
  return look.finding()
}
