/** Ours or the platform's to set, hop-by-hop (RFC 9110, 7.6.1), or read by proxies as where a request comes from. */
const REFUSED = new Set([
  'authorization',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'cookie',
  'expect',
  'forwarded',
  'host',
  'keep-alive',
  'origin',
  'referer',
  'set-cookie',
  'te',
  'trailer',
  'transfer-encoding',
  'true-client-ip',
  'upgrade',
  'via',
  'x-real-ip',
])
const REFUSED_PREFIXES = ['proxy-', 'cf-', 'sec-', 'x-forwarded-', 'access-control-']
const NAME = /^[a-z0-9][a-z0-9-]{0,63}$/
const VALUE = /^[\x20-\x7e]{0,1024}$/
const MOST_HEADERS = 32

/** The request's own headers, or undefined where one of them is not a template's to set. */
export function requestHeaders(
  headers: Readonly<Record<string, string>>,
  authorizationName: string | undefined,
): Headers | undefined {
  const entries = Object.entries(headers)
  if (entries.length > MOST_HEADERS) return undefined
  const result = new Headers()
  for (const [name, value] of entries) {
    if (!NAME.test(name) || REFUSED.has(name) || REFUSED_PREFIXES.some((prefix) => name.startsWith(prefix))) {
      return undefined
    }
    if (name === authorizationName?.toLowerCase() || typeof value !== 'string' || !VALUE.test(value)) return undefined
    result.set(name, value)
  }
  return result
}
