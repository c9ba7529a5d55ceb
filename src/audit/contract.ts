import type { Mode } from '../ids/ids.ts'
import type { Actor } from '../payment/event.ts'

/** Whose log it is: nothing of one merchant or mode is ever in the log of another. */
export interface AuditOwner {
  readonly merchantId: string
  readonly mode: Mode
}

/** On whose word something was done: as events have it, and besides them a page's key or a tool on the command line. */
export interface AuditActor extends Omit<Actor, 'kind'> {
  /** `unknown` is an event from before events said by whom. */
  readonly kind: Actor['kind'] | 'publishable' | 'command' | 'unknown'
}

export type AuditAction =
  | 'payment.event'
  | 'card.tokenize'
  | 'card.forward'
  | 'card.store'
  | 'card.wipe'
  | 'customer.delete'
  | 'customer.erase'
  | 'gateway.add'
  | 'gateway.update'
  | 'gateway.credentials.rotate'
  | 'gateway.remove'
  | 'gateway.isolate'
  | 'gateway.restore'
  | 'vault.account.put'
  | 'vault.account.remove'
  | 'vault.keys.rewrap'
  | 'vault.keys.shred'
  | 'routing.save'
  | 'routing.rollback'
  | 'webhook.add'
  | 'webhook.update'
  | 'webhook.secret.rotate'
  | 'webhook.remove'
  | 'merchant.create'
  | 'merchant.origins'
  | 'key.create'
  | 'key.revoke'
  | 'audit.export'
  /** A part of the feed was forgotten before it came to the log. */
  | 'audit.gap'

/** What JSON has, without fractions: every reader writes it the same. */
export type AuditValue =
  | string
  | number
  | boolean
  | null
  | readonly AuditValue[]
  | { readonly [name: string]: AuditValue }

export type AuditDetail = Readonly<Record<string, AuditValue>>

/** Before it has a place in the log. */
export interface NewEntry {
  /** When it happened. The order of the log is the order in which it heard. */
  readonly atMs: number
  readonly actor: AuditActor
  readonly action: AuditAction
  /** The id of what it was done to. */
  readonly subject: string
  /** Names of fields and values that anybody may see: never a secret, card data, or what tells of a shopper. */
  readonly detail: AuditDetail
}

export interface AuditEntry extends NewEntry {
  /** 1, 2, 3 … without gaps. */
  readonly number: number
  /** SHA-256, in hex, of the hash before it and the entry. */
  readonly hash: string
}

/** The newest entry, by which a log that was cut or written anew is known. Number 0 is the genesis. */
export interface AuditHead {
  readonly number: number
  readonly hash: string
}

export interface AuditFilter {
  readonly action?: string
  /** The credential's id. */
  readonly actor?: string
  readonly subject?: string
  readonly fromMs?: number
  readonly beforeMs?: number
}

export interface AuditPage {
  /** Newest first. */
  readonly entries: readonly AuditEntry[]
  readonly hasMore: boolean
  /** The oldest number that is at hand; older ones are in the export. Beyond the head where there is none. */
  readonly oldest: number
}

/** An opening of a card, or its keeping, as the vault told it: `number` grows within one source. */
export interface NumberedEntry {
  readonly number: number
  readonly entry: NewEntry
}

/** One merchant's log in one mode. What it has answered is kept. */
export interface AuditService {
  record(entries: readonly NewEntry[]): Promise<AuditHead>
  /** Takes what it does not have of this source, in order of number: what comes twice is taken once. */
  recordFrom(source: string, entries: readonly NumberedEntry[]): Promise<void>
  head(): Promise<AuditHead & { readonly atMs: number | null }>
  readBack(filter: AuditFilter, before: number | undefined, first: number): Promise<AuditPage>
  /** Lines of the log beyond this number, oldest first, also those that are in the archive alone. Empty at the end. */
  readLines(after: number): Promise<readonly string[]>
}

/** What those who change something write to, before they do. */
export interface AuditPort {
  /** Throws where it could not be written down. The number is absent where it is written down, and gets its place later. */
  record(owner: AuditOwner, entries: readonly NewEntry[]): Promise<{ readonly number?: number }>
}
