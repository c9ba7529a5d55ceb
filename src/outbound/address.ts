type Block = readonly [first: readonly number[], bits: number]

/**
 * IPv4 blocks that are not globally reachable: IANA's special-purpose registry (RFC 6890 and its updates), the relays of
 * 6to4 (RFC 7526), multicast and what is reserved.
 */
const NOT_PUBLIC_V4: readonly Block[] = [
  [[0], 8],
  [[10], 8],
  [[100, 64], 10],
  [[127], 8],
  [[169, 254], 16],
  [[172, 16], 12],
  [[192, 0, 0], 24],
  [[192, 0, 2], 24],
  [[192, 88, 99], 24],
  [[192, 168], 16],
  [[198, 18], 15],
  [[198, 51, 100], 24],
  [[203, 0, 113], 24],
  [[224], 4],
  [[240], 4],
]

/** Of IPv6 only global unicast is public at all, which leaves out loopback, mapped, NAT64, unique local and multicast. */
const GLOBAL_UNICAST: Block = [[0x20], 3]
/** And of that not protocol assignments with Teredo, documentation (two blocks), and 6to4, which hides an IPv4 address. */
const NOT_PUBLIC_V6: readonly Block[] = [
  [[0x20, 0x01, 0x00], 23],
  [[0x20, 0x01, 0x0d, 0xb8], 32],
  [[0x20, 0x02], 16],
  [[0x3f, 0xff, 0x00], 20],
]

/** Whether an address that a name resolved to is one of the public internet. What is no address is not. */
export function isPublicAddress(text: string): boolean {
  const bytes = text.includes(':') ? bytesOfV6(text) : bytesOfV4(text)
  if (bytes === undefined) return false
  if (bytes.length === 4) return !NOT_PUBLIC_V4.some((block) => isWithin(bytes, block))
  return isWithin(bytes, GLOBAL_UNICAST) && !NOT_PUBLIC_V6.some((block) => isWithin(bytes, block))
}

const isWithin = (bytes: readonly number[], [first, bits]: Block): boolean =>
  Array.from({ length: Math.ceil(bits / 8) }, (_, at) => {
    const mask = (0xff << Math.max(0, 8 * (at + 1) - bits)) & 0xff
    return ((bytes[at] ?? 0) & mask) === ((first[at] ?? 0) & mask)
  }).every(Boolean)

const V4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/

function bytesOfV4(text: string): readonly number[] | undefined {
  const bytes = V4.exec(text)?.slice(1).map(Number)
  return bytes?.every((byte) => byte <= 255) ? bytes : undefined
}

/** The URL parser knows every spelling of an IPv6 address, and writes it in one: hexadecimal groups, one gap at most. */
function bytesOfV6(text: string): readonly number[] | undefined {
  if (!URL.canParse(`http://[${text}]`)) return undefined
  const [head = '', tail] = new URL(`http://[${text}]`).hostname.slice(1, -1).split('::')
  const groups = (part: string): number[] =>
    part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16))
  const [before, after] = [groups(head), groups(tail ?? '')]
  const gap = new Array<number>(8 - before.length - after.length).fill(0)
  return [...before, ...gap, ...after].flatMap((group) => [group >> 8, group & 0xff])
}
