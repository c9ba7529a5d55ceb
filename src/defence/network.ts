/** Where a request comes from, as narrow as one subscriber usually is and as wide as one provider usually gives out. */
export interface Network {
  /** /32 of IPv4, /64 of IPv6: inside a /64 a subscriber takes any address it likes. */
  readonly narrow: string
  /** /24 of IPv4, /48 of IPv6: the least that is routed, and so what an attacker rents or moves about in. */
  readonly wide: string
}

/** Set by Cloudflare on every request, whatever the client says; a Worker behind anything else has to see to it itself. */
export const ADDRESS_HEADER = 'cf-connecting-ip'

/** The longest address there is: IPv6 with an embedded IPv4 address. */
const LONGEST_ADDRESS = 45
const GROUPS = 8

/** The networks of an address; undefined where the text is none, for then nothing is known and nobody is blamed. */
export function networkOf(address: string | null | undefined): Network | undefined {
  if (address === null || address === undefined || address.length > LONGEST_ADDRESS) return undefined
  const four = octetsOf(address)
  if (four !== undefined) return networkOfFour(four)
  const groups = groupsOf(address)
  if (groups === undefined) return undefined
  // ::ffff:a.b.c.d is an IPv4 address in another spelling, and must not be a way around the count of the first.
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) {
    const [high = 0, low = 0] = groups.slice(6)
    return networkOfFour([high >> 8, high & 255, low >> 8, low & 255])
  }
  const prefix = (length: number) =>
    groups
      .slice(0, length)
      .map((group) => group.toString(16))
      .join(':')
  return { narrow: `${prefix(4)}::/64`, wide: `${prefix(3)}::/48` }
}

const networkOfFour = (octets: readonly number[]): Network => ({
  narrow: `${octets.join('.')}/32`,
  wide: `${octets.slice(0, 3).join('.')}.0/24`,
})

function octetsOf(text: string): readonly number[] | undefined {
  if (!/^(?:\d{1,3}\.){3}\d{1,3}$/.test(text)) return undefined
  const octets = text.split('.').map(Number)
  return octets.every((octet) => octet <= 255) ? octets : undefined
}

/** The eight groups of an IPv6 address (RFC 4291, 2.2). */
function groupsOf(text: string): readonly number[] | undefined {
  if (!/^[0-9a-f:.]+$/i.test(text) || !text.includes(':')) return undefined
  const [head = '', tail, ...more] = text.split('::')
  if (more.length > 0) return undefined
  // The embedded IPv4 address of RFC 4291 ends the whole, so what stands before "::" has none.
  const left = sideOf(head, tail === undefined)
  const right = tail === undefined ? [] : sideOf(tail, true)
  if (left === undefined || right === undefined) return undefined
  const missing = GROUPS - left.length - right.length
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined
  return [...left, ...Array<number>(missing).fill(0), ...right]
}

function sideOf(text: string, mayEmbed: boolean): readonly number[] | undefined {
  if (text === '') return []
  const groups: number[] = []
  const parts = text.split(':')
  for (const [index, part] of parts.entries()) {
    const four = mayEmbed && index === parts.length - 1 ? octetsOf(part) : undefined
    if (four !== undefined) {
      const [first = 0, second = 0, third = 0, fourth = 0] = four
      groups.push(first * 256 + second, third * 256 + fourth)
    } else if (/^[0-9a-f]{1,4}$/i.test(part)) groups.push(Number.parseInt(part, 16))
    else return undefined
  }
  return groups
}
