/** One event of a `text/event-stream` (HTML standard, 9.2), as far as GraphQL over SSE uses it. */
export interface StreamEvent {
  readonly event: string
  readonly data: string
}

/** More than any event of ours; a stream that never ends its line is not kept in memory. */
const LARGEST_EVENT = 256 * 1024

/** Calls back for each event. Resolves when the stream ends, rejects when it breaks. */
export async function readEvents(
  body: ReadableStream<Uint8Array>,
  onEvent: (event: StreamEvent) => void,
): Promise<void> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    rest += decoder.decode(value, { stream: true }).replace(/\r\n?/g, '\n')
    if (rest.length > LARGEST_EVENT) throw new Error('the event is too large')
    const blocks = rest.split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) onEvent(readEvent(block))
  }
}

function readEvent(block: string): StreamEvent {
  const fields = block.split('\n').map((line) => /^(event|data):\s?(.*)$/.exec(line))
  const valuesOf = (name: string) => fields.flatMap((match) => (match?.[1] === name ? [match[2] ?? ''] : []))
  return { event: valuesOf('event').at(-1) ?? 'message', data: valuesOf('data').join('\n') }
}
