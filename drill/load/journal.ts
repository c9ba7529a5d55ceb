import type { Picture, Told } from '../check/evidence.ts'

/** A payment as the stack's client selects it, with the seqs of a read. */
interface Shown {
  readonly id: string
  readonly status: string
  readonly amount: Amount
  readonly amountCaptured: Amount
  readonly amountRefunded: Amount
  readonly nextCheckAt: string | null
  readonly attempts: readonly { readonly id: string; readonly status: string }[]
  readonly captures: readonly Counted[]
  readonly refunds: { readonly nodes: readonly Counted[] }
}

interface Amount {
  readonly amount: string
}

interface Counted {
  readonly id: string
  readonly status: string
  readonly amount: Amount
}

const minorOf = ({ amount }: Amount): number => Math.round(Number(amount) * 100)
const numberOf = (id: string): number => Number(id.split('_').at(-1))
const partOf = ({ id, status, amount }: Counted) => ({ number: numberOf(id), status, amountMinor: minorOf(amount) })

export function pictureOf(payment: unknown): Picture {
  const shown = payment as Shown
  const amountMinor = minorOf(shown.amount)
  return {
    paymentId: shown.id,
    status: shown.status,
    amountMinor,
    capturedMinor: minorOf(shown.amountCaptured),
    refundedMinor: minorOf(shown.amountRefunded),
    nextCheckAt: shown.nextCheckAt,
    attempts: shown.attempts.map(({ id, status }) => ({ number: numberOf(id), status, amountMinor })),
    captures: shown.captures.map(partOf),
    refunds: shown.refunds.nodes.map(partOf),
  }
}

/** What clients were told, in the order in which it came. */
export interface Journal {
  tell(told: Told): void
  told(): readonly Told[]
  /** Requests to which no answer came, by what they were. */
  unanswered(): number
  lost(): void
}

export function createJournal(): Journal {
  const all: Told[] = []
  let unanswered = 0
  return {
    tell: (told) => void all.push(told),
    told: () => all,
    unanswered: () => unanswered,
    lost: () => {
      unanswered += 1
    },
  }
}
