export const INVARIANTS = ['I1', 'I2', 'I3', 'I4', 'I5', 'I6', 'I7'] as const

export type Invariant = (typeof INVARIANTS)[number]

export interface Violation {
  readonly invariant: Invariant
  /** Absent where it is about no payment. */
  readonly paymentId?: string
  readonly what: string
}

/** What one invariant's check found, and how often it looked. */
export interface Finding {
  readonly invariant: Invariant
  readonly checked: number
  readonly violations: readonly Violation[]
}

export interface Looking {
  /** Counts one look, and remembers what was seen where it does not hold. */
  holds(condition: boolean, paymentId: string | undefined, what: () => string): void
  finding(): Finding
}

export function lookingFor(invariant: Invariant): Looking {
  let checked = 0
  const violations: Violation[] = []
  return {
    holds(condition, paymentId, what) {
      checked += 1
      if (condition) return
      violations.push({ invariant, what: what(), ...(paymentId === undefined ? {} : { paymentId }) })
    },
    finding: () => ({ invariant, checked, violations }),
  }
}
