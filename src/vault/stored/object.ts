import { DurableObject } from 'cloudflare:workers'
import type { CardOwner } from '../contract.ts'
import type { SealedCard } from '../crypto/envelope.ts'
import type { VaultEnv } from '../env.ts'
import type { ClaimResult } from '../shard/row.ts'
import { tellAccesses } from '../shard/tell.ts'
import { decideOpening, provesKey, type StoredClaim, type StoredRow } from './row.ts'
import { storedCardStore } from './store.ts'

/** A wallet of cards is a handful; more than this is somebody trying cards out. */
export const MOST_CARDS = 50
/** A payment has been paid or is over after a day; its card waits one more for those who could not ask in time. */
const STAGED_MS = 48 * 3_600_000
/** What was opened is in the audit log after this, or where the api does not answer, when it does. */
const TELL_ACCESSES_MS = 30_000

export type NewStoredRow = Omit<StoredRow, 'status'> & { readonly paymentId: string }

/** One customer's stored cards. It keeps sealed rows and cannot open them. */
export class StoredCardsObject extends DurableObject<VaultEnv> {
  readonly #store = storedCardStore(this.ctx.storage.sql)
  #tellAtMs: number | undefined

  /** A card that is here already under this key: then its token, used up by now, is not needed again. */
  known({ id, keyHash }: Pick<StoredRow, 'id' | 'keyHash'>): SealedCard | undefined {
    const row = this.#store.find(id)
    if (row === undefined || !provesKey(row, keyHash)) return undefined
    return { keyVersion: row.keyVersion, sealed: row.sealed }
  }

  /** Keeps a row that opens for nobody yet. The same again is the same row. */
  stage({ paymentId, ...row }: NewStoredRow): 'kept' | 'full' {
    if (this.known(row) !== undefined) return 'kept'
    if (this.#store.all().length >= MOST_CARDS) return 'full'
    this.#note('card.store', row, row.createdAtMs, { paymentId })
    this.#store.insert({ ...row, status: 'staged' })
    return 'kept'
  }

  /** From now on it opens, until it is wiped. False where there is no such card. */
  keep(owner: CardOwner, id: string): boolean {
    const row = this.#owned(owner, id)
    if (row?.status === 'staged') this.#store.keep(id)
    return row !== undefined
  }

  /** Gives the sealed row to a payment. Each time is an access, written down before the row is given. */
  open(claim: StoredClaim, nowMs: number): ClaimResult {
    const opening = decideOpening(this.#store.find(claim.id), claim)
    if (opening.kind === 'refused') return opening
    const { paymentId, accountId } = claim
    this.#note('card.forward', opening.row, nowMs, { paymentId, accountId })
    return { kind: 'claimed', keyVersion: opening.row.keyVersion, sealed: opening.row.sealed }
  }

  /** Gone with this call: one card, or without an id all of them. Doing it twice is doing it once. */
  wipe(owner: CardOwner, id: string | undefined): void {
    const rows = this.#store.all().filter((row) => isOwn(row, owner) && (id === undefined || row.id === id))
    for (const row of rows) {
      this.#note('card.wipe', row, Date.now(), {})
      this.#store.wipe(row.id)
    }
  }

  override async alarm(): Promise<void> {
    const nowMs = Date.now()
    this.#tellAtMs = undefined
    const staged = this.#store.all().filter(({ status }) => status === 'staged')
    for (const row of staged.filter(({ createdAtMs }) => createdAtMs + STAGED_MS <= nowMs)) {
      this.#note('card.wipe', row, nowMs, {})
      this.#store.wipe(row.id)
    }
    await tellAccesses(this.env, `stored:${this.ctx.id.toString()}`, this.#store.accesses)
    const waiting = staged.map(({ createdAtMs }) => createdAtMs + STAGED_MS).filter((dueMs) => dueMs > nowMs)
    const dueMs = this.#store.accesses.isWaiting() ? nowMs + TELL_ACCESSES_MS : Math.min(...waiting)
    if (Number.isFinite(dueMs)) await this.ctx.storage.setAlarm(dueMs)
  }

  #owned(owner: CardOwner, id: string): StoredRow | undefined {
    const row = this.#store.find(id)
    return row !== undefined && isOwn(row, owner) ? row : undefined
  }

  #note(
    action: 'card.store' | 'card.forward' | 'card.wipe',
    { id, merchantId, mode }: Pick<StoredRow, 'id' | 'merchantId' | 'mode'>,
    atMs: number,
    about: { readonly paymentId?: string; readonly accountId?: string },
  ): void {
    this.#store.accesses.add({ action, atMs, merchantId, mode, tokenId: id, ...about })
    if (this.#tellAtMs !== undefined) return
    this.#tellAtMs = Date.now() + TELL_ACCESSES_MS
    // Sooner than any staged row is due; the alarm finds the rest.
    this.ctx.waitUntil(this.ctx.storage.setAlarm(this.#tellAtMs))
  }
}

const isOwn = (row: CardOwner, owner: CardOwner): boolean =>
  row.merchantId === owner.merchantId && row.mode === owner.mode
