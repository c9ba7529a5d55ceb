import { globSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Announcement } from '../../src/activity/contract.ts'
import { lineOf } from '../../src/audit/chain.ts'
import type { AuditDetail, AuditEntry, AuditOwner } from '../../src/audit/contract.ts'
import { paymentIdFor } from '../../src/ids/ids.ts'
import { fromJson, toJson } from '../../src/money/json.ts'
import type { CardAccess } from '../../src/vault/contract.ts'

export const PAYMENTS = 1_000
/** Of a new card that pays: it is tokenized, and opened for the payment. */
export const ACCESSES = 2
/** So many payments at once, each telling of one commit after the other. */
const AT_ONCE = 50
/** As many at once as a shard of the vault hands over for a merchant with some hundred payments a second. */
const ACCESSES_AT_ONCE = 200
/** As long as one. */
const HASH = '0'.repeat(64)

/** What the objects of a stack that has stopped left on its disk: how one sale told its merchant's feed, and how long that is in the audit log. */
export interface Told {
  readonly owner: AuditOwner
  readonly announcements: readonly Announcement[]
  readonly eventCharacters: number
}

export function readTold(stateDirectory: string, owner: AuditOwner, paymentId: string): Told {
  const announcements = rowsOf(stateDirectory, 'ActivityObject', 'activity', 'SELECT body FROM activity ORDER BY first')
    .map(({ body }) => ({ ...owner, ...fromJson<Omit<Announcement, 'merchantId' | 'mode'>>(String(body)) }))
    .filter((announcement) => announcement.paymentId === paymentId)
  if (announcements.length === 0) throw new Error('the feed has nothing of the sale')
  const lines = rowsOf(stateDirectory, 'AuditObject', 'blocks', 'SELECT body FROM blocks').flatMap(({ body }) =>
    String(body).split('\n'),
  )
  const events = lines.reduce((sum, line) => sum + eventsOf(line), 0)
  const characters = lines.filter((line) => eventsOf(line) > 0).reduce((sum, { length }) => sum + length, 0)
  return { owner, announcements, eventCharacters: Math.round(characters / events) }
}

/** How many events of a payment a line of the audit log tells of. */
export function eventsOf(line: string): number {
  const { action, detail } = JSON.parse(line) as AuditEntry
  return action === 'payment.event' && Array.isArray(detail.events) ? detail.events.length : 0
}

function rowsOf(stateDirectory: string, className: string, table: string, query: string) {
  const files = globSync(join(stateDirectory, `do/turnpike-api-${className}/*.sqlite`))
  return files
    .filter((file) => !file.endsWith('metadata.sqlite'))
    .flatMap((file) => {
      const database = new DatabaseSync(file)
      try {
        const has = database.prepare('SELECT 1 FROM sqlite_master WHERE name = ?').get(table) !== undefined
        return has ? database.prepare(query).all() : []
      } finally {
        database.close()
      }
    })
}

/** The sale again and again, under ids of its own, as the texts that are sent. */
export function salesOf({ owner, announcements }: Told, round: number): readonly string[] {
  const payments = Array.from({ length: PAYMENTS }, (_, index) => {
    const paymentId = paymentIdFor(owner.merchantId, owner.mode, `audit-${round}-${index}`)
    return announcements.map((announcement) => ({ ...announcement, paymentId }))
  })
  return Array.from({ length: PAYMENTS / AT_ONCE }, (_, batch) =>
    toJson(payments.slice(batch * AT_ONCE, (batch + 1) * AT_ONCE)),
  )
}

/** What the vault writes down of a card: who brought it, and what it was opened for. */
function accessOf({ owner, announcements }: Told, number: number, tokenId: string): CardAccess {
  const { paymentId = '', accountId = '' } = announcements.at(-1) ?? {}
  const access = { ...owner, number, tokenId, atMs: Date.now() }
  return number % ACCESSES === 1
    ? { ...access, action: 'card.tokenize', actor: { kind: 'publishable', id: owner.merchantId } }
    : { ...access, action: 'card.forward', paymentId, accountId }
}

const tokenOf = ({ owner }: Told, index: number): string =>
  paymentIdFor(owner.merchantId, owner.mode, `token-${index}`).replace('pay_', 'tok_')

/** As one shard of the vault hands them over, in the order of their numbers. */
export function accessesOf(told: Told, round: number): readonly string[] {
  const first = round * PAYMENTS * ACCESSES + 1
  const all = Array.from({ length: PAYMENTS * ACCESSES }, (_, index) =>
    accessOf(told, first + index, tokenOf(told, Math.floor((first + index - 1) / ACCESSES))),
  )
  return Array.from({ length: all.length / ACCESSES_AT_ONCE }, (_, batch) =>
    JSON.stringify({
      shard: 'shard',
      accesses: all.slice(batch * ACCESSES_AT_ONCE, (batch + 1) * ACCESSES_AT_ONCE),
    }),
  )
}

/** The middle of what the log has for the two, line for line. */
export function accessCharacters(told: Told): number {
  const characters = [1, 2].map((number) => {
    const { atMs, action, tokenId, actor, paymentId = '', accountId = '' } = accessOf(told, number, tokenOf(told, 0))
    const by = actor ?? ({ kind: 'turnpike' } as const)
    const detail: AuditDetail = actor === undefined ? { payment: paymentId, account: accountId } : {}
    return lineOf({ number, atMs, action, subject: tokenId, actor: by, detail, hash: HASH }).length
  })
  return Math.round(characters.reduce((sum, one) => sum + one, 0) / characters.length)
}
