import { sql } from 'drizzle-orm'
import { createDatabase } from '../db/database.ts'
import type { ApiEnv } from '../env.ts'
import { countDeadLetters, type DeadLetterCount } from './deadLetters.ts'
import type { ProjectionLag } from './lag.ts'

/** Whoever asks for health does not wait longer than this for any one part. */
const PATIENCE_MS = 1_000

export interface HealthReport {
  readonly status: 'ok' | 'degraded'
  readonly instanceId?: string
  /** The parts that did not answer. Payments are taken all the same. */
  readonly degraded: readonly string[]
  /** Null where the part that counts did not answer. */
  readonly redrivenLastMinute: number | null
  /** Null likewise, and where the read model took in nothing in the last minute. */
  readonly projectionLag: ProjectionLag | null
  /** Messages that were put aside; null where the archive did not answer. As of the last ten seconds. */
  readonly deadLetters: DeadLetterCount | null
}

export async function healthReport(
  env: Pick<ApiEnv, 'DATABASE_URL' | 'DATABASE_FETCH_ENDPOINT' | 'STACK_HEALTH' | 'INSTANCE_ID' | 'ARCHIVE'>,
): Promise<HealthReport> {
  const [database, stack, deadLetters] = await Promise.allSettled([
    createDatabase(env, PATIENCE_MS).execute(sql`select 1`),
    within(PATIENCE_MS, env.STACK_HEALTH.getByName('stack').snapshot()),
    within(PATIENCE_MS, countDeadLetters(env.ARCHIVE, Date.now())),
  ])
  const degraded = [
    ...(database.status === 'rejected' ? ['postgres'] : []),
    ...(stack.status === 'rejected' ? ['stack-health'] : []),
    ...(deadLetters.status === 'rejected' ? ['archive'] : []),
  ]
  return {
    status: degraded.length === 0 ? 'ok' : 'degraded',
    ...(env.INSTANCE_ID === undefined ? {} : { instanceId: env.INSTANCE_ID }),
    degraded,
    redrivenLastMinute: stack.status === 'fulfilled' ? stack.value.redrivenLastMinute : null,
    projectionLag: stack.status === 'fulfilled' ? stack.value.projectionLag : null,
    deadLetters: deadLetters.status === 'fulfilled' ? deadLetters.value : null,
  }
}

async function within<Value>(timeoutMs: number, work: Promise<Value>): Promise<Value> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), timeoutMs)
  })
  try {
    return await Promise.race([work, tooLate])
  } finally {
    clearTimeout(timer)
  }
}
