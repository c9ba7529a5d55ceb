import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { ok, type Result, refuse } from '../../result.ts'
import { combineParts, splitSecret } from '../crypto/shamir.ts'

/** A custodian's share of one version of a key-encryption key. */
export interface Share {
  readonly version: string
  /** So many shares of its set are needed. */
  readonly threshold: number
  readonly x: number
  readonly y: Uint8Array
  /** Of the whole key: tells the sets apart, and a right combination from a wrong one. It says nothing of the key. */
  readonly check: string
}

const KEY_BYTES = 32
/** 64 bits: no two sets share them, and nobody finds 256 random bits from them. */
const CHECK_BYTES = 8
/** Enough to find a mistyped character. */
const SUM_BYTES = 3

/** `tpk1`, version, shares needed, place, check, the share's bytes, and a sum over all of it. */
const SHARE = /^tpk1\.([0-9]{1,6})\.([0-9]{1,3})\.([0-9]{1,3})\.([\w-]{11})\.([\w-]{43})\.([\w-]{4})$/

export function splitKey(key: Uint8Array, version: string, threshold: number, count: number): readonly string[] {
  if (key.length !== KEY_BYTES) throw new RangeError('a key-encryption key has 32 bytes')
  const check = checkOf(key, version)
  return splitSecret(key, threshold, count).map(({ x, y }) => {
    const body = `tpk1.${version}.${threshold}.${x}.${check}.${Buffer.from(y).toString('base64url')}`
    return `${body}.${sumOf(body)}`
  })
}

/** The share that a text is, or undefined where it was mistyped or is none. */
export function parseShare(text: string): Share | undefined {
  const [, version, threshold, x, check, y, sum] = text.length > 128 ? [] : (SHARE.exec(text.trim()) ?? [])
  if (version === undefined || check === undefined || y === undefined) return undefined
  const trimmed = text.trim()
  if (sumOf(trimmed.slice(0, trimmed.lastIndexOf('.'))) !== sum) return undefined
  const share = { version, threshold: Number(threshold), x: Number(x), y: new Uint8Array(Buffer.from(y, 'base64url')) }
  return share.threshold < 2 || share.threshold > 255 || share.x < 1 || share.x > 255 ? undefined : { ...share, check }
}

export type CombineProblem = { readonly kind: 'too_few'; readonly missing: number } | { readonly kind: 'do_not_fit' }

/** The key-encryption key behind shares of one version. Shares that are given twice count once. */
export function combineShares(shares: readonly Share[]): Result<Uint8Array, CombineProblem> {
  const [first] = shares
  if (first === undefined) return refuse({ kind: 'too_few', missing: 2 })
  const { version, threshold, check } = first
  const fits = shares.every((one) => one.version === version && one.threshold === threshold && one.check === check)
  if (!fits) return refuse({ kind: 'do_not_fit' })
  const distinct = [...new Map(shares.map((share) => [share.x, share])).values()]
  if (distinct.length < threshold) return refuse({ kind: 'too_few', missing: threshold - distinct.length })
  const key = combineParts(distinct.slice(0, threshold))
  const isRight = timingSafeEqual(Buffer.from(checkOf(key, version)), Buffer.from(check))
  return isRight ? ok(key) : refuse({ kind: 'do_not_fit' })
}

const checkOf = (key: Uint8Array, version: string): string =>
  createHmac('sha256', key)
    .update(`turnpike.share.check\u0000${version}`)
    .digest()
    .subarray(0, CHECK_BYTES)
    .toString('base64url')

const sumOf = (body: string): string =>
  createHash('sha256').update(body).digest().subarray(0, SUM_BYTES).toString('base64url')
