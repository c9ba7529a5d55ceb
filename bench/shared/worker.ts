import { DurableObject } from 'cloudflare:workers'
import type { Announcement } from '../../src/activity/contract.ts'
import { activityOf, activityOfPayment } from '../../src/activity/service.ts'
import { ALL_SHARDS, shardName } from '../../src/activity/shard.ts'
import { recordAccesses } from '../../src/audit/access.ts'
import type { AuditOwner, NumberedEntry } from '../../src/audit/contract.ts'
import { auditName, ownerNamed } from '../../src/audit/name.ts'
import { auditFollower, auditOf } from '../../src/audit/service.ts'
import type { ApiEnv } from '../../src/env.ts'
import { fromJson } from '../../src/money/json.ts'
import type { CardAccess } from '../../src/vault/contract.ts'

export { ActivityObject } from '../../src/activity/object.ts'
export { AuditObject } from '../../src/audit/object.ts'

/** The feed finds nobody who follows it behind `AUDIT`; behind `LOG` is the audit log or its floor, asked when it is measured. */
interface SharedEnv extends Pick<ApiEnv, 'ACTIVITY' | 'AUDIT'> {
  readonly LOG: ApiEnv['AUDIT']
  readonly DELIVERER: DurableObjectNamespace<FloorDeliverer>
  /** As many characters as the audit log has for an event of a payment, and for an access to a card. */
  readonly EVENT_CHARACTERS: string
  readonly ACCESS_CHARACTERS: string
}

/** As the audit log gathers. */
const GATHER_MS = 1_000
/** As many events as the audit log takes with one commit. */
const PAGE = 200
/** In the place of a shard's number. */
const ACCESSES = -1
/** As many as an endpoint has under way. */
const LANES = 16

/** The least that follows a feed and keeps it: hears, gathers, pulls, and writes a row as long for each page. */
export class FloorAudit extends DurableObject<SharedEnv> {
  readonly #owner: AuditOwner | undefined = ownerNamed(this.ctx.id.name ?? '')
  readonly #places = new Map<number, number>()
  readonly #behind = new Set<number>()
  #isArmed = false
  #hasTable = false

  async poke(subjectId: string): Promise<'delivered'> {
    const owner = this.#owner
    const shard = owner === undefined ? undefined : ALL_SHARDS.find((one) => shardName(owner, one) === subjectId)
    if (shard !== undefined) this.#behind.add(shard)
    if (!this.#isArmed) {
      this.#isArmed = true
      await this.ctx.storage.setAlarm(Date.now() + GATHER_MS)
    }
    return 'delivered'
  }

  async recordFrom(_source: string, entries: readonly NumberedEntry[]): Promise<void> {
    this.#keep(ACCESSES, entries.at(-1)?.number ?? 0, entries.length * Number(this.env.ACCESS_CHARACTERS))
  }

  override async alarm(): Promise<void> {
    this.#isArmed = false
    const shards = [...this.#behind]
    this.#behind.clear()
    await Promise.all(shards.map((shard) => this.#pull(shard)))
  }

  async #pull(shard: number): Promise<void> {
    const owner = this.#owner
    for (let hasMore = owner !== undefined; owner !== undefined && hasMore; ) {
      const page = await activityOf(this.env, owner, shard).readOn(this.#places.get(shard) ?? 0, PAGE)
      hasMore = page.hasMore
      const { position } = page.activities.at(-1) ?? {}
      if (position === undefined) return
      this.#keep(shard, position, page.activities.length * Number(this.env.EVENT_CHARACTERS))
      this.#places.set(shard, position)
    }
  }

  #keep(source: number, place: number, characters: number): void {
    const { sql } = this.ctx.storage
    if (!this.#hasTable) {
      sql.exec('CREATE TABLE pages (number INTEGER PRIMARY KEY, source INTEGER, place INTEGER, body TEXT)')
    }
    this.#hasTable = true
    sql.exec('INSERT INTO pages (source, place, body) VALUES (?, ?, ?)', source, place, 'x'.repeat(characters))
  }
}

/** Hears of everything and does nothing, so that what is announced waits in the feed until it is asked for. */
export class SilentAudit extends DurableObject<SharedEnv> {
  poke(): 'delivered' {
    return 'delivered'
  }
}

/** The least that delivers: a row and a call for each event, as many at once as an endpoint has under way. */
export class FloorDeliverer extends DurableObject<SharedEnv> {
  async deliver(url: string, body: string, count: number): Promise<void> {
    const { sql } = this.ctx.storage
    sql.exec('CREATE TABLE IF NOT EXISTS deliveries (number INTEGER PRIMARY KEY, body TEXT)')
    let next = 0
    const lane = async (): Promise<void> => {
      while (next < count) {
        next += 1
        const { number } = sql
          .exec<{ number: number }>('INSERT INTO deliveries (body) VALUES (?) RETURNING number', body)
          .one()
        const headers = { 'content-type': 'application/json', 'webhook-id': `floor-${number}` }
        const response = await fetch(url, { method: 'POST', headers, body })
        await response.body?.cancel()
        if (!response.ok) throw new Error(`the receiver answered ${response.status}`)
      }
    }
    await Promise.all(Array.from({ length: LANES }, lane))
  }
}

export default {
  async fetch(request, env) {
    const { pathname } = new URL(request.url)
    const text = await request.text()
    switch (pathname) {
      case '/announce': {
        const payments = fromJson<readonly (readonly Announcement[])[]>(text)
        await Promise.all(payments.map((announcements) => announceInTurn(env, announcements)))
        return Response.json({})
      }
      case '/accesses': {
        const { shard, accesses } = JSON.parse(text) as { shard: string; accesses: readonly CardAccess[] }
        const taken = await recordAccesses({ AUDIT: env.LOG }, shard, accesses)
        if (taken.length < accesses.length) throw new Error('the log did not take every access')
        return Response.json({})
      }
      case '/poke': {
        const { count, ...owner } = JSON.parse(text) as AuditOwner & { readonly count: number }
        await pokeInTurn(env, owner, count)
        return Response.json({})
      }
      case '/lines': {
        const { after, ...owner } = JSON.parse(text) as AuditOwner & { readonly after: number }
        return Response.json(await auditOf({ AUDIT: env.LOG }, owner).readLines(after))
      }
      case '/deliver': {
        const { url, body, count } = JSON.parse(text) as { url: string; body: string; count: number }
        await env.DELIVERER.getByName('endpoint').deliver(url, body, count)
        return Response.json({})
      }
      default:
        return new Response('There is nothing here.', { status: 404 })
    }
  },
} satisfies ExportedHandler<SharedEnv>

/** A payment announces its next commit when the one before has been taken. */
async function announceInTurn(env: SharedEnv, announcements: readonly Announcement[]): Promise<void> {
  for (const announcement of announcements) {
    await activityOfPayment(env, announcement, announcement.paymentId).announce(announcement)
  }
}

/** Tells the log of the shards, as they would themselves, and of more than it has. */
async function pokeInTurn(env: SharedEnv, owner: AuditOwner, count: number): Promise<void> {
  const heads = await Promise.all(ALL_SHARDS.map((shard) => activityOf(env, owner, shard).readBack(undefined, 0)))
  for (let index = 0; index < count; index += 1) {
    const shard = index % ALL_SHARDS.length
    const position = (heads[shard]?.head ?? 0) + 1
    await auditFollower({ AUDIT: env.LOG }, auditName(owner)).poke(shardName(owner, shard), position)
  }
}
