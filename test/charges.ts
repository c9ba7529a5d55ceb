import { TestRunner } from 'vitest'

interface Charge {
  readonly status: string
}

interface Count {
  readonly payment: string
  readonly made: number
  /** Neither voided nor given back. */
  readonly standing: number
}

declare module 'vitest' {
  interface TaskMeta {
    charges?: Record<string, Count>
  }
}

/** What a test and the suites around it have in common. */
interface Task {
  readonly concurrent?: boolean
  readonly suite?: Task
}

/**
 * Notes in the running test's report what an acquirer's book has for a payment, and answers it as it is. Of several looks
 * into the same book the last one counts: it is what was left in the end.
 */
export function counted<Found extends readonly Charge[]>(book: string, payment: string, found: Found): Found {
  const test = TestRunner.getCurrentTest<ReturnType<typeof TestRunner.getCurrentTest> | undefined>()
  // Beside others nobody can tell whose look this is, and a wrong count is worse than none.
  if (test === undefined || isBesideOthers(test)) return found
  const standing = found.filter(({ status }) => status === 'authorized' || status === 'captured').length
  test.meta.charges = { ...test.meta.charges, [`${book} ${payment}`]: { payment, made: found.length, standing } }
  return found
}

const isBesideOthers = ({ concurrent, suite }: Task): boolean =>
  concurrent === true || (suite !== undefined && isBesideOthers(suite))
