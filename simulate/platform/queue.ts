import { type Actor, type Clock, luckOf } from './clock.ts'
import type { FaultKind, Faults } from './faults.ts'

interface Waiting {
  readonly id: string
  readonly body: unknown
  readonly attempts: number
}

interface QueueOptions {
  readonly clock: Clock
  readonly faults: Faults
  readonly leave: (actor: Actor, send: () => void) => void
  readonly consume: (batch: unknown) => Promise<void>
  readonly trace: (line: () => string) => void
}

const MOST_IN_A_BATCH = 100
const LONGEST_WAIT_MS = 1_000
/** The first delivery and ten more; then a message is put aside. */
const MOST_ATTEMPTS = 11
const SEND_FAULTS: readonly FaultKind[] = ['before', 'after', 'delay', 'duplicate', 'reorder', 'lose']

/** A queue that delivers at least once, mostly in order, and now and then not at all. */
export function createQueue({ clock, faults, leave, consume, trace }: QueueOptions) {
  let waiting: Waiting[] = []
  let isDue = false
  let sent = 0
  let batches = 0
  let putAside = 0

  const add = (message: Waiting): void => {
    waiting.push(message)
    if (isDue) return
    isDue = true
    const waitMs = waiting.length >= MOST_IN_A_BATCH ? 0 : LONGEST_WAIT_MS
    clock.after(waitMs, clock.nobody, deliver)
  }

  const again = (message: Waiting, delayMs: number): void => {
    const attempts = message.attempts + 1
    if (attempts > MOST_ATTEMPTS) putAside += 1
    else clock.after(delayMs, clock.nobody, () => add({ ...message, attempts }))
  }

  function deliver(): void {
    isDue = false
    const batch = waiting.slice(0, MOST_IN_A_BATCH)
    waiting = waiting.slice(MOST_IN_A_BATCH)
    if (waiting.length > 0) {
      isDue = true
      clock.after(0, clock.nobody, deliver)
    }
    if (batch.length === 0) return
    batches += 1
    const name = `consumer ${batches}`
    const isOpen = new Set(batch)
    const consumer: Actor = {
      name,
      luck: luckOf(name),
      isAlive: true,
      // What a consumer had not dealt with when it ended comes again.
      ended: () => {
        for (const message of isOpen) again(message, 1_000)
      },
    }
    clock.become(consumer)
    trace(() => `queue → ${name}: ${batch.length} messages`)
    const messages = batch.map((message) => ({
      id: message.id,
      body: message.body,
      attempts: message.attempts,
      ack: () => isOpen.delete(message),
      retry: ({ delaySeconds = 0 }: { delaySeconds?: number } = {}) => {
        if (isOpen.delete(message)) again(message, delaySeconds * 1_000)
      },
    }))
    const fault = faults.at(consumer, ['crash', 'before'])
    if (fault?.kind === 'before') {
      consumer.isAlive = false
      consumer.ended?.()
      return
    }
    if (fault?.kind === 'crash') {
      clock.after(fault.unit * 60, consumer, () => {
        consumer.isAlive = false
        consumer.ended?.()
      })
    }
    consume({ messages, queue: 'payment-events' }).then(
      () => isOpen.clear(),
      () => consumer.isAlive && consumer.ended?.(),
    )
  }

  function send(actor: Actor, body: unknown): Promise<void> {
    const fault = faults.at(actor, SEND_FAULTS)
    sent += 1
    const message: Waiting = { id: `m${sent}`, body, attempts: 1 }
    return new Promise((resolve, reject) => {
      leave(actor, () => {
        const latencyMs = faults.latencyMs(actor, 1, 15)
        const fails = () => reject(new Error('the queue did not answer'))
        if (fault?.kind === 'before') return void clock.after(latencyMs, actor, fails)
        const lateMs = fault?.kind === 'delay' || fault?.kind === 'reorder' ? 1_000 + fault.unit * 30_000 : 0
        if (fault?.kind !== 'lose') clock.after(latencyMs + lateMs, clock.nobody, () => add(message))
        if (fault?.kind === 'duplicate') {
          clock.after(latencyMs + fault.unit * 5_000, clock.nobody, () => add(message))
        }
        clock.after(latencyMs * 2, actor, fault?.kind === 'after' ? fails : resolve)
      })
    })
  }

  return {
    binding: {
      async sendBatch(messages: readonly { readonly body: unknown }[]): Promise<void> {
        const actor = clock.current()
        for (const { body } of messages) await send(actor, body)
      },
    },
    putAside: () => putAside,
  }
}
