import type { HealthDetails } from './snapshot.ts'

/** More than a taxonomy that is looked after ever lacks; the rarest makes room. */
const MOST_CODES = 50
/** As much of a gateway's code as failures keep. */
const LONGEST_CODE = 64

/** Codes of the gateway that the taxonomy does not know, most frequent first. */
export type UnmappedCodes = HealthDetails['unmappedCodes']

export function withUnmapped(codes: UnmappedCodes, text: string, nowMs: number): UnmappedCodes {
  const code = text.slice(0, LONGEST_CODE)
  const counted = { code, count: 1 + (codes.find((known) => known.code === code)?.count ?? 0), lastSeenAtMs: nowMs }
  const others = codes.filter((known) => known.code !== code).slice(0, MOST_CODES - 1)
  return [...others, counted].sort((one, other) => other.count - one.count || other.lastSeenAtMs - one.lastSeenAtMs)
}
