/** Names that never lead to a public host (RFC 6761, 6762, 8375, and what networks use inside). */
const INTERNAL_SUFFIXES = ['localhost', 'local', 'internal', 'intranet', 'home.arpa', 'lan', 'test', 'invalid', 'onion']
const LOOPBACK_HOSTS = new Set(['localhost', '127.0.0.1', '[::1]'])
const LONGEST_BASE_URL = 512

/**
 * A gateway's base URL without its trailing slash, or undefined. Public https on 443 by name only: gateways have names,
 * and without address literals no spelling of a private address has to be known. In development also http, other ports
 * and this machine. What a public name resolves to is the platform's to guard: it has no route into private networks.
 */
export function parseBaseUrl(text: string, development: boolean): string | undefined {
  if (text.length > LONGEST_BASE_URL || !URL.canParse(text)) return undefined
  const url = new URL(text)
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return undefined
  if (/[\\\s?#@]|%/.test(text)) return undefined
  if (url.protocol !== 'https:' && !(development && url.protocol === 'http:')) return undefined
  if (url.port !== '' && !development) return undefined
  if (!isPublicName(url.hostname) && !(development && LOOPBACK_HOSTS.has(url.hostname))) return undefined
  return (url.origin + url.pathname).replace(/\/+$/, '')
}

function isPublicName(hostname: string): boolean {
  const name = hostname.replace(/\.$/, '')
  if (!name.includes('.') || name.startsWith('[') || /^[0-9.]+$/.test(name)) return false
  return !INTERNAL_SUFFIXES.some((suffix) => name === suffix || name.endsWith(`.${suffix}`))
}
