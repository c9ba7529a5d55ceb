import { isLoopbackHost, isPublicName } from '../../outbound/host.ts'
import { ok, type Result, refuse } from '../../result.ts'

/** What browsers and servers agree on at least. */
export const LONGEST_URL = 2_048

/**
 * An endpoint's URL as it will be called, or what is wrong with it. Public https on 443 by name; in development also plain
 * http on any port of this machine, where a developer's receiver is.
 */
export function checkUrl(text: string, development: boolean): Result<string, string> {
  if (text.length > LONGEST_URL) return refuse(`must have at most ${LONGEST_URL} characters`)
  if (/[\\\s]/.test(text) || !URL.canParse(text)) return refuse('must be a URL such as "https://shop.example/webhooks"')
  const url = new URL(text)
  if (url.username !== '' || url.password !== '' || /^[a-z]+:\/\/[^/?#]*@/i.test(text)) {
    return refuse('must not hold a user name or password')
  }
  if (text.includes('#')) return refuse('must not hold a fragment')
  if (development && isLoopbackHost(url.hostname) && (url.protocol === 'http:' || url.protocol === 'https:')) {
    return ok(url.href)
  }
  if (url.protocol !== 'https:') return refuse('must begin with https://')
  if (url.port !== '') return refuse('must use port 443')
  if (!isPublicName(url.hostname)) return refuse('must name a host of the public internet, not an address')
  return ok(url.href)
}
