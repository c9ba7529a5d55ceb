import type { PaymentEvidence } from '../world/evidence.ts'
import { type Account, stands } from './books.ts'
import type { Judge } from './finding.ts'
import type { Told } from './log.ts'

const ENDED_EMPTY: ReadonlySet<unknown> = new Set(['CANCELED', 'EXPIRED', 'FAILED'])

/** Holds end after a week. One that is let go a day before that has not come to its end. */
const LONG_HELD_MS = 6 * 24 * 3_600_000

/** What ended leaves nothing behind at an acquirer, and nothing ends before somebody wants it to. */
export function judgeEnded(judge: Judge, payment: PaymentEvidence, told: Told, books: readonly Account[]): void {
  const { label, asked, seen } = payment
  const status = seen.findLast(({ by }) => by === 'the last read')?.view.status
  if (ENDED_EMPTY.has(status)) {
    for (const account of books) {
      judge.holds(
        'I1',
        label,
        !stands(account),
        () => `it is ${status}, and attempt ${account.attemptId.slice(-1)} stands`,
      )
    }
  }
  for (const account of books) {
    judge.holds('I5', label, !isRestHeld(account), () => 'the rest of its hold was never let go')
  }
  const stood = books.find(({ attemptId }) => attemptId.endsWith(`_${told.authorizedBy}`))
  const isCanceled = asked.some(({ operation }) => operation === 'cancel')
  const isSale = asked.some(({ captureMethod }) => captureMethod === 'AUTOMATIC')
  if (stood === undefined || isCanceled || isSale) return
  const heldForMs = heldFor(stood)
  judge.holds(
    'I1',
    label,
    heldForMs === undefined || heldForMs >= LONG_HELD_MS,
    () => `its hold was let go after ${(heldForMs ?? 0) / 3_600_000} hours, and nobody had asked for it`,
  )
}

/** Some was captured and some was not, and the shopper's bank still waits for more. */
function isRestHeld({ capturedMinor, heldMinor, isVoided, entries }: Account): boolean {
  if (capturedMinor === 0n || capturedMinor >= heldMinor || isVoided) return false
  // A last capture that fails after all opens again what it had closed.
  const closed = entries.findLast(({ what }) => what === 'closed')
  return closed === undefined || entries.some(({ what, id }) => what === 'capture failed' && id === closed.id)
}

/** How long it was held until we let it go; nothing where somebody else did, in the acquirer's dashboard. */
function heldFor({ entries }: Account): number | undefined {
  const held = entries.find(({ what }) => what === 'held')
  const voided = entries.find(({ what }) => what === 'voided')
  return held === undefined || voided === undefined || voided.id === 'dashboard' ? undefined : voided.atMs - held.atMs
}
