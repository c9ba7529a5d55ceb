import type { PaymentEvidence, Shown } from '../world/evidence.ts'
import type { Judge } from './finding.ts'
import type { Told } from './log.ts'

/** I5: the merchant's feed has each event once, as the log has it and in the log's order. */
export function judgeFeed(
  judge: Judge,
  { id, label }: PaymentEvidence,
  { events, texts }: Told,
  feed: ReadonlyMap<string, readonly Shown[]>,
): void {
  const own = feed.get(id) ?? []
  const isSame = own.length === events.length && own.every((event, index) => JSON.stringify(event) === texts[index])
  const seqs = () =>
    `the feed has ${own.map(({ seq, type }) => `${seq} ${type}`).join(', ')}; the log ${events.length} events`
  judge.holds('I5', label, isSame, seqs)
}
