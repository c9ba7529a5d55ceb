import { Webhook as Signer } from 'standardwebhooks'
import type { Book } from './book.ts'
import { durationMs, type Faults } from './faults.ts'
import type { Webhook } from './record.ts'

export interface Deliveries {
  /** Takes on everything in the book that is not delivered yet. */
  start(): void
  deliver(webhook: Webhook): void
  stop(): void
}

export interface DeliveryOptions {
  readonly book: Book
  readonly faults: Faults
  readonly secret: string
  readonly target: () => string | undefined
}

const BACKOFF_MS = [200, 1_000, 5_000, 30_000] as const
const TIMEOUT_MS = 10_000
/** A receiver that comes back after an outage is not met by the whole backlog at once. */
const MOST_AT_ONCE = 16
/** Nobody has asked for a webhook this old: it is given up. */
const GIVE_UP_AFTER_MS = 3 * 24 * 3_600_000

/**
 * Standard Webhooks, at least once: a delivery stays in the book until the receiver answers 2xx. Each try is signed anew
 * over its own time, under the same id and the same bytes.
 */
export function createDeliveries({ book, faults, secret, target }: DeliveryOptions): Deliveries {
  const signer = new Signer(secret)
  const stopped = new AbortController()
  const timers = new Set<NodeJS.Timeout>()
  /** Held back by `reorder_webhook` until another one was delivered or their time is up. */
  let held: Webhook[] = []

  function after(delayMs: number, run: () => void): void {
    if (stopped.signal.aborted) return
    const timer = setTimeout(() => {
      timers.delete(timer)
      run()
    }, delayMs)
    timers.add(timer)
  }

  let underWay = 0
  const queue: (() => void)[] = []

  async function inTurn(webhook: Webhook): Promise<boolean> {
    if (underWay >= MOST_AT_ONCE) await new Promise<void>((resolve) => queue.push(resolve))
    underWay += 1
    const taken = await post(webhook)
    underWay -= 1
    queue.shift()?.()
    return taken
  }

  async function post(webhook: Webhook): Promise<boolean> {
    const url = target()
    if (url === undefined) return false
    const sentAt = new Date()
    try {
      const response = await fetch(url, {
        method: 'POST',
        redirect: 'manual',
        headers: {
          'content-type': 'application/json',
          'webhook-id': webhook.id,
          'webhook-timestamp': String(Math.floor(sentAt.getTime() / 1000)),
          'webhook-signature': signer.sign(webhook.id, sentAt, webhook.body),
        },
        body: webhook.body,
        signal: AbortSignal.any([stopped.signal, AbortSignal.timeout(TIMEOUT_MS)]),
      })
      await response.body?.cancel()
      return response.ok
    } catch {
      return false
    }
  }

  async function attempt(webhook: Webhook, copies: number, tries: number): Promise<void> {
    const answers = await Promise.all(Array.from({ length: copies }, () => inTurn(webhook)))
    if (stopped.signal.aborted) return
    if (answers.includes(true) || Date.now() - webhook.createdAtMs > GIVE_UP_AFTER_MS) {
      await book.record([{ kind: 'webhook_ended', id: webhook.id }])
      await release()
      return
    }
    const delayMs = BACKOFF_MS[Math.min(tries, BACKOFF_MS.length - 1)] ?? TIMEOUT_MS
    after(delayMs, () => begin(webhook, 1, tries + 1))
  }

  function begin(webhook: Webhook, copies: number, tries: number): void {
    // A book that can no longer be written to has told whoever asked; the webhook stays in it for the next start.
    void attempt(webhook, copies, tries).catch(() => undefined)
  }

  /** One by one and the newest first, so that the order really is another one. */
  async function release(): Promise<void> {
    const released = held
    held = []
    for (const webhook of released.reverse()) await attempt(webhook, 1, 0)
  }

  function deliver(webhook: Webhook): void {
    const reorder = faults.takeKind('reorder_webhook')
    if (reorder !== undefined) {
      held.push(webhook)
      after(durationMs(reorder), () => void release().catch(() => undefined))
      return
    }
    begin(webhook, faults.takeKind('duplicate_webhook') === undefined ? 1 : 2, 0)
  }

  function stop(): void {
    stopped.abort()
    for (const timer of timers) clearTimeout(timer)
  }

  return {
    start: () => {
      for (const webhook of book.webhooks.values()) begin(webhook, 1, 0)
    },
    deliver,
    stop,
  }
}
