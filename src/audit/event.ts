import { createHash } from 'node:crypto'
import type { Activity } from '../activity/contract.ts'
import { toJson } from '../money/json.ts'
import type { PaymentEvent } from '../payment/event.ts'
import { canonicalJson } from './canonical.ts'
import type { AuditActor, NewEntry } from './contract.ts'

/**
 * SHA-256, in hex, of the event as canonical JSON, amounts as digits and sealed fields as they are sealed: what the
 * payment's log and the archive have can be held against it, and it tells nothing.
 */
export const eventDigest = (event: PaymentEvent): string =>
  createHash('sha256')
    .update(canonicalJson(JSON.parse(toJson(event))))
    .digest('hex')

const UNKNOWN: AuditActor = { kind: 'unknown' }

/** Events of one payment that follow each other on the same word are one entry: a commit has few authors. */
export function paymentEntries(activities: readonly Activity[]): readonly NewEntry[] {
  const runs: { readonly paymentId: string; readonly events: PaymentEvent[] }[] = []
  for (const { paymentId, event } of activities) {
    const run = runs.at(-1)
    const before = run?.events.at(-1)
    const goesOn = run?.paymentId === paymentId && before?.seq === event.seq - 1 && isSameAuthor(before, event)
    if (goesOn) run.events.push(event)
    else runs.push({ paymentId, events: [event] })
  }
  return runs.map(({ paymentId, events }) => ({
    atMs: events.at(-1)?.occurredAtMs ?? 0,
    actor: events[0]?.by ?? UNKNOWN,
    action: 'payment.event',
    subject: paymentId,
    detail: { events: events.map((event) => ({ seq: event.seq, type: event.type, sha256: eventDigest(event) })) },
  }))
}

const isSameAuthor = ({ by: one }: PaymentEvent, { by: other }: PaymentEvent): boolean =>
  one?.kind === other?.kind && one?.id === other?.id && one?.requestId === other?.requestId
