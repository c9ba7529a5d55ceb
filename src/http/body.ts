import { ok, type Result, refuse } from '../result.ts'

export type BodyProblem = 'too_large' | 'not_utf8'

/**
 * Reads a body of at most so many bytes. It counts what arrives, for `content-length` is only what the sender says, and
 * stops reading at the first byte too many.
 */
export async function readBody(request: Request, largestBytes: number): Promise<Result<Uint8Array, 'too_large'>> {
  if (Number(request.headers.get('content-length') ?? 0) > largestBytes) return refuse('too_large')
  if (request.body === null) return ok(new Uint8Array())
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength
    // Leaving the loop cancels the stream.
    if (size > largestBytes) return refuse('too_large')
    chunks.push(chunk)
  }
  return ok(joined(chunks, size))
}

/** The body as text. Broken UTF-8 is refused, not replaced: two readers must never see different texts. */
export async function readText(request: Request, largestBytes: number): Promise<Result<string, BodyProblem>> {
  const body = await readBody(request, largestBytes)
  if (!body.ok) return body
  try {
    return ok(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body.value))
  } catch {
    return refuse('not_utf8')
  }
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const [only] = chunks
  if (chunks.length === 1 && only !== undefined) return only
  const whole = new Uint8Array(size)
  let offset = 0
  for (const chunk of chunks) {
    whole.set(chunk, offset)
    offset += chunk.byteLength
  }
  return whole
}
