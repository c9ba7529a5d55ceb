import { createHash } from 'node:crypto'
import { gunzipSync, gzipSync } from 'node:zlib'
import { toJson } from '../money/json.ts'
import type { ProjectionMessage } from '../payment/view.ts'

/** A batch is at most a hundred messages of 40 events; what unpacks to more was not written here. */
const LARGEST_UNPACKED_BYTES = 256 * 1024 * 1024

/** Where the events are, in the bucket. */
export const EVENTS_PREFIX = 'events/'

/**
 * Keeps the events of many payments as one packed object of lines, under the hour of the newest. The name follows from
 * the lines, so that a batch that comes again replaces what it wrote before. It is packed as a file is, not as a
 * transport: with a content encoding, some readers would get it unpacked and others not.
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
  await archive.put(nameOf(newestMs, body), gzipSync(body), {
    httpMetadata: { contentType: 'application/gzip' },
    customMetadata: { count: String(lines.size) },
  })
}

/** The lines of an archived object, also of one from before they were packed. Throws where it is neither. */
export function archivedLines(name: string, bytes: Uint8Array): readonly string[] {
  const plain = name.endsWith('.gz') ? gunzipSync(bytes, { maxOutputLength: LARGEST_UNPACKED_BYTES }) : bytes
  const text = new TextDecoder('utf-8', { fatal: true }).decode(plain)
  return text.split('\n').filter((line) => line !== '')
}

function nameOf(newestMs: number, body: string): string {
  const [date = '', time = ''] = new Date(newestMs).toISOString().split('T')
  const hour = `${date.replaceAll('-', '/')}/${time.slice(0, 2)}`
  return `${EVENTS_PREFIX}${hour}/${newestMs}-${createHash('sha256').update(body).digest('hex').slice(0, 32)}.ndjson.gz`
}
