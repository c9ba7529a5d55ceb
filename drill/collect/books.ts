import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Charge } from '../check/evidence.ts'

/** Both acquirers' books, whole. */
export async function readBooks(sandboxOrigin: string): Promise<readonly Charge[]> {
  const books = await Promise.all((['a', 'b'] as const).map((acquirer) => readBook(sandboxOrigin, acquirer)))
  return books.flat()
}

async function readBook(sandboxOrigin: string, acquirer: Charge['acquirer']): Promise<readonly Charge[]> {
  const answer = await fetch(`${sandboxOrigin}/${acquirer}/charges`)
  const rows = (await answer.json()) as readonly Record<string, string | number>[]
  return rows.map((row) => ({
    acquirer,
    id: String(row.id),
    reference: String(row.reference),
    amountMinor: Number(row.amountMinor),
    capturedMinor: Number(row.amountCapturedMinor),
    refundedMinor: Number(row.amountRefundedMinor),
    currency: String(row.currency),
    status: row.status as Charge['status'],
    createdAtMs: Date.parse(String(row.createdAt)),
  }))
}

interface Change {
  readonly kind: string
  readonly id?: string
  readonly webhook?: { readonly id: string }
}

/** How many webhooks the acquirers still have to deliver, as their journals say. Each tries again after 30 s at the latest. */
export function undelivered(stateDirectory: string): number {
  const waiting = new Set<string>()
  for (const acquirer of ['a', 'b']) {
    const lines = readFileSync(join(stateDirectory, 'sandbox', `${acquirer}.jsonl`), 'utf8').split('\n')
    // The last one is empty, or still being written.
    for (const change of lines.slice(0, -1).flatMap((line) => JSON.parse(line) as Change | readonly Change[])) {
      if (change.kind === 'webhook' && change.webhook !== undefined) waiting.add(change.webhook.id)
      if (change.kind === 'webhook_ended' && change.id !== undefined) waiting.delete(change.id)
    }
  }
  return waiting.size
}
