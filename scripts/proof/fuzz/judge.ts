/** One request as it is sent. */
export interface Sent {
  readonly url: string
  readonly method?: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array<ArrayBuffer>
}

export interface Answered {
  readonly status: number
  readonly body: string
  readonly tookMs: number
}

/** An attack that keeps the server busy for longer than this is found, however its time grows. */
const LONGEST_MS = 20_000

/** What no answer says: places in the code, words of the database and of the language. */
const INNER: readonly RegExp[] = [
  /\bat [^\s"]+ \([^)"]*:\d+:\d+\)/,
  /\.[cm]?[jt]s:\d+/,
  /node_modules|\/(?:tmp|home|root|usr)\/[\w.-]+/,
  /\b(?:sqlite|drizzle|pglite|postgres|neondb)/i,
  /\b(?:select|insert into|update|delete from)\s+["\w*]+.{0,40}\b(?:from|values|set|where)\b/i,
  /\b(?:TypeError|ReferenceError|RangeError|SyntaxError|DOMException|Error: internal)\b/,
  /Cannot read propert|is not a function|is not iterable|undefined is not|Maximum call stack/,
  /Durable Object|workerd|cloudflare:/i,
]

export async function send({ url, method = 'POST', headers, body }: Sent): Promise<Answered> {
  const startedAtMs = performance.now()
  const response = await fetch(url, {
    method,
    headers,
    body,
    redirect: 'manual',
    signal: AbortSignal.timeout(LONGEST_MS * 2),
  })
  const text = await response.text()
  return { status: response.status, body: text, tookMs: performance.now() - startedAtMs }
}

/** What is wrong with an answer, or undefined. */
export function wrongWith(sent: Sent, { status, body, tookMs }: Answered): string | undefined {
  if (status >= 500) return `it is answered with ${status}`
  if (tookMs > LONGEST_MS) return `it takes ${Math.round(tookMs / 1_000)} s`
  const asked = typeof sent.body === 'string' ? sent.body : new TextDecoder().decode(sent.body)
  for (const pattern of INNER) {
    const [found] = pattern.exec(body) ?? []
    // What it was sent it may repeat, as a name that it does not know.
    if (found !== undefined && !asked.includes(found)) return `the answer says ${JSON.stringify(found)}`
  }
  return undefined
}

/** A stack that is out of breath says 503 to anything; what is wrong with the request itself is wrong again. */
export async function judge(sent: Sent): Promise<{ readonly answered: Answered; readonly wrong: string | undefined }> {
  const answered = await send(sent)
  const wrong = wrongWith(sent, answered)
  if (wrong === undefined || answered.status !== 503) return { answered, wrong }
  await new Promise((resolve) => setTimeout(resolve, 1_000))
  const again = await send(sent)
  return { answered: again, wrong: wrongWith(sent, again) }
}
