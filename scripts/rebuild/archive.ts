import { archivedLines, EVENTS_PREFIX } from '../../src/event/archive.ts'
import { isPaymentId, type Mode } from '../../src/ids/ids.ts'
import { fromJson, toJson } from '../../src/money/json.ts'
import { EVENT_VERSION, type PaymentEvent } from '../../src/payment/event.ts'
import { evolveAll } from '../../src/payment/evolve.ts'
import type { PaymentState } from '../../src/payment/state.ts'
import type { ArchivePort } from './ports.ts'

/** One page of the archive's names, with how many events each object says that it holds. */
export interface ArchivePage {
  readonly objects: readonly { readonly name: string; readonly events: number }[]
  readonly isLast: boolean
}

export async function listArchived(bucket: R2Bucket, after: string | undefined): Promise<ArchivePage> {
  const page = await bucket.list({
    prefix: EVENTS_PREFIX,
    include: ['customMetadata'],
    ...(after === undefined ? {} : { startAfter: after }),
  })
  const objects = page.objects.map(({ key, customMetadata }) => ({
    name: key,
    events: Number(customMetadata?.count ?? 0),
  }))
  return { objects, isLast: !page.truncated }
}

export async function allArchived(archive: ArchivePort): Promise<ArchivePage['objects']> {
  const objects: ArchivePage['objects'][number][] = []
  for (;;) {
    const page = await archive.list(objects.at(-1)?.name)
    objects.push(...page.objects)
    if (page.isLast || page.objects.length === 0) return objects
  }
}

/** A share of all payments, by what their ids end with: ids are hashes, so the shares are alike. */
export interface Share {
  readonly index: number
  readonly of: number
}

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567'
/** Four characters are a million shares; nobody needs as many. */
const SHARE_CHARACTERS = 4

export function isInShare(paymentId: string, { index, of }: Share): boolean {
  let number = 0
  for (const character of paymentId.slice(-SHARE_CHARACTERS)) number = number * 32 + ALPHABET.indexOf(character)
  return number % of === index
}

/** One payment's events as the archive has them. */
export interface ArchivedLog {
  readonly id: string
  readonly merchantId: string
  readonly mode: Mode
  readonly events: Map<number, PaymentEvent>
  /** Events that the archive has twice and not alike. */
  readonly contradictions: Set<number>
}

/** Lines begin with the payment's id, so that those of other shares need not be read. */
const LINE = /^\{"paymentId":"(pay_0[a-z2-7]{52})"/

interface Line {
  readonly paymentId: string
  readonly merchantId: string
  readonly mode: Mode
}

/** So many objects are asked for at once. */
const AT_ONCE = 8

/** Everything that these objects hold of a share of the payments. */
export async function readShare(
  archive: ArchivePort,
  names: readonly string[],
  share: Share,
  logs = new Map<string, ArchivedLog>(),
): Promise<Map<string, ArchivedLog>> {
  for (let next = 0; next < names.length; next += AT_ONCE) {
    const some = names.slice(next, next + AT_ONCE)
    const bodies = await Promise.all(some.map((name) => archive.get(name)))
    for (const [index, body] of bodies.entries()) {
      for (const line of archivedLines(some[index] ?? '', body)) addLine(logs, line, share)
    }
  }
  return logs
}

function addLine(logs: Map<string, ArchivedLog>, line: string, share: Share): void {
  const [, known] = LINE.exec(line) ?? []
  if (known !== undefined && !isInShare(known, share)) return
  const { paymentId, merchantId, mode, ...event } = fromJson<Line & PaymentEvent>(line)
  if (!isPaymentId(paymentId)) throw new Error(`the archive holds a line of no payment: ${line.slice(0, 100)}`)
  if (!isInShare(paymentId, share)) return
  const log: ArchivedLog = logs.get(paymentId) ?? {
    id: paymentId,
    merchantId,
    mode,
    events: new Map(),
    contradictions: new Set(),
  }
  logs.set(paymentId, log)
  const before = log.events.get(event.seq)
  if (before === undefined) log.events.set(event.seq, event as PaymentEvent)
  else if (toJson(before) !== toJson(event)) log.contradictions.add(event.seq)
}

/** The payment that the archived events add up to, or what keeps them from it. */
export function foldLog({ id, events, contradictions }: ArchivedLog): PaymentState | string {
  const [contradicted] = contradictions
  if (contradicted !== undefined) return `event ${contradicted} is in the archive twice and not alike`
  const ordered = [...events.values()].sort((one, other) => one.seq - other.seq)
  const gap = ordered.findIndex(({ seq }, index) => seq !== index + 1)
  if (gap >= 0) return `event ${gap + 1} is not in the archive, ${ordered.at(-1)?.seq} is`
  const newer = ordered.find(({ version }) => version > EVENT_VERSION)
  if (newer !== undefined) return `event ${newer.seq} has version ${newer.version}, which this code does not know`
  const state = evolveAll(undefined, ordered, id)
  return state ?? 'it has no events'
}
