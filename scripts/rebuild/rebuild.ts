import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import type { Database } from '../../src/db/database.ts'
import { type Projected, writeProjection } from '../../src/db/projection.ts'
import { databaseTrouble } from '../../src/db/trouble.ts'
import { present } from '../../src/payment/present.ts'
import type { PaymentView } from '../../src/payment/view.ts'
import { type ArchivedLog, allArchived, foldLog, isInShare, readShare, type Share } from './archive.ts'
import { actualRows, compareRows, type Difference, type Rows } from './compare.ts'
import type { RebuildPorts } from './ports.ts'

export interface RebuildOptions {
  /** Compares and writes nothing. */
  readonly verifyOnly: boolean
  /** Events that are held at once; a larger archive is read several times. */
  readonly mostEvents?: number
  /** How long a payment that moves is looked at again before it is called different. */
  readonly patienceMs?: number
  readonly progress?: (line: string) => void
}

export interface RebuildReport {
  readonly objects: number
  readonly events: number
  readonly passes: number
  /** Payments that the archive has. */
  readonly payments: number
  /** Rows of all three tables that were made or replaced. */
  readonly written: number
  /** Payments whose rows are what their objects say. */
  readonly agreeing: number
  readonly differences: readonly Difference[]
}

/** A kilobyte or two each, and a little more while they are folded. */
const MOST_EVENTS = 200_000
/** As many as one question to the objects takes. */
const CHUNK = 100
const PATIENCE_MS = 15_000
const LOOK_AGAIN_MS = 500
/** Rows in the walk over what Postgres has. */
const WALK = 5_000
const WRITE_TRIES = 4

/**
 * Makes the read model from the archive, and proves that it is what the objects say, while payments go on. Rows are
 * replaced by later pictures and repaired by the same; an earlier one never replaces a later. Memory is bounded: payments
 * are taken share by share, each share in a pass of its own over the archive.
 */
export async function rebuild(
  db: Database,
  { archive, payments }: RebuildPorts,
  options: RebuildOptions,
): Promise<RebuildReport> {
  const { verifyOnly, mostEvents = MOST_EVENTS, patienceMs = PATIENCE_MS, progress = () => undefined } = options
  const objects = await allArchived(archive)
  const names = objects.map(({ name }) => name)
  const expected = objects.reduce((sum, { events }) => sum + events, 0)
  const passes = Math.max(1, Math.ceil(expected / mostEvents))
  progress(`${objects.length} objects with ${expected} events, ${passes} ${passes === 1 ? 'pass' : 'passes'}`)

  const total = { events: 0, payments: 0, written: 0, agreeing: 0 }
  const differences: Difference[] = []
  for (let index = 0; index < passes; index += 1) {
    const share: Share = { index, of: passes }
    const logs = await readShare(archive, names, share)
    const strays = await straysOf(db, share, logs)
    if (strays.length > 0) await readLater(archive, new Set(names), share, logs)
    const moving: Projected[] = []
    for (const chunk of chunks([...logs.values()])) {
      const { sound, broken } = foldAll(chunk)
      if (!verifyOnly) total.written += await writeWithPatience(db, sound)
      const seen = await look(db, payments, sound, patienceMs)
      differences.push(...broken, ...seen.different)
      total.agreeing += seen.agreeing
      moving.push(...seen.moving)
    }
    const settled = await settle(db, payments, moving, patienceMs)
    differences.push(...settled.different)
    total.agreeing += settled.agreeing
    for (const paymentId of strays.filter((id) => !logs.has(id))) {
      differences.push({ paymentId, field: 'payments', message: 'is in Postgres and not in the archive' })
    }
    total.events += [...logs.values()].reduce((sum, { events }) => sum + events.size, 0)
    total.payments += logs.size
    progress(`pass ${index + 1} of ${passes}: ${logs.size} payments`)
  }
  return { objects: objects.length, passes, ...total, differences }
}

/** What the archived logs add up to, and those that do not. */
function foldAll(logs: readonly ArchivedLog[]) {
  const sound: Projected[] = []
  const broken: Difference[] = []
  for (const log of logs) {
    const state = foldLog(log)
    if (typeof state === 'string') broken.push({ paymentId: log.id, field: 'archive', message: state })
    else sound.push(projectedOf(log, present(state)))
  }
  return { sound, broken }
}

const projectedOf = (
  { merchantId, mode }: Pick<ArchivedLog, 'merchantId' | 'mode'>,
  view: Projected['view'],
): Projected => ({ merchantId, mode, view, asOfMs: view.updatedAtMs })

