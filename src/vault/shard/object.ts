import { DurableObject } from 'cloudflare:workers'
import type { SpendCommand } from '../contract.ts'
import type { VaultEnv } from '../env.ts'
import { decideClaim, decidePut, maySpend, TOKEN_LIFETIME_MS } from './decide.ts'
import type { ClaimResult, NewTokenRow, PutResult, TokenClaim } from './row.ts'
import { shardStore } from './store.ts'
import { tellAccesses } from './tell.ts'

/** Spent tokens wait this long for another write to share their commit. */
const SPEND_DELAY_MS = 1000
/** So many waiting ones are written at once, so that the memory of a busy shard stays bounded. */
const LARGEST_SPEND_BATCH = 200
/** What was opened is in the audit log after this, or where the api does not answer, when it does. */
const TELL_ACCESSES_MS = 30_000
/** Expired rows are wiped in runs at least this far apart: a claim checks the time by itself. */
const SHORTEST_ALARM_INTERVAL_MS = 30_000

/** One shard of the tokens. It keeps sealed rows and cannot open them. */
export class VaultShardObject extends DurableObject<VaultEnv> {
  readonly #store = shardStore(this.ctx.storage.sql)
  readonly #spent = new Set<string>()
  #alarmAtMs: number | undefined
  #flushTimer: ReturnType<typeof setTimeout> | undefined

  /** Keeps a new token's row. The same blob from the same caller answers as the first time. */
  async put(row: NewTokenRow): Promise<PutResult> {
    const existing = this.#store.find(row.tokenId)
    const decision = this.#spent.has(row.tokenId) ? 'replayed' : decidePut(existing, row)
    if (decision === 'replayed') return { kind: 'replayed' }
    if (existing !== undefined) return { kind: 'kept', expiresAtMs: existing.expiresAtMs }
    const expiresAtMs = row.createdAtMs + TOKEN_LIFETIME_MS
    const { tokenId, callerKind, credentialId, merchantId, mode, createdAtMs } = row
    const actor = { kind: callerKind, id: credentialId }
    this.#store.accesses.add({ action: 'card.tokenize', atMs: createdAtMs, merchantId, mode, tokenId, actor })
    this.#store.insert({ ...row, claimedPaymentId: null, expiresAtMs })
    this.#flushSpent()
    await this.#alarmBy(Math.min(expiresAtMs, Date.now() + TELL_ACCESSES_MS))
    return { kind: 'kept', expiresAtMs }
  }

  /**
   * Gives the sealed row to the payment that claims it first, and to the same payment again. Each time is an access, written
   * down before the row is given: with the claim itself the first time.
   */
  claim(claim: TokenClaim, nowMs: number): ClaimResult {
    const row = this.#store.find(claim.tokenId)
    const decision = decideClaim(row, claim, this.#spent.has(claim.tokenId), nowMs)
    if (row === undefined || decision.kind === 'refused') {
      return { kind: 'refused', reason: decision.kind === 'refused' ? decision.reason : 'unknown' }
    }
    const { keyHash: _key, ...access } = claim
    this.#store.accesses.add({ ...access, action: 'card.forward', atMs: nowMs })
    if (decision.firstClaim) {
      this.#store.claim(claim.tokenId, claim.paymentId)
      this.#flushSpent()
    }
    // Should the memory end before it is set: the row's own alarm, at its expiry, tells it too.
    this.ctx.waitUntil(this.#alarmBy(Date.now() + TELL_ACCESSES_MS))
    return { kind: 'claimed', keyVersion: row.keyVersion, sealed: decision.sealed }
  }

  /**
   * The token has done its work for the payment that claimed it. It is refused from now on; its card is deleted with the
   * next write or in a second.
   */
  spend(command: SpendCommand): void {
    const { tokenId } = command
    if (!maySpend(this.#store.find(tokenId), command)) return
    this.#spent.add(tokenId)
    if (this.#spent.size >= LARGEST_SPEND_BATCH) this.#flushSpent()
    else this.#flushTimer ??= setTimeout(() => this.#flushSpent(), SPEND_DELAY_MS)
  }

  override async alarm(): Promise<void> {
    let more = false
    try {
      this.#flushSpent()
      more = this.#store.wipeDue(Date.now())
    } finally {
      // Behind the wiping, which waits for nobody.
      await tellAccesses(this.env, `vault:${this.ctx.id.toString()}`, this.#store.accesses)
      this.#alarmAtMs = undefined
      const dueMs = this.#store.accesses.isWaiting() ? 0 : this.#store.earliestDueMs()
      const soonestMs = Date.now() + (more ? 0 : SHORTEST_ALARM_INTERVAL_MS)
      if (dueMs !== undefined) await this.#alarmBy(Math.max(dueMs, soonestMs))
    }
  }

  #flushSpent(): void {
    clearTimeout(this.#flushTimer)
    this.#flushTimer = undefined
    if (this.#spent.size === 0) return
    this.#store.bury(this.#spent)
    this.#spent.clear()
  }

  async #alarmBy(dueMs: number): Promise<void> {
    const { storage } = this.ctx
    const knownMs = this.#alarmAtMs ?? (await storage.getAlarm()) ?? Number.POSITIVE_INFINITY
    const earliestMs = Math.min(knownMs, this.#alarmAtMs ?? Number.POSITIVE_INFINITY, dueMs)
    if (this.#alarmAtMs === undefined || earliestMs < this.#alarmAtMs) this.#alarmAtMs = earliestMs
    if (earliestMs < knownMs) await storage.setAlarm(earliestMs)
  }
}
