/**
 * Faults that a drill asks the database server for: `down` answers 503 without asking Postgres, `slow` waits `ms` before
 * it asks, `lost_answer` asks, commits and then drops the connection, so that the driver cannot know what happened.
 */
export interface DatabaseFault {
  readonly kind: 'down' | 'slow' | 'lost_answer'
  /** For `slow`: the wait before each request. */
  readonly ms: number
  /** How many requests it hits; every one until it is cleared where absent. */
  readonly times?: number
}

export interface DatabaseFaults {
  set(fault: DatabaseFault | undefined): void
  /** The fault that hits this request; counts it. */
  take(): DatabaseFault | undefined
}

export function databaseFaults(): DatabaseFaults {
  let fault: DatabaseFault | undefined
  let left = 0
  return {
    set(next) {
      fault = next
      left = next?.times ?? Number.POSITIVE_INFINITY
    },
    take() {
      if (fault === undefined || left <= 0) return undefined
      left -= 1
      return fault
    },
  }
}

/** A fault from a request's body, or what is wrong with it. */
export function parseDatabaseFault(value: unknown): DatabaseFault | string {
  if (typeof value !== 'object' || value === null) return 'The body is not an object.'
  const { kind, ms, times } = value as { kind?: unknown; ms?: unknown; times?: unknown }
  if (kind !== 'down' && kind !== 'slow' && kind !== 'lost_answer') return 'kind is down, slow or lost_answer.'
  if (ms !== undefined && (typeof ms !== 'number' || ms < 0)) return 'ms is a number of milliseconds.'
  if (times !== undefined && (typeof times !== 'number' || times < 1)) return 'times is a number from 1.'
  return { kind, ms: typeof ms === 'number' ? ms : 0, ...(typeof times === 'number' ? { times } : {}) }
}
