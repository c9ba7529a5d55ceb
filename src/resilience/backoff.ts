import { createHash } from 'node:crypto'

/**
 * How long to wait before retry number `retry` (0, 1, 2 …): anything up to a ceiling that doubles, so that callers who
 * failed together do not come back together. "Full jitter" of the AWS Architecture Blog's "Exponential Backoff And
 * Jitter". `unit` is the chance, in [0, 1).
 */
export const fullJitterMs = (
  retry: number,
  { baseMs, mostMs }: { readonly baseMs: number; readonly mostMs: number },
  unit: number,
): number => Math.floor(Math.min(mostMs, baseMs * 2 ** retry) * unit)

/** A number in [0, 1) that looks like chance and is always the same for the same seed. */
export const seededUnit = (seed: string): number =>
  createHash('sha256').update(seed).digest().readUIntBE(0, 6) / 2 ** 48