/** An answer that is lost is asked for again: the same rows twice are the same rows. */
async function writeWithPatience(db: Database, projected: readonly Projected[]): Promise<number> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await writeProjection(db, projected, 'repaired')
    } catch (error) {
      if (tries === WRITE_TRIES || databaseTrouble(error) !== 'unavailable') throw error
      await wait(1_000 * tries)
    }
  }
}

interface Seen {
  readonly agreeing: number
  readonly different: readonly Difference[]
  /** Payments that change just now: the projector has not caught up with them. */
  readonly moving: readonly Projected[]
}

/** Looks at payments that moved again until the projector has caught up with them; what differs then is a difference. */
async function settle(
  db: Database,
  payments: RebuildPorts['payments'],
  projected: readonly Projected[],
  patienceMs: number,
): Promise<Omit<Seen, 'moving'>> {
  const deadlineMs = Date.now() + patienceMs
  const different: Difference[] = []
  let agreeing = 0
  let moving = projected
  while (moving.length > 0) {
    await wait(LOOK_AGAIN_MS)
    const isLast = Date.now() > deadlineMs
    const still: Projected[] = []
    for (const chunk of chunks(moving)) {
      const seen = await look(db, payments, chunk, isLast ? undefined : patienceMs)
      different.push(...seen.different)
      agreeing += seen.agreeing
      still.push(...seen.moving)
    }
    moving = still
  }
  return { different, agreeing }
}

/** Whether each payment's rows are what its object says. Without patience, nothing is excused by moving. */
async function look(
  db: Database,
  payments: RebuildPorts['payments'],
  projected: readonly Projected[],
  patienceMs: number | undefined,
): Promise<Seen> {
  if (projected.length === 0) return { agreeing: 0, different: [], moving: [] }
  const asked = projected.map(({ merchantId, mode, view }) => ({ id: view.id, merchantId, mode }))
  const views = await payments(asked)
  const rows = await actualRows(
    db,
    asked.map(({ id }) => id),
  )
  const different: Difference[] = []
  const moving: Projected[] = []
  let agreeing = 0
  for (const [index, archived] of projected.entries()) {
    const view = views[index] ?? undefined
    const actual = rows.get(archived.view.id)
    const differing = compareWith(archived, view, actual)
    if (differing.length === 0) agreeing += 1
    else if (patienceMs !== undefined && isMoving(archived, view, actual, patienceMs)) moving.push(archived)
    else different.push(...differing)
  }
  return { agreeing, different, moving }
}

function compareWith(archived: Projected, view: PaymentView | undefined, actual: Rows | undefined) {
  const paymentId = archived.view.id
  if (view === undefined || actual === undefined) {
    return [{ paymentId, field: 'object', message: 'its object does not know it' }]
  }
  if (view.seq < archived.view.seq) {
    const message = `is at event ${view.seq}, the archive at ${archived.view.seq}`
    return [{ paymentId, field: 'object', message }]
  }
  return compareRows(projectedOf(archived, view), actual)
}

/**
 * Rows that show another event than the object is at are on their way, or the object went on in between. What the archive
 * has for long, Postgres should have too.
 */
function isMoving(archived: Projected, view: PaymentView | undefined, actual: Rows | undefined, patienceMs: number) {
  const seq = Number(actual?.payments[0]?.seq ?? 0)
  const isOverdue = seq < archived.view.seq && archived.asOfMs < Date.now() - patienceMs
  return view !== undefined && view.seq >= archived.view.seq && seq !== view.seq && !isOverdue
}

/** Payments of a share that Postgres has rows of and the archive nothing. */
async function straysOf(
  db: Database,
  share: Share,
  logs: ReadonlyMap<string, ArchivedLog>,
): Promise<readonly string[]> {
  const strays: string[] = []
  for (let after = ''; ; ) {
    const { rows } = await db.execute<{ id: string }>(sql`
      select id from (select id from payments union select payment_id from refunds union select payment_id from disputes)
        as every where id > ${after} order by id limit ${WALK}`)
    strays.push(...rows.map(({ id }) => id).filter((id) => isInShare(id, share) && !logs.has(id)))
    const last = rows.at(-1)?.id
    if (rows.length < WALK || last === undefined) return strays
    after = last
  }
}

/** What was archived since the names were listed: an event is in the archive before it is in Postgres. */
async function readLater(
  archive: RebuildPorts['archive'],
  known: ReadonlySet<string>,
  share: Share,
  logs: Map<string, ArchivedLog>,
): Promise<void> {
  const later = (await allArchived(archive)).map(({ name }) => name).filter((name) => !known.has(name))
  await readShare(archive, later, share, logs)
}

function* chunks<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  for (let from = 0; from < items.length; from += CHUNK) yield items.slice(from, from + CHUNK)
}
