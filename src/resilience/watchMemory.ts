import type { HealthSnapshot, Observation } from './snapshot.ts'

/** More accounts than one isolate sees; the one that was met first makes room. */
const MOST_ACCOUNTS = 5_000
/** More payments than an isolate answers between two renewals. */
const MOST_OBSERVATIONS = 1_000

/** A command is answered within the payment's thirty seconds, and a moment for what is around it. */
const LONGEST_CALL_MS = 35_000

/** What an isolate remembers of one account. */
export interface AccountMemory {
  snapshot: HealthSnapshot | undefined
  /** When the question was sent whose answer this is. */
  heardAtMs: number
  askedAtMs: number
  askingSinceMs: number | undefined
  handingOverSinceMs: number
  /** Until then nobody waits for the object. */
  troubleUntilMs: number
  /** A permit that came too late for the command that asked for it: the next one takes it. */
  permit: HealthSnapshot | undefined
  /** The commands under way, by an object of their own each, and since when. */
  readonly calls: Map<object, number>
  readonly observations: Observation[]
}

/** An isolate's memory of accounts. Losing it costs a question for each account. */
export function createWatchMemory() {
  const accounts = new Map<string, AccountMemory>()

  const of = (accountId: string): AccountMemory => {
    const known = accounts.get(accountId)
    if (known !== undefined) return known
    const [oldest] = accounts.keys()
    if (accounts.size >= MOST_ACCOUNTS && oldest !== undefined) accounts.delete(oldest)
    const begun: AccountMemory = {
      snapshot: undefined,
      heardAtMs: Number.NEGATIVE_INFINITY,
      askedAtMs: Number.NEGATIVE_INFINITY,
      askingSinceMs: undefined,
      handingOverSinceMs: Number.NEGATIVE_INFINITY,
      troubleUntilMs: 0,
      permit: undefined,
      calls: new Map(),
      observations: [],
    }
    accounts.set(accountId, begun)
    return begun
  }

  return {
    of,
    begin: (accountId: string, call: object, nowMs: number): void => void of(accountId).calls.set(call, nowMs),
    end: (accountId: string, call: object): void => void of(accountId).calls.delete(call),
    /** A client who hangs up ends its request without a word: what ought to have ended is not counted any more. */
    inFlight(accountId: string, nowMs: number): number {
      const { calls } = of(accountId)
      for (const [call, sinceMs] of calls) if (nowMs - sinceMs > LONGEST_CALL_MS) calls.delete(call)
      return calls.size
    },
    observe(accountId: string, observation: Observation): void {
      const { observations } = of(accountId)
      if (observations.length < MOST_OBSERVATIONS) observations.push(observation)
    },
  }
}
