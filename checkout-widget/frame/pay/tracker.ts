import { type Answer, type Connection, readFromApi } from './api.ts'
import { follow } from './follow.ts'
import type { Payment } from './payment.ts'

/** What is known of the payment, and who wants to hear of it. */
export interface Tracker {
  latest(): Payment | undefined
  /** Takes what the api said, unless something newer is known. */
  take(payment: Payment): void
  /** Asks the api now. */
  look(): Promise<Answer<Payment>>
  /** Follows the payment until it satisfies the condition. Undefined where the signal ended the waiting before. */
  until(holds: (payment: Payment) => boolean, signal?: AbortSignal): Promise<Payment | undefined>
}

export function createTracker(connection: Connection): Tracker {
  const listeners = new Set<(payment: Payment) => void>()
  let latest: Payment | undefined
  let following: AbortController | undefined

  const take = (payment: Payment) => {
    if (latest !== undefined && payment.updatedAt < latest.updatedAt) return
    latest = payment
    for (const listener of [...listeners]) listener(payment)
  }

  /** One stream serves all who wait, and ends with the last of them. */
  const listen = (listener: (payment: Payment) => void) => {
    listeners.add(listener)
    if (following === undefined) {
      following = new AbortController()
      void follow(connection, take, following.signal)
    }
    return () => {
      listeners.delete(listener)
      if (listeners.size > 0) return
      following?.abort()
      following = undefined
    }
  }

  return {
    latest: () => latest,
    take,
    async look() {
      const answer = await readFromApi(connection)
      if (answer.kind === 'value') take(answer.value)
      return answer
    },
    until(holds, signal) {
      if (signal?.aborted) return Promise.resolve(undefined)
      if (latest !== undefined && holds(latest)) return Promise.resolve(latest)
      return new Promise((resolve) => {
        const end = (payment: Payment | undefined) => {
          stop()
          signal?.removeEventListener('abort', give)
          resolve(payment)
        }
        const give = () => end(undefined)
        const stop = listen((payment) => {
          if (holds(payment)) end(payment)
        })
        signal?.addEventListener('abort', give, { once: true })
      })
    },
  }
}
