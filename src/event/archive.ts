import { createHash } from 'node:crypto'
import { toJson } from '../money/json.ts'
import type { ProjectionMessage } from '../payment/view.ts'

/**
 * Keeps the events of many payments as one object of lines, under the hour of the newest. The name follows from the
 * content, so that a batch that comes again replaces what it wrote before.
 */
export async function archiveEvents(archive: R2Bucket, messages: readonly ProjectionMessage[]): Promise<void> {
  const lines = new Map<string, string>()
  let newestMs = 0
  for (const { paymentId, merchantId, mode, events } of messages) {
    for (const event of events) {
      lines.set(`${paymentId} ${event.seq}`, toJson({ paymentId, merchantId, mode, ...event }))
      newestMs = Math.max(newestMs, event.occurredAtMs)
    }
  }
  const body = `${[...lines.values()].join('\n')}\n`
  await archive.put(nameOf(newestMs, body), body, {
    httpMetadata: { contentType: 'application/x-ndjson' },
    customMetadata: { count: String(lines.size) },
  })
}

function nameOf(newestMs: number, body: string): string {
  const [date = '', time = ''] = new Date(newestMs).toISOString().split('T')
  const hour = `${date.replaceAll('-', '/')}/${time.slice(0, 2)}`
  return `events/${hour}/${newestMs}-${createHash('sha256').update(body).digest('hex').slice(0, 32)}.ndjson`
}
