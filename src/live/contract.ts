import type { Result } from '../result.ts'

/** What a payment's object tells a connection that follows it, and what the connection makes of it. */
export interface LiveConnection {
  /**
   * The payment's log has grown to this seq. Resolves once everything up to there has been sent; `gone` when nobody here
   * follows that payment any more, so that the payment may forget this connection.
   */
  poke(paymentId: string, seq: number): Promise<'delivered' | 'gone'>
}

/** Whether a connection is told of a payment's changes from now on. */
export type SubscribeResult = Result<{ readonly seq: number }, 'not_found' | 'too_many'>
