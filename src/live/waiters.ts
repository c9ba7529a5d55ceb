/** A long poll ends before anything between client and object gives up on a silent call. */
const LONGEST_WAIT_MS = 20_000

/** How long a long poll waits that asked for this. */
export const longPollMs = (timeoutMs: number): number => Math.max(0, Math.min(timeoutMs, LONGEST_WAIT_MS))

export type Waiters = ReturnType<typeof createWaiters>

/** Callers who wait in an object's memory for something to become true. */
export function createWaiters() {
  const waiting = new Set<() => void>()
  return {
    /** Something changed: those whose condition holds go on. */
    wake(): void {
      for (const look of [...waiting]) look()
    },

    /** Resolves when the condition holds after some change, or when the time is over. */
    async until(condition: () => boolean, timeoutMs: number): Promise<void> {
      if (condition()) return
      await new Promise<void>((resolve) => {
        const finish = () => {
          clearTimeout(timer)
          waiting.delete(look)
          resolve()
        }
        const look = () => {
          if (condition()) finish()
        }
        const timer = setTimeout(finish, timeoutMs)
        waiting.add(look)
      })
    },
  }
}
