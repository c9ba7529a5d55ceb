import type { Outcome } from '../../test/stack/support/client.ts'
import type { Keyed, Picture, Told } from '../check/evidence.ts'

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

/** A request that changes something, as far as it says what. */
export interface KeyedInput {
  readonly idempotencyKey: string
  readonly paymentId?: string
  readonly amount?: Amount
  readonly reference?: string
  readonly [field: string]: unknown
}

/** One try of a request, and what became of it; without an outcome no answer came. */
export function keyedOf(operation: string, input: KeyedInput, outcome: Outcome | undefined): Keyed {
  const { idempotencyKey, paymentId, amount, reference } = input
  const asked = {
    operation,
    key: idempotencyKey,
    ...(paymentId === undefined ? {} : { paymentId }),
    ...(amount === undefined ? {} : { amountMinor: minorOf(amount) }),
    ...(reference === undefined ? {} : { reference }),
  }
  if (outcome === undefined) return { ...asked, answer: 'none' }
  // This one is only to come later: a try before it may have been done.
  if (outcome.payment === undefined) return { ...asked, answer: outcome.code === 'RATE_LIMITED' ? 'none' : 'refused' }
  const refund = outcome.refund === undefined ? {} : { refund: numberOf(outcome.refund.id) }
  return { ...asked, answer: 'done', made: { paymentId: outcome.payment.id, ...refund } }
}

/** What clients asked and were told, in the order in which it came. */
export interface Journal {
  tell(told: Told): void
  told(): readonly Told[]
  ask(keyed: Keyed): void
  keyed(): readonly Keyed[]
  /** Requests to which no answer came, by what they were. */
  unanswered(): number
  lost(): void
}

export function createJournal(): Journal {
  const all: Told[] = []
  const keyed: Keyed[] = []
  let unanswered = 0
  return {
    tell: (told) => void all.push(told),
    told: () => all,
    ask: (one) => void keyed.push(one),
    keyed: () => keyed,
    unanswered: () => unanswered,
    lost: () => {
      unanswered += 1
    },
  }
}
