import type { Entry } from './book.ts'

/** Everything that could be observed of one world, as plain data: what the checker judges, and all that it knows. */
export interface Evidence {
  readonly payments: readonly PaymentEvidence[]
  readonly books: readonly Entry[]
  /** Rows of the read model. */
  readonly paymentRows: ReadonlyMap<string, Shown>
  readonly refundRows: ReadonlyMap<string, Shown>
  readonly disputeRows: ReadonlyMap<string, Shown>
  /** The merchant's feed: each payment's events, in the order in which the feed has them. */
  readonly feed: ReadonlyMap<string, readonly Shown[]>
  /** Whose payments they are. */
  readonly owner: { readonly merchantId: string; readonly mode: string }
  /** Whether the policy goes on elsewhere while an outcome is unknown. */
  readonly cascades: boolean
  /** The archive's lines. */
  readonly archive: readonly string[]
  readonly endpoints: readonly EndpointEvidence[]
  /** Whether everything came to an end. */
  readonly isAtRest: boolean
  /** What must not be found in anything that is kept. */
  readonly secrets: readonly string[]
}

export type Shown = Readonly<Record<string, unknown>>

export interface PaymentEvidence {
  readonly id: string
  readonly label: string
  /** What its client asked for under a key of its own, each key once. */
  readonly asked: readonly Asked[]
  /** What was seen of it, by whoever saw it, in the order in which the answers came. */
  readonly seen: readonly Seen[]
  readonly kept: Kept | undefined
  /** When its object would wake up by itself, after everything. */
  readonly alarmMs: number | null
}

/** A payment's rows, as they are in its object. */
export interface Kept {
  readonly commits: readonly string[]
  readonly projectedSeq: number
  readonly announcedSeq: number
}

export type Operation = 'create' | 'confirm' | 'capture' | 'cancel' | 'refund'

export interface Asked {
  readonly operation: Operation
  readonly key: string
  readonly amountMinor: bigint | undefined
  /** Of a creation. */
  readonly currency?: string
  readonly captureMethod?: string
  /** When it was asked for the first time. */
  readonly sinceMs: number
  readonly answers: Answered[]
}

export interface Answered {
  readonly atMs: number
  /** The same key came with another amount or card. */
  readonly isOther: boolean
  readonly ok: boolean
  readonly refusal?: string
  readonly number?: number | undefined
  readonly view?: Shown
}

export interface Seen {
  readonly by: string
  /** When it was asked, and when it was answered. */
  readonly fromMs: number
  readonly untilMs: number
  readonly view: Shown
}

export interface EndpointEvidence {
  readonly id: string
  readonly types: readonly string[] | undefined
  /** Whether it wants each payment's events one after the other. */
  readonly ordered: boolean
  readonly received: readonly { readonly id: string; readonly body: string; readonly isAccepted: boolean }[]
}
