/** No gateway's path with its query needs more. */
const LONGEST_PATH = 2048
/** Percent-encoded dot, slash, backslash, percent, at sign and NUL: spelled that way only to slip past a check. */
const ENCODED_TRICKS = /%(?:2e|2f|5c|25|40|00)/i
const PATH_CHARACTERS = /^\/[A-Za-z0-9._~!$&'()*+,;=:%/-]*$/
const QUERY_CHARACTERS = /^[A-Za-z0-9._~!$&'()*+,;=:%/?[\]-]*$/

/**
 * The whole URL below an account's base URL, or undefined. The host is the account's alone: a path that could be read as
 * anything but a place below the base URL is refused, not mended.
 */
export function addressBelow(baseUrl: string, path: string): URL | undefined {
  if (path.length > LONGEST_PATH) return undefined
  const queryAt = path.indexOf('?')
  const place = queryAt < 0 ? path : path.slice(0, queryAt)
  const query = queryAt < 0 ? '' : path.slice(queryAt + 1)
  if (!PATH_CHARACTERS.test(place) || !QUERY_CHARACTERS.test(query)) return undefined
  if (place.includes('//') || ENCODED_TRICKS.test(place)) return undefined
  if (place.split('/').some((segment) => segment === '.' || segment === '..')) return undefined
  const base = new URL(baseUrl)
  const url = new URL(baseUrl + path)
  const below = url.origin === base.origin && `${url.pathname}/`.startsWith(base.pathname.replace(/\/*$/, '/'))
  return below && url.username === '' && url.password === '' ? url : undefined
}
