import type { AuditOwner } from './contract.ts'

/** A file is read and written whole; this many entries are a few hundred kilobytes. */
export const SEGMENT_ENTRIES = 1_000

/** The digits of every safe integer, so that names sort as their numbers do. */
const NUMBER_DIGITS = 16

/** Under the number of its first entry: a segment that is written again replaces itself, and never makes a second. */
export const segmentName = ({ merchantId, mode }: AuditOwner, first: number): string =>
  `audit/${merchantId}/${mode}/${String(first).padStart(NUMBER_DIGITS, '0')}.ndjson.gz`

export async function writeSegment(
  archive: R2Bucket,
  owner: AuditOwner,
  first: number,
  lines: readonly string[],
): Promise<void> {
  const body = await packed(lines.map((line) => `${line}\n`).join(''))
  await archive.put(segmentName(owner, first), body, {
    // No content encoding: nothing shall unpack it on the way.
    httpMetadata: { contentType: 'application/gzip' },
    customMetadata: { first: String(first), last: String(first + lines.length - 1) },
  })
}

/** The lines of the segment that begins with this number. Throws where it is not there: somebody took it away. */
export async function readSegment(archive: R2Bucket, owner: AuditOwner, first: number): Promise<readonly string[]> {
  const name = segmentName(owner, first)
  const object = await archive.get(name)
  if (object === null) throw new Error(`the archive has no ${name}`)
  const text = await new Response(object.body.pipeThrough(new DecompressionStream('gzip'))).text()
  return text.split('\n').slice(0, -1)
}

const packed = (text: string): Promise<ArrayBuffer> =>
  new Response(new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'))).arrayBuffer()
