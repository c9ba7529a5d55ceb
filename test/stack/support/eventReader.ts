export interface StreamedEvent {
  readonly event?: string
  readonly id?: string
  readonly data?: string
}

/** A plain reader of server-sent events: fetch, and the three fields. Ends where the stream ends. */
export async function* readEventStream(
  url: string,
  body: { readonly query: string; readonly variables: object },
  headers: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): AsyncGenerator<StreamedEvent> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers },
    body: JSON.stringify(body),
    signal,
  })
  if (!answer.ok || answer.body === null) throw new Error(`no stream: ${answer.status}`)
  let text = ''
  for await (const chunk of answer.body.pipeThrough(new TextDecoderStream())) {
    text += chunk
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const lines = text.slice(0, end).split('\n')
      text = text.slice(end + 2)
      const fields = lines.filter((line) => line !== '' && !line.startsWith(':'))
      if (fields.length > 0) yield Object.fromEntries(fields.map((line) => line.split(/: ?(.*)/s).slice(0, 2)))
    }
  }
}
