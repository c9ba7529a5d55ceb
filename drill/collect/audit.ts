import { createHash } from 'node:crypto'
import type { AuditTrail } from '../check/evidence.ts'
import { canonical } from './objects.ts'

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

interface Entry {
  readonly number: number
  readonly action: string
  readonly subject: string
  readonly hash: string
  readonly detail: { readonly events?: readonly { readonly seq: number; readonly sha256: string }[] }
}

/** The audit log since its first entry, with its chain made anew after docs/audit.md. */
export async function readAudit(
  {
    controlOrigin,
    controlSecret,
    merchantId,
  }: { readonly controlOrigin: string; readonly controlSecret: string; readonly merchantId: string },
  mode = 'TEST',
): Promise<AuditTrail> {
  const events = new Map<string, string>()
  let hash = sha256(canonical({ format: 'turnpike-audit-1', merchantId, mode }))
  let number = 0
  let brokenAt: number | undefined
  for (;;) {
    const answer = await fetch(`${controlOrigin}/audit/${merchantId}/${mode}/lines?after=${number}`, {
      headers: { authorization: `Bearer ${controlSecret}` },
    })
    if (!answer.ok) throw new Error(`the audit log: ${await answer.text()}`)
    const lines = linesOf(await answer.json())
    for (const line of lines) {
      const entry = JSON.parse(line) as Entry
      const { hash: told, ...rest } = entry
      hash = sha256(hash + canonical(rest))
      if ((hash !== told || entry.number !== number + 1) && brokenAt === undefined) brokenAt = entry.number
      number = entry.number
      if (entry.action !== 'payment.event') continue
      for (const { seq, sha256: digest } of entry.detail.events ?? []) events.set(`${entry.subject} ${seq}`, digest)
    }
    if (lines.length === 0) return { entries: number, events, ...(brokenAt === undefined ? {} : { brokenAt }) }
  }
}

const linesOf = (page: unknown): readonly string[] =>
  Array.isArray(page) ? page : ((Object(page) as { lines?: readonly string[] }).lines ?? [])
