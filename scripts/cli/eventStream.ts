import { CommandError } from '../commands/commandError.ts'

/** The payloads of one GraphQL subscription over SSE, until the server ends the stream, which it does after a minute. */
export async function* readEvents(url: string, credential: string, body: object): AsyncGenerator<string> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      authorization: `Bearer ${credential}`,
    },
    body: JSON.stringify(body),
  }).catch(() => undefined)
  if (response?.body == null) return
  if (response.status === 401) throw new CommandError('The operator key is not one of this stack.')
  let text = ''
  try {
    for await (const part of response.body.pipeThrough(new TextDecoderStream())) {
      text += part
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const lines = text.slice(0, end).split('\n')
        text = text.slice(end + 2)
        const data = lines.filter((line) => line.startsWith('data: ')).map((line) => line.slice('data: '.length))
        if (lines.includes('event: next')) yield data.join('\n')
      }
    }
  } catch (error) {
    if (error instanceof CommandError) throw error
    // The connection was lost: the caller goes on from its cursor.
  }
}
