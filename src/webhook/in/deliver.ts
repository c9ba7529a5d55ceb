import type { Send } from '../../gateway/forward.ts'
import type { Gateway } from '../../gateway/gateway.ts'
import { isPaymentId } from '../../ids/ids.ts'
import type { MessageAccount, PaymentService } from '../../payment/contract.ts'
import type { VaultService } from '../../vault/contract.ts'

export interface DeliveryPorts {
  readonly vault: Pick<VaultService, 'forward'>
  readonly gatewayOf: (kind: string) => Gateway | undefined
  readonly payment: (paymentId: string) => Pick<PaymentService, 'receive'>
}

/** Why a genuine webhook found no payment: it names one that is not there, or not this account's, or it is not understood. */
export type UnmatchedReason = 'unknown_payment' | 'not_understood'

export type Delivered =
  | { readonly kind: 'stored' | 'duplicate' }
  | { readonly kind: 'unmatched'; readonly reason: UnmatchedReason }
  /** The gateway has to be asked what it is about, and does not answer. */
  | { readonly kind: 'unavailable' }

/** A gateway that has to be asked what its own webhook is about is given this long; it sends again by itself. */
const ASKING_TIMEOUT_MS = 5_000

/**
 * Hands a webhook that is known to be genuine to the payments it is about. One envelope may hold several messages: it is
 * unmatched as a whole when any of them found no payment.
 */
export async function deliver(
  rawBody: string,
  account: MessageAccount,
  gatewayKind: string,
  { vault, gatewayOf, payment }: DeliveryPorts,
): Promise<Delivered> {
  const gateway = gatewayOf(gatewayKind)
  if (gateway === undefined) return { kind: 'unmatched', reason: 'not_understood' }
  const send: Send = (request) =>
    vault.forward({ ...account, paymentId: '', request, timeoutMs: ASKING_TIMEOUT_MS, checkConnection: false })
  const messages = await gateway.readWebhook(parsed(rawBody), send)
  if (!messages.ok) return { kind: messages.error }
  const receipts = await Promise.all(
    messages.value.map((message) =>
      isPaymentId(message.paymentId) ? payment(message.paymentId).receive(message, account) : 'unknown_payment',
    ),
  )
  if (receipts.length === 0) return { kind: 'unmatched', reason: 'not_understood' }
  if (receipts.includes('unknown_payment')) return { kind: 'unmatched', reason: 'unknown_payment' }
  return { kind: receipts.includes('stored') ? 'stored' : 'duplicate' }
}

function parsed(rawBody: string): unknown {
  try {
    return JSON.parse(rawBody)
  } catch {
    return undefined
  }
}
