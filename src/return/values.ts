/** Gateways and issuers send a handful of fields; 3-D Secure's `cres` is the longest, at a few kilobytes. */
const MOST_VALUES = 50
const LONGEST_NAME = 64
const LARGEST_TOTAL = 8 * 1024

/**
 * What a return visit carried, bounded. What does not fit is left out, not refused: the shopper who stands there can do
 * nothing about it, and the gateway is asked how the attempt ended in any case.
 */
export function returnedValues(pairs: Iterable<readonly [string, string]>): Readonly<Record<string, string>> {
  const values = new Map<string, string>()
  let total = 0
  for (const [name, value] of pairs) {
    if (values.size >= MOST_VALUES) break
    if (name === '__proto__' || name.length > LONGEST_NAME || values.has(name)) continue
    if (total + name.length + value.length > LARGEST_TOTAL) continue
    total += name.length + value.length
    values.set(name, value)
  }
  return Object.fromEntries(values)
}
