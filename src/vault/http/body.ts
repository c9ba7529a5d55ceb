import { ok, type Result, refuse } from '../../result.ts'
import { PROBLEMS, type Problem } from './problem.ts'

/** The whole stream, or undefined as soon as it is longer than the cap. What a Content-Length says is not believed. */
export async function readCapped(
  stream: ReadableStream<Uint8Array> | null,
  maximumBytes: number,
): Promise<Uint8Array | undefined> {
  if (stream === null) return new Uint8Array()
  const chunks: Uint8Array[] = []
  let length = 0
  const reader = stream.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    length += value.byteLength
    if (length > maximumBytes) {
      // The rest is of no interest, and neither is how the cancelling went.
      reader.cancel().catch(() => undefined)
      return undefined
    }
    chunks.push(value)
  }
  return new Uint8Array(Buffer.concat(chunks))
}

const JSON_TYPE = /^application\/json\s*(?:;\s*charset\s*=\s*"?utf-8"?\s*)?$/i

/** A JSON object of at most so many bytes, with only the named properties. */
export async function readJsonObject(
  request: Request,
  maximumBytes: number,
  properties: readonly string[],
): Promise<Result<Readonly<Record<string, unknown>>, Problem>> {
  if (!JSON_TYPE.test(request.headers.get('content-type')?.slice(0, 128) ?? ''))
    return refuse(PROBLEMS.unsupported_type)
  let bytes: Uint8Array | undefined
  try {
    bytes = await readCapped(request.body, maximumBytes)
  } catch {
    return refuse(PROBLEMS.malformed)
  }
  if (bytes === undefined) return refuse(PROBLEMS.too_large)
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return refuse(PROBLEMS.malformed)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuse(PROBLEMS.malformed)
  if (Object.keys(value).some((name) => !properties.includes(name))) {
    return refuse({ ...PROBLEMS.malformed, title: `The body takes only ${properties.join(', ')}.` })
  }
  return ok({ ...value })
}
