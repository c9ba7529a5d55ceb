import { setTimeout as wait } from 'node:timers/promises'
import type { AuditTrail, Evidence, ObjectLog, Picture } from '../check/evidence.ts'
import { referenceOf } from '../check/keys.ts'
import { paymentIdOf } from '../check/outside.ts'
import { type Journal, pictureOf } from '../load/journal.ts'
import type { World } from '../world/world.ts'
import { readAudit } from './audit.ts'
import { readBooks } from './books.ts'
import { searchCanary } from './canary.ts'
import { readRows, strangersAmong } from './readModel.ts'

/** So many reads at once. */
const READERS = 6
/** The audit log hears of events a second or two after they are delivered. */
const AUDITED_WITHIN_MS = 20_000

/**
 * Everything that can be observed of these payments, now that all is quiet. With `whole` also what is of no
 * payment alone: that comes last, for the stack is ended for it.
 */
export async function gather(
  world: World,
  logs: readonly ObjectLog[],
  seen: Pick<Journal, 'told' | 'keyed'>,
  { whole }: { readonly whole: boolean },
): Promise<Evidence> {
  const stack = world.stack()
  const ids = new Set(logs.map(({ paymentId }) => paymentId))
  const finals = whole ? [] : await readFinals(world, [...ids])
  const [charges, { rows, refundRows }, audit] = await Promise.all([
    readBooks(stack.sandboxOrigin),
    readRows(world.postgres, [...ids]),
    auditOf(world, logs),
  ])
  const strangers = whole ? await strangersAmong(world.postgres, [...ids]) : []
  // Last, for a delivery may have been on its way.
  const all = { told: seen.told(), keyed: seen.keyed(), deliveries: world.sink.deliveries() }
  // While it runs, files come and go.
  if (whole) await world.halt()
  return {
    charges: whole ? charges : charges.filter(({ reference }) => ids.has(reference)),
    logs,
    ...seenOf(all, logs, { whole }),
    finals,
    rows: [...rows, ...strangers],
    refundRows,
    audit,
    canary: whole
      ? searchCanary(world.stateDirectory, [
          ['what the launcher printed', Buffer.from(world.output())],
          ['what clients were told', Buffer.from(JSON.stringify(all.told))],
        ])
      : { searched: 0, leaks: [] },
  }
}

type Seen = Pick<Evidence, 'told' | 'keyed' | 'deliveries'>

/**
 * What of it is about these payments, for a check while others are not looked at. Of the whole nothing is left out: what a
 * client was told of, and no object knows any more, is what a lost payment looks like.
 */
export function seenOf(
  { told, keyed, deliveries }: Seen,
  logs: readonly ObjectLog[],
  { whole }: { readonly whole: boolean },
): Seen {
  if (whole) return { told, keyed, deliveries }
  const ids = new Set(logs.map(({ paymentId }) => paymentId))
  const references = new Set(logs.map(referenceOf))
  return {
    told: told.filter(({ picture }) => ids.has(picture.paymentId)),
    keyed: keyed.filter(({ paymentId, reference }) => ids.has(paymentId ?? '') || references.has(reference ?? '')),
    deliveries: new Map([...deliveries].filter(([eventId]) => ids.has(paymentIdOf(eventId)))),
  }
}

async function readFinals({ client }: World, ids: readonly string[]): Promise<readonly Picture[]> {
  const finals: Picture[] = []
  const left = [...ids]
  const reader = async () => {
    for (let id = left.pop(); id !== undefined; id = left.pop()) finals.push(pictureOf(await client.read(id)))
  }
  await Promise.all(Array.from({ length: READERS }, reader))
  return finals
}

/** The log once it has these payments' last events, or as it is when it should have had them. */
async function auditOf(world: World, logs: readonly ObjectLog[]): Promise<AuditTrail> {
  const endMs = Date.now() + AUDITED_WITHIN_MS
  for (;;) {
    const audit = await readAudit(world.stack())
    const isThere = logs.every(({ paymentId, events }) => audit.events.has(`${paymentId} ${events.length}`))
    if (isThere || Date.now() > endMs) return audit
    await wait(500)
  }
}
