import type { Result } from '../result.ts'

/** What an object tells those who follow it, and what they make of it: they come and pull what they do not have. */
export interface Follower {
  /**
   * A payment's log has grown to this seq, a gateway account's health has this version, or an activity feed has reached
   * this position. Resolves once everything up to there is dealt with; `gone` when nobody here follows that subject any
   * more, so that it may forget this follower.
   */
  poke(subjectId: string, seq: number): Promise<'delivered' | 'gone'>
}

/** Whether a follower is told of a payment's changes from now on. */
export type SubscribeResult = Result<{ readonly seq: number }, 'not_found' | 'too_many'>
