/**
 * Everything that can be observed of a stack once it is quiet, as plain data. Whoever gathers it interprets nothing;
 * whoever checks it asks nobody. Amounts are whole minor units.
 */
export interface Evidence {
  /** Both acquirers' own books: the only place where charges are counted. */
  readonly charges: readonly Charge[]
  /** The objects' logs, as their files have them. */
  readonly logs: readonly ObjectLog[]
  /** What clients were told while faults went on, in answers and reads. */
  readonly told: readonly Told[]
  /** Every try of a request under a key, and what became of it. */
  readonly keyed: readonly Keyed[]
  /** The same payments, read through the API when all is quiet. */
  readonly finals: readonly Picture[]
  /** Postgres, by SQL. */
  readonly rows: readonly PaymentRow[]
  readonly refundRows: readonly RefundRow[]
  /** What a healthy webhook endpoint got, by event. */
  readonly deliveries: ReadonlyMap<string, Delivery>
  readonly audit: AuditTrail
  /** Where a canary's digits were found, and how much was searched. */
  readonly canary: { readonly searched: number; readonly leaks: readonly string[] }
}

export interface Charge {
  readonly acquirer: 'a' | 'b'
  readonly id: string
  /** The payment's id. */
  readonly reference: string
  readonly amountMinor: number
  readonly capturedMinor: number
  readonly refundedMinor: number
  readonly currency: string
  readonly status: 'authorized' | 'captured' | 'voided' | 'refunded'
  readonly createdAtMs: number
}

export interface LoggedEvent {
  readonly seq: number
  readonly type: string
  readonly occurredAtMs: number
  readonly data: Readonly<Record<string, unknown>>
  /** Of the whole event as canonical JSON, as the audit log has it. */
  readonly sha256: string
}

export interface ObjectLog {
  readonly paymentId: string
  readonly events: readonly LoggedEvent[]
  /** How far Postgres and the archive have it, by the object's own word; and the merchant's feed. */
  readonly projectedSeq: number
  readonly announcedSeq: number
  /** When the object's alarm is set to; undefined where none is. */
  readonly alarmAtMs?: number
}

/** A part of a payment under its number: an attempt, a capture or a refund. */
export interface Part {
  readonly number: number
  readonly status: string
  readonly amountMinor: number
}

/** A payment as an answer shows it. */
export interface Picture {
  readonly paymentId: string
  readonly status: string
  readonly amountMinor: number
  readonly capturedMinor: number
  readonly refundedMinor: number
  readonly attempts: readonly Part[]
  readonly captures: readonly Part[]
  readonly refunds: readonly Part[]
  /** Set while an outcome is unknown. */
  readonly nextCheckAt: string | null
}

export interface Told {
  /** `read`, or the mutation. */
  readonly by: string
  readonly askedAtMs: number
  readonly toldAtMs: number
  readonly picture: Picture
  /** The last seq that came with it; reads have one. */
  readonly seq?: number
}

export interface Keyed {
  readonly operation: string
  readonly key: string
  /** What was asked: for this payment, where there is one yet; so much, where it says; under this reference of the shop's. */
  readonly paymentId?: string
  readonly amountMinor?: number
  readonly reference?: string
  /** `none`: nobody knows yet whether it was done. `refused`: it was not, and says why. */
  readonly answer: 'done' | 'refused' | 'none'
  /** With `done`: the payment that the answer names, and the refund's number. */
  readonly made?: { readonly paymentId: string; readonly refund?: number }
}

export interface PaymentRow {
  readonly id: string
  readonly seq: number
  readonly status: string
  readonly amountMinor: number
  readonly currency: string
  /** Of the picture that the row carries. */
  readonly capturedMinor: number
  readonly refundedMinor: number
}

export interface RefundRow {
  readonly id: string
  readonly paymentId: string
  readonly status: string
  readonly amountMinor: number
}

export interface Delivery {
  readonly count: number
  /** Of the bodies that came under this id, each once. */
  readonly digests: readonly string[]
  /** What each of these bodies says; undefined where it cannot be read. */
  readonly contents: readonly (WebhookContent | undefined)[]
}

/** Of a webhook what is about money: the event, and the payment just after it. */
export interface WebhookContent {
  readonly paymentId: string
  readonly seq: number
  readonly type: string
  /** Of the event, where it is about an amount. */
  readonly eventMinor?: number
  readonly status: string
  readonly amountMinor: number
  readonly currency: string
  readonly capturedMinor: number
  readonly refundedMinor: number
}

export interface AuditTrail {
  /** The first entry that does not follow from the one before it, if there is one. */
  readonly brokenAt?: number
  readonly entries: number
  /** The SHA-256 of payments' events, by `pay_… seq`. */
  readonly events: ReadonlyMap<string, string>
}

/** Money that the shopper is out of: held or taken, and not given back. */
export const stands = ({ status }: Charge): boolean => status === 'authorized' || status === 'captured'

export function byKey<Value>(
  values: readonly Value[],
  keyOf: (value: Value) => string,
): ReadonlyMap<string, readonly Value[]> {
  const groups = new Map<string, Value[]>()
  for (const value of values) {
    const key = keyOf(value)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [value])
    else group.push(value)
  }
  return groups
}
