import type { GatewayDouble } from '../../gateway/contract/double.ts'
import type { Lane } from './lane.ts'

/** What the suite has to know of a gateway, beside what its double offers. */
export interface Connector {
  /** The account's kind, and its name. */
  readonly kind: string
  start(): Promise<ConnectorDouble>
  /** What it does beyond the others, as cases of its own. */
  own?(lane: () => Lane): void
}

export interface ConnectorDouble {
  readonly double: GatewayDouble
  readonly cards: { readonly approved: string; readonly declined: string; readonly challenged: string }
  /** True where captures, voids and refunds are only accepted, and a webhook tells their end. */
  readonly tellsEndsLater: boolean
  /** True where the shopper's approval charges by itself; elsewhere our call after their return does. */
  readonly approvalCharges: boolean
  /**
   * False where the gateway has no look-up: what cannot be found out is then canceled, so that it may be given back although
   * it was approved; and a result that is not the attempt's own ends its challenge.
   */
  readonly canBeAsked: boolean
  /** Where the gateway was told to send the shopper of this payment back to. */
  returnUrlOf(paymentId: string): string
  /** What the gateway does with a result that reached it by another way than through us; nothing where none does. */
  authorizeLate(returned: Readonly<Record<string, string>>): Promise<void>
  /** A webhook secret of the right shape that is not the account's. */
  anotherSecret(): string
  /** The webhook of a refund that was told as made, as the one that tells that it bounced. */
  bounced(refund: Json): Json
  /** Which of a payment's webhooks tells of the refund. */
  isRefund(webhook: Json): boolean
  /** Requests and answers that the vendor's own files do not allow, where the double judges them. */
  violations(): readonly string[]
}

// biome-ignore lint/suspicious/noExplicitAny: a vendor's webhook, of which each connector's own file knows the fields.
export type Json = any
