import type { GatewayCredentials } from '../../../src/gateway/credentials.ts'
import type { Gateway } from '../../../src/gateway/gateway.ts'

/**
 * What every gateway's test double offers: a real HTTP server that behaves as the vendor documents, with a book of what
 * it charged. Charges are counted there and never in our own tables.
 */
export interface GatewayDouble {
  /** What an operator enters for the account that points at this double. */
  readonly baseUrl: string
  readonly credentials: unknown
  /** What was authorized for a payment of ours, by its id as the gateway was told it: declined and waiting ones too. */
  charges(paymentId: string): Promise<readonly BookedCharge[]>
  /** The one fault that is set from now on; undefined takes it away. */
  fault(fault: Fault | undefined): Promise<void>
  /** Answers the challenge behind the action's URL as a shopper does; resolves to what the return visit carries. */
  answerChallenge(actionUrl: string, answer: 'approve' | 'reject'): Promise<Readonly<Record<string, string>>>
  /** The webhooks that the gateway has to tell about a payment so far, in order, as bodies still to be signed. */
  webhooks(paymentId: string): Promise<readonly unknown[]>
  /** Signs a webhook's body as the gateway does; with `secret` under another one than the account's own. */
  sign(body: unknown, options?: { readonly atMs?: number; readonly secret?: string }): SignedWebhook
  /** The holder of a settled charge disputes it, where the double can be told so. */
  openDispute?(paymentId: string): Promise<void>
  close(): Promise<void>
}

export interface SignedWebhook {
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface BookedCharge {
  /** Absent where the book is not kept by attempts. */
  readonly attemptId?: string
  readonly status: 'waiting' | 'declined' | 'held' | 'captured' | 'released'
  readonly amountMinor: bigint
  readonly currency: string
  readonly capturedMinor: bigint
  readonly refundedMinor: bigint
}

/** Which call a fault hits. `authorize` is the one request that can charge, where an authorization takes several. */
export type FaultTarget = 'authorize' | 'capture' | 'void' | 'refund' | 'lookup' | 'any'

export const FAULT_KINDS = [
  'hang_before',
  'reset_before',
  /** The gateway's own word that it was technical and that nothing was processed. */
  'unprocessed',
  'access_refused',
  /** A decline, for methods that no card number can decide. */
  'declined',
  'hang_after',
  'reset_after',
  'error_after',
  'half_answer',
  'html_answer',
  'endless_answer',
  'wrong_amount',
  'wrong_currency',
  'wrong_reference',
  'unknown_status',
  'unknown_field',
] as const
export type FaultKind = (typeof FAULT_KINDS)[number]

export interface Fault {
  readonly kind: FaultKind
  readonly on: FaultTarget
  /** How many calls it hits; all of them by default. */
  readonly times?: number
}

/** One connector as the contract tests it. */
export interface ContractSubject {
  readonly gateway: Gateway
  readonly credentials: GatewayCredentials
  startDouble(): Promise<GatewayDouble>
  readonly method: 'card' | 'paypal'
  /** Test numbers by what the gateway makes of them; a method without cards has `declined` as a fault. */
  readonly cards: {
    readonly approved: string
    readonly declined?: string
    readonly challenged?: string
    /** Declined for want of authentication, unless a challenge is required. */
    readonly softDeclined?: string
    /** For gateways that do not tell everything: cards whose payment, refund, dispute they do tell of by webhook. */
    readonly told?: string
    readonly refundTold?: string
    readonly disputed?: string
  }
  readonly currency: string
  /** Why disputes cannot be answered through the account, where they cannot: then that is said at once. */
  readonly disputesElsewhere?: string
  /** Faults that the double cannot make. Each needs a reason, for what is not made is not proved. */
  readonly without?: Readonly<Partial<Record<FaultKind, string>>>
  readonly webhooks: {
    /** The credentials with a second secret beside the double's own, where this gateway knows rotation. */
    withSecret?(credentials: unknown, secret: string): unknown
    /** A fresh secret of the right shape. */
    newSecret?(): string
    /** True where a signature carries its time and an old one is refused. */
    readonly ages: boolean
  }
}
