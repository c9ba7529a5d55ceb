export const INVARIANTS = ['I1', 'I2', 'I3', 'I4', 'I5', 'I6', 'I7'] as const
export type Invariant = (typeof INVARIANTS)[number]

export interface Violation {
  readonly invariant: Invariant
  /** The payment, or the endpoint, that it is about. */
  readonly about: string
  readonly what: string
}

/** Counts what was looked at and keeps what was not as it must be. */
export interface Judge {
  /** One look. What is wrong is put into words only where it is. */
  holds(invariant: Invariant, about: string, isTrue: boolean, what: () => string): void
}

export interface Verdict {
  readonly violations: readonly Violation[]
  readonly looks: Readonly<Record<Invariant, number>>
}

export function createJudge(): Judge & { verdict(): Verdict } {
  const violations: Violation[] = []
  const looks: Record<Invariant, number> = { I1: 0, I2: 0, I3: 0, I4: 0, I5: 0, I6: 0, I7: 0 }
  return {
    holds(invariant, about, isTrue, what) {
      looks[invariant] += 1
      if (!isTrue) violations.push({ invariant, about, what: what() })
    },
    verdict: () => ({ violations, looks }),
  }
}
