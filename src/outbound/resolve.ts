import { ok, type Result, refuse } from '../result.ts'
import { isPublicAddress } from './address.ts'

/** What a name resolves to, or why that is not known. */
export type Resolve = (name: string, signal: AbortSignal) => Promise<Result<readonly string[], string>>

/** Cloudflare's resolver: it answers in the same building as the Worker that asks. */
const RESOLVER = 'https://cloudflare-dns.com/dns-query'
/** Record types of RFC 1035 and RFC 3596. */
const WANTED = [1, 28]

interface DnsAnswer {
  readonly Status?: unknown
  readonly Answer?: readonly { readonly type?: unknown; readonly data?: unknown }[]
}

/** Asks over HTTPS (RFC 8484, in its JSON form) for all addresses of both kinds. Half of the answer is no answer. */
export function resolveOverHttps(ask: (url: string, init: RequestInit) => Promise<Response>): Resolve {
  return async (name, signal) => {
    try {
      const answers = await Promise.all(
        WANTED.map(async (type) => {
          const url = `${RESOLVER}?name=${encodeURIComponent(name)}&type=${type}`
          const response = await ask(url, { headers: { accept: 'application/dns-json' }, signal })
          if (!response.ok) throw new Error(`the resolver answered ${response.status}`)
          const { Status, Answer = [] } = (await response.json()) as DnsAnswer
          if (Status !== 0) throw new Error(`the resolver answered with code ${String(Status)}`)
          return Answer.flatMap(({ type: kind, data }) => (kind === type && typeof data === 'string' ? [data] : []))
        }),
      )
      return ok(answers.flat())
    } catch (error) {
      return refuse(error instanceof Error ? error.message : String(error))
    }
  }
}

/** Why a name may not be called now; undefined where all that it resolves to is public. */
export async function troubleWithName(
  name: string,
  resolve: Resolve,
  signal: AbortSignal,
): Promise<string | undefined> {
  const addresses = await resolve(name, signal)
  if (!addresses.ok) return `The name could not be resolved: ${addresses.error}.`
  if (addresses.value.length === 0) return 'The name resolves to no address.'
  return addresses.value.every(isPublicAddress) ? undefined : 'The name resolves to an address that is not public.'
}

/** As long as resolvers of operating systems keep an answer at least; a burst of calls asks once. */
const REMEMBERED_MS = 30_000
const MOST_REMEMBERED = 1_000

/** Asks once for a while. What was not answered is asked again at once. */
export function remembering(resolve: Resolve, nowMs: () => number): Resolve {
  const known = new Map<string, { readonly answer: Awaited<ReturnType<Resolve>>; readonly untilMs: number }>()
  return async (name, signal) => {
    const before = known.get(name)
    if (before !== undefined && nowMs() < before.untilMs) return before.answer
    const answer = await resolve(name, signal)
    if (known.size >= MOST_REMEMBERED) known.clear()
    if (answer.ok) known.set(name, { answer, untilMs: nowMs() + REMEMBERED_MS })
    else known.delete(name)
    return answer
  }
}
