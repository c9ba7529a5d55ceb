import type { Evidence, LoggedEvent, WebhookContent } from './evidence.ts'
import { type Finding, type Looking, lookingFor } from './finding.ts'
import type { Replayed } from './replay.ts'

export const eventIdOf = (paymentId: string, seq: number): string => `evt_${paymentId.slice('pay_'.length)}_${seq}`

/** Of which payment it is, by its id. */
export const paymentIdOf = (eventId: string): string => `pay_${eventId.slice('evt_'.length, eventId.lastIndexOf('_'))}`

/**
 * I6: every event came to the webhook endpoint at least once, each time under its id with the same bytes; what they say is
 * what the log says; and nothing came that is in no log.
 */
export function checkWebhooks(
  { logs, deliveries }: Pick<Evidence, 'logs' | 'deliveries'>,
  histories: ReadonlyMap<string, readonly Replayed[]>,
): Finding {
  const look = lookingFor('I6')
  const known = new Set(logs.flatMap(({ paymentId, events }) => events.map(({ seq }) => eventIdOf(paymentId, seq))))
  for (const eventId of deliveries.keys()) {
    look.holds(known.has(eventId), paymentIdOf(eventId), () => `a webhook told ${eventId}, which is in no log`)
  }
  for (const { paymentId, events } of logs) {
    for (const event of events) {
      const { seq, type } = event
      const delivery = deliveries.get(eventIdOf(paymentId, seq))
      look.holds(delivery !== undefined, paymentId, () => `no webhook told event ${seq}, ${type}`)
      look.holds(
        (delivery?.digests.length ?? 1) === 1,
        paymentId,
        () => `event ${seq} came ${delivery?.count} times, with ${delivery?.digests.length} different bodies`,
      )
      const then = histories.get(paymentId)?.[seq - 1]
      for (const content of delivery?.contents ?? []) checkContent(look, paymentId, event, then, content)
    }
  }
  return look.finding()
}

function checkContent(
  look: Looking,
  paymentId: string,
  { seq, type, data }: LoggedEvent,
  then: Replayed | undefined,
  content: WebhookContent | undefined,
): void {
  if (content === undefined || then === undefined) {
    look.holds(false, paymentId, () => `the webhook of event ${seq} cannot be read, or compared with the log`)
    return
  }
  const told = [content.paymentId, content.seq, content.type, ...standOf(content)]
  const logged = [paymentId, seq, type, ...standOf(then)]
  look.holds(
    told.join() === logged.join(),
    paymentId,
    () => `the webhook of event ${seq} says ${told.join(' ')}, the log ${logged.join(' ')}`,
  )
  const isOfAmount = data.amountMinor !== undefined
  look.holds(
    !isOfAmount || content.eventMinor === Number(data.amountMinor),
    paymentId,
    () => `the webhook of event ${seq}, ${type}, says ${content.eventMinor}, the log ${data.amountMinor}`,
  )
}

const standOf = (
  one: Pick<WebhookContent, 'status' | 'amountMinor' | 'currency' | 'capturedMinor' | 'refundedMinor'>,
) => [one.status, one.amountMinor, one.currency, one.capturedMinor, one.refundedMinor]

/** I7: no byte of a canary's card number or security code in any file, log line or answer. */
export function checkCards({ canary }: Pick<Evidence, 'canary'>): Finding {
  const look = lookingFor('I7')
  for (let index = canary.leaks.length; index < canary.searched; index += 1) look.holds(true, undefined, () => '')
  for (const leak of canary.leaks) look.holds(false, undefined, () => leak)
  return look.finding()
}
