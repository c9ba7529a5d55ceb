import { createSubscribers, type SubscriberPorts } from '../live/subscribers.ts'
import { createWaiters, longPollMs } from '../live/waiters.ts'

/** Nobody reads figures faster than this. */
const FIGURES_EVERY_MS = 1_000

/** An operator's screens, with room. */
const MOST_SUBSCRIBERS = 100

interface FollowerPorts extends Omit<SubscriberPorts, 'most'> {
  readonly accountId: () => string
}

export type Followers = ReturnType<typeof createFollowers>

/**
 * Those who follow an account: live connections are poked, others wait. A version is the time of its change, made to
 * grow: so it also grows from one memory of the object to the next.
 */
export function createFollowers(ports: FollowerPorts) {
  const subscribers = createSubscribers({ ...ports, most: MOST_SUBSCRIBERS })
  const waiters = createWaiters()
  let version = 0
  let soon: ReturnType<typeof setTimeout> | undefined

  const tell = () => {
    clearTimeout(soon)
    soon = undefined
    version = Math.max(version + 1, Date.now())
    waiters.wake()
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
      await waiters.until(() => current() > known, longPollMs(timeoutMs))
    },

    dueMs: subscribers.dueMs,
  }
}
