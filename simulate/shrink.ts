import { check } from './model/check.ts'
import type { Violation } from './model/finding.ts'
import { runWorld, type WorldOptions } from './world/world.ts'

/** A world that fails, with no more in it than it takes. */
export interface Failure {
  readonly seed: number
  readonly payments: readonly number[]
  readonly faults: number
  readonly violations: readonly Violation[]
  /** What happened, in order. */
  readonly trace: readonly string[]
}

/** What is left out has to be tried out: a life takes some milliseconds, and nobody waits for minutes. */
const MOST_LIVES = 6_000

/**
 * Leaves out payments, then faults, for as long as the same invariant is broken. Each payment lives the same whoever else
 * does, and each fault has a name of its own, so that most of what is left out changes nothing of the rest.
 */
export function shrink(world: WorldOptions, found: readonly Violation[]): Failure {
  let lives = 0
  const invariant = found[0]?.invariant
  const run = (payments: readonly number[], without: ReadonlySet<string>, trace?: (line: string) => void) => {
    lives += Math.max(payments.length, 5)
    const outcome = runWorld({ ...world, payments, without, ...(trace === undefined ? {} : { trace }) })
    return { ...outcome, violations: check(outcome.evidence).violations }
  }
  const fails = (payments: readonly number[], without: ReadonlySet<string>): boolean =>
    lives < MOST_LIVES && run(payments, without).violations.some((one) => one.invariant === invariant)

  const named = world.payments.filter((payment) => found.some(({ about }) => about === `payment ${payment}`))
  const start = named.length > 0 && fails(named, new Set()) ? named : world.payments
  const payments = fewest(start, (some) => fails(some, new Set()))

  const none = new Set<string>()
  const faults = run(payments, none).faults.map(({ id }) => id)
  const needed = fewest(faults, (some) => fails(payments, new Set(faults.filter((id) => !some.includes(id)))))
  // Without one fault another may come in its place, that nobody knew of: those are left as they come.
  const without = new Set(faults.filter((id) => !needed.includes(id)))

  const trace: string[] = []
  const last = run(payments, without, (line) => trace.push(line))
  return { seed: world.seed, payments, faults: last.faults.length, violations: last.violations, trace }
}

/** The fewest that still fail, as far as halving and leaving out one by one finds them. */
function fewest<Item>(items: readonly Item[], fails: (some: readonly Item[]) => boolean): readonly Item[] {
  if (items.length > 0 && fails([])) return []
  let left = items
  for (let size = Math.ceil(left.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < left.length; ) {
      const rest = [...left.slice(0, from), ...left.slice(from + size)]
      if (rest.length < left.length && fails(rest)) left = rest
      else from += size
    }
  }
  return left
}
