import type { Result } from '../result.ts'

/** What an object tells a connection that follows it, and what the connection makes of it. */
export interface LiveConnection {
  /**
   * A payment's log has grown to this seq, or a gateway account's health has this version. Resolves once everything up to
   * there has been sent; `gone` when nobody here follows that subject any more, so that it may forget this connection.
   */
  poke(subjectId: string, seq: number): Promise<'delivered' | 'gone'>
}

/** Whether a connection is told of a payment's changes from now on. */
export type SubscribeResult = Result<{ readonly seq: number }, 'not_found' | 'too_many'>
