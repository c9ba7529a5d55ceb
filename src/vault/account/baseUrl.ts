import { isLoopbackHost, isPublicName } from '../../outbound/host.ts'

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
  if (!isPublicName(url.hostname) && !(development && isLoopbackHost(url.hostname))) return undefined
  return (url.origin + url.pathname).replace(/\/+$/, '')
}
