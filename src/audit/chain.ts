import { createHash } from 'node:crypto'
import { canonicalJson } from './canonical.ts'
import type { AuditEntry, AuditHead, AuditOwner, NewEntry } from './contract.ts'

/** Names what the hashes are made of. Another way of making them gets another name. */
export const FORMAT = 'turnpike-audit-1'

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** What the first entry chains from: a log cannot be passed off as that of another merchant or mode. */
export const genesisOf = ({ merchantId, mode }: AuditOwner): AuditHead => ({
  number: 0,
  hash: sha256(canonicalJson({ format: FORMAT, merchantId, mode })),
})

/** The hash before it, as hex, then the entry without its own hash as canonical JSON. */
export const hashOf = (previous: string, { hash: _hash, ...entry }: Omit<AuditEntry, 'hash'> & { hash?: string }) =>
  sha256(previous + canonicalJson(entry))

/** The entries with their places behind this head. */
export function chained({ number, hash }: AuditHead, entries: readonly NewEntry[]): readonly AuditEntry[] {
  let previous = hash
  return entries.map(({ atMs, actor, action, subject, detail }, index) => {
    const entry = { number: number + index + 1, atMs, actor, action, subject, detail }
    previous = hashOf(previous, entry)
    return { ...entry, hash: previous }
  })
}

/** An entry as it is kept and exported, one line. */
export const lineOf = (entry: AuditEntry): string => canonicalJson(entry)

/** The first line of an export: whose log it is. */
export const headerOf = ({ merchantId, mode }: AuditOwner): string =>
  canonicalJson({ format: FORMAT, merchantId, mode })
