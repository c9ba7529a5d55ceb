import { createDatabase, type Database } from '../db/database.ts'
import { type Projected, writeProjection } from '../db/projection.ts'
import { databaseTrouble, describeTrouble } from '../db/trouble.ts'
import type { ApiEnv } from '../env.ts'
import { log } from '../http/log.ts'
import type { PaymentService } from '../payment/contract.ts'
import type { ProjectionMessage } from '../payment/view.ts'
import { archiveEvents } from './archive.ts'
import { readProjection } from './message.ts'

/** What the consumer needs; of a payment's object only that it can be told how far the read model is. */
export interface ConsumerEnv extends Pick<ApiEnv, 'ARCHIVE' | 'DATABASE_URL' | 'DATABASE_FETCH_ENDPOINT'> {
  readonly PAYMENTS: { getByName(paymentId: string): Pick<PaymentService, 'projected'> }
  readonly STACK_HEALTH: { getByName(name: string): { projected(lagMs: number): unknown } }
}

interface Delivery {
  readonly message: Message<unknown>
  readonly projection: ProjectionMessage
}

/** Nobody waits for the projector; a busy Postgres gets longer than a list would give it. */
const WRITE_TIMEOUT_MS = 15_000
/** Waits of 2, 4, 8 … 60 s: the ten deliveries that the queue makes outlast an outage of five minutes. */
const LONGEST_DELAY_SECONDS = 60

/**
 * Takes a batch of what payments' objects told: archive, then Postgres, then word back to each object, which forgets
 * nothing before. Everything here may happen twice. A message that cannot be taken does not hold the others; it is tried
 * again until the queue puts it aside as dead, and the object sends again what nobody acknowledged.
 */
export async function consumePaymentEvents(batch: MessageBatch<unknown>, env: ConsumerEnv): Promise<void> {
  const deliveries: Delivery[] = []
  const unreadable: Message<unknown>[] = []
  for (const message of batch.messages) {
    const projection = readProjection(message.body)
    if (projection === undefined) unreadable.push(message)
    else deliveries.push({ message, projection })
  }
  if (unreadable.length > 0) retry(unreadable, 'they cannot be read')
  if (deliveries.length === 0) return
  try {
    await archiveEvents(
      env.ARCHIVE,
      deliveries.map(({ projection }) => projection),
    )
  } catch (error) {
    retry(messagesOf(deliveries), `the archive did not take them: ${String(error)}`)
    return
  }
  const written = await write(createDatabase(env, WRITE_TIMEOUT_MS), deliveries)
  const lagMs = lagOf(written, Date.now())
  await Promise.all([acknowledge(env, written), lagMs === undefined ? undefined : report(env, lagMs)])
}

/** How old the newest event of the oldest message is, now that Postgres has it. */
function lagOf(written: readonly Delivery[], nowMs: number): number | undefined {
  return written.length === 0
    ? undefined
    : nowMs - Math.min(...written.map(({ projection }) => projectedOf(projection).asOfMs))
}

/** A measurement that is lost costs nobody anything. */
async function report(env: ConsumerEnv, lagMs: number): Promise<void> {
  try {
    await env.STACK_HEALTH.getByName('stack').projected(lagMs)
  } catch (error) {
    log('warn', 'the lag of a batch was not counted', { error: String(error) })
  }
}

/** Writes all at once, and one by one only where Postgres refuses what one of them holds. Returns what is written. */
async function write(db: Database, deliveries: readonly Delivery[]): Promise<readonly Delivery[]> {
  const error = await writeTogether(db, deliveries)
  if (error === undefined) return deliveries
  const [only, ...others] = deliveries
  if (only !== undefined && others.length > 0 && databaseTrouble(error) === 'rejected') {
    const written: Delivery[] = []
    for (const delivery of deliveries) written.push(...(await write(db, [delivery])))
    return written
  }
  retry(messagesOf(deliveries), `Postgres did not take them: ${describeTrouble(error)}`)
  return []
}

async function writeTogether(db: Database, deliveries: readonly Delivery[]): Promise<unknown> {
  try {
    await writeProjection(
      db,
      deliveries.map(({ projection }) => projectedOf(projection)),
    )
    return undefined
  } catch (error) {
    return error
  }
}

const projectedOf = ({ merchantId, mode, view, events }: ProjectionMessage): Projected => ({
  merchantId,
  mode,
  view,
  asOfMs: events.at(-1)?.occurredAtMs ?? view.updatedAtMs,
})

/** An object that cannot be told sends the same again later, so the message is done with either way. */
async function acknowledge(env: ConsumerEnv, written: readonly Delivery[]): Promise<void> {
  const seqs = new Map<string, number>()
  for (const { projection } of written) {
    seqs.set(projection.paymentId, Math.max(projection.view.seq, seqs.get(projection.paymentId) ?? 0))
  }
  await Promise.allSettled([...seqs].map(([paymentId, seq]) => env.PAYMENTS.getByName(paymentId).projected(seq)))
  for (const { message } of written) message.ack()
}

const messagesOf = (deliveries: readonly Delivery[]) => deliveries.map(({ message }) => message)

/** One line for all of them: in an outage every batch comes here. */
function retry(messages: readonly Message<unknown>[], why: string): void {
  log('warn', 'payment events are delivered again', {
    why,
    messages: messages.length,
    firstMessageId: messages[0]?.id,
    mostAttempts: Math.max(...messages.map(({ attempts }) => attempts)),
  })
  for (const message of messages) {
    message.retry({ delaySeconds: Math.min(2 ** message.attempts, LONGEST_DELAY_SECONDS) })
  }
}
