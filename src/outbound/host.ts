/** Names that never lead to a public host (RFC 6761, 6762, 8375, and what networks use inside). */
const INTERNAL_SUFFIXES = [
  'localhost',
  'localdomain',
  'local',
  'internal',
  'intranet',
  'home.arpa',
  'lan',
  'test',
  'invalid',
  'onion',
]

/** This machine, as a developer writes it. */
const LOOPBACK_HOSTS: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

/** Whether a URL's `hostname` is this machine's, which is where receivers and test doubles are in development. */
export const isLoopbackHost = (hostname: string): boolean => LOOPBACK_HOSTS.has(hostname)

/**
 * Whether a URL's `hostname` is a name that may be public. No address literal is: what has a certificate has a name, and so
 * no spelling of a private address has to be known (the URL parser has turned decimal, octal, hex and wide digits into the
 * usual one by then). What the name resolves to is another question.
 */
export function isPublicName(hostname: string): boolean {
  const name = hostname.replace(/\.$/, '')
  if (!name.includes('.') || name.startsWith('[') || /^[0-9.]+$/.test(name)) return false
  return !INTERNAL_SUFFIXES.some((suffix) => name === suffix || name.endsWith(`.${suffix}`))
}
