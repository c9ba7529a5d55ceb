import { createWaiters } from '../live/waiters.ts'
import { cardIdOf, isStoredId, type SpendCommand } from '../vault/contract.ts'
import type { Command } from './command.ts'
import type { CallReference, PaymentEvent } from './event.ts'
import type { PaymentState } from './state.ts'

/** An unacknowledged log is sent again after this long, then ever more rarely up to ten minutes. */
const RESEND_AFTER_MS = 30_000
const LONGEST_RESEND_MS = 600_000
/** While a slow call runs, what is known so far is told after this long. */
const QUIET_MS = 250

export const nameOf = ({ kind, number }: CallReference): string => `${kind} ${number}`

export type Memory = ReturnType<typeof createMemory>

/**
 * What an object knows only for as long as it lives: cards that may still be sent, calls it waits for, callers who wait
 * for it. Losing all of it loses no money: the log says what was under way.
 */
export function createMemory() {
  const cards = new Map<string, string>()
  const running = new Map<string, CallReference>()
  const waiters = createWaiters()
  let quiet: ReturnType<typeof setTimeout> | undefined
  let sentSeq = 0
  let sentAtMs: number | undefined
  let resends = 0

  const patienceMs = () => Math.min(RESEND_AFTER_MS * 2 ** resends, LONGEST_RESEND_MS)

  return {
    keepCardOf(command: Command): void {
      const token =
        command.kind === 'confirm' ? command.token : command.kind === 'create' ? command.confirm?.token : undefined
      const tokenId = token === undefined ? undefined : cardIdOf(token)
      if (token !== undefined && tokenId !== undefined) cards.set(tokenId, token)
    },
    tokenOf: (tokenId: string): string | undefined => cards.get(tokenId),
    cards: (): readonly string[] => [...cards.keys()],

    /** False where the same call is under way already. */
    begin(call: CallReference): boolean {
      if (running.has(nameOf(call))) return false
      running.set(nameOf(call), call)
      return true
    },
    end(call: CallReference): void {
      running.delete(nameOf(call))
      queueMicrotask(waiters.wake)
    },
    running: (): readonly CallReference[] => [...running.values()],

    /** After a commit: wakes those who wait, and forgets the cards that no attempt may send any more. */
    committed(state: PaymentState | undefined): void {
      // After what the commit asks for has begun: who waits looks at whether anything still runs.
      queueMicrotask(waiters.wake)
      for (const tokenId of cards.keys()) if (!maySend(state, tokenId)) cards.delete(tokenId)
    },

    /** Resolves when the condition holds after some commit, or when the time is over. */
    until: waiters.until,

    /** Runs the task once no call is under way, or a moment later in any case: a payment is told in few messages. */
    whenQuiet(task: () => void): void {
      clearTimeout(quiet)
      quiet = setTimeout(() => {
        if (running.size === 0) task()
        else quiet = setTimeout(task, QUIET_MS)
      }, 0)
    },

    sentSeq: (): number => sentSeq,
    sent(seq: number, nowMs: number): void {
      resends = seq > sentSeq ? 0 : resends + 1
      sentSeq = seq
      sentAtMs = nowMs
    },
    /** When what is unacknowledged should have been acknowledged; what was not sent yet is sent about now. */
    resendDueMs: (nowMs: number, acknowledgedSeq: number): number =>
      sentAtMs === undefined || sentSeq <= acknowledgedSeq ? nowMs + RESEND_AFTER_MS : sentAtMs + patienceMs(),
    /** A memory that knows of no sending cannot tell whether there was one: it sends. */
    isResendDue: (nowMs: number, acknowledgedSeq: number): boolean =>
      sentAtMs === undefined || (sentSeq > acknowledgedSeq && sentAtMs + patienceMs() <= nowMs),
  }
}

/** A card may be sent (again) while its attempt is being decided, or while it waits for an older attempt's end. */
function maySend(state: PaymentState | undefined, tokenId: string): boolean {
  if (state?.status !== 'PROCESSING') return false
  if (state.cancellations.some(({ next }) => next?.tokenId === tokenId)) return true
  const attempt = state.attempts.at(-1)
  return attempt?.tokenId === tokenId && attempt.status !== 'APPROVED' && attempt.status !== 'DECLINED'
}

/** The tokens whose cards got their answer with these events, and which: the vault may wipe them. */
export const spentBy = (
  events: readonly PaymentEvent[],
  state: PaymentState | undefined,
): readonly Required<Pick<SpendCommand, 'tokenId' | 'outcome'>>[] =>
  events.flatMap((event) => {
    if (event.type !== 'ACTION_REQUIRED' && event.type !== 'ATTEMPT_ENDED') return []
    const outcome = event.type === 'ACTION_REQUIRED' ? 'challenged' : event.data.outcome
    if (outcome !== 'challenged' && outcome !== 'approved' && outcome !== 'declined') return []
    // The same card goes out once more, with a challenge.
    if (state?.attempts.some(({ stepUpOf }) => stepUpOf === event.data.attempt)) return []
    const tokenId = state?.attempts[event.data.attempt - 1]?.tokenId
    // A stored card serves the next payment as well.
    return tokenId === undefined || isStoredId(tokenId) ? [] : [{ tokenId, outcome }]
  })
