import { createSubscribers, type SubscriberPorts } from '../payment/subscribers.ts'

/** A long poll ends before anything between client and object gives up on a silent call. */
const LONGEST_WAIT_MS = 20_000
/** Nobody reads figures faster than this. */
const FIGURES_EVERY_MS = 1_000

interface FollowerPorts extends SubscriberPorts {
  readonly accountId: () => string
}

export type Followers = ReturnType<typeof createFollowers>

/**
 * Those who follow an account: live connections are poked, others wait. A version is the time of its change, made to
 * grow: so it also grows from one memory of the object to the next.
 */
export function createFollowers(ports: FollowerPorts) {
  const subscribers = createSubscribers(ports)
  const waiting = new Set<() => void>()
  let version = 0
  let soon: ReturnType<typeof setTimeout> | undefined

  const tell = () => {
    clearTimeout(soon)
    soon = undefined
    version = Math.max(version + 1, Date.now())
    for (const look of [...waiting]) look()
    subscribers.tell(ports.accountId(), version)
  }

  const current = (): number => {
    if (version === 0) version = Date.now()
    return version
  }

  return {
    version: current,
    /** A memory that has told nobody anything does not know what an older one left untold. */
    begin(): void {
      if (version === 0) tell()
    },

    /** The breaker has changed: everybody hears of it at once. */
    tell,

    /** Figures have changed: told a second after the last telling, so that a busy account does not drown anybody. */
    tellSoon(): void {
      if (soon !== undefined) return
      const waitMs = Math.min(FIGURES_EVERY_MS, Math.max(0, current() + FIGURES_EVERY_MS - Date.now()))
      if (waitMs === 0) tell()
      else soon = setTimeout(tell, waitMs)
    },

    add: (connectionId: string): boolean => subscribers.add(connectionId, ports.accountId(), current()),

    /** Resolves when there is a newer version than this, or when the time is over. */
    async waitBeyond(known: number, timeoutMs: number): Promise<void> {
      if (current() > known) return
      await new Promise<void>((resolve) => {
        const finish = () => {
          clearTimeout(timer)
          waiting.delete(look)
          resolve()
        }
        const look = () => {
          if (version > known) finish()
        }
        const timer = setTimeout(finish, Math.max(0, Math.min(timeoutMs, LONGEST_WAIT_MS)))
        waiting.add(look)
      })
    },

    dueMs: subscribers.dueMs,
  }
}
