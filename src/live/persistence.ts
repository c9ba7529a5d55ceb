import { UnavailableError } from '../db/trouble.ts'

/** An object that is being moved or restarted answers again within moments: well within the 2 s of a live connection. */
const RETRIES_MS: readonly number[] = [25, 75, 200, 400]

/** Asks again where the other object was lost under way; for calls that change nothing when they come twice. */
export async function persistently<Value>(ask: () => Promise<Value>): Promise<Value> {
  for (const waitMs of RETRIES_MS) {
    try {
      return await ask()
    } catch (error) {
      if (!isTransient(error)) throw error
    }
    await new Promise((resolve) => setTimeout(resolve, waitMs))
  }
  return ask()
}

/** How workerd marks an object that is overloaded, was lost under way, or restarted with other code; or no configuration. */
export const isTransient = (error: unknown): boolean =>
  error instanceof UnavailableError ||
  (error instanceof Error &&
    ['retryable', 'overloaded', 'durableObjectReset'].some((mark) => Reflect.get(error, mark) === true))
