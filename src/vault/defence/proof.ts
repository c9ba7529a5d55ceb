import { createHash } from 'node:crypto'
import { keyFor, macOf, sameBytes } from '../../signing/derivedKey.ts'

/** Long enough for the slowest phone, short enough that nobody gathers proofs for tomorrow. */
const PROOF_LIFETIME_MS = 5 * 60_000
const MAC_BYTES = 16
export const LONGEST_PROOF = 128

/** What a proof is good for: this blob from this credential. The same blob is the same token, so nothing is gained by a second use. */
export interface Subject {
  readonly credentialId: string
  readonly jwe: string
}

/**
 * A question whose answer costs work: a text for which a counter has to be found, so that SHA-256 of "text.counter" begins
 * with so many zero bits. It carries what it is about under the vault's own seal, so nothing is kept of it here.
 */
export function challengeFor(subject: Subject, difficulty: number, nowMs: number, tokenSecret: string): string {
  const terms = `${(nowMs + PROOF_LIFETIME_MS).toString(36)}.${difficulty}`
  return `${terms}.${sealOf(subject, terms, tokenSecret).toString('base64url')}`
}

/** Whether the work was done, for a question of ours about this blob, in time. */
export function isProven(proof: string, subject: Subject, nowMs: number, tokenSecret: string): boolean {
  if (proof.length > LONGEST_PROOF) return false
  const [, expires, difficulty, seal, counter] =
    /^([0-9a-z]{8,9})\.([0-9]{1,2})\.([A-Za-z0-9_-]{22})\.([0-9]{1,15})$/.exec(proof) ?? []
  if (expires === undefined || difficulty === undefined || seal === undefined || counter === undefined) return false
  if (Number.parseInt(expires, 36) <= nowMs) return false
  const expected = sealOf(subject, `${expires}.${difficulty}`, tokenSecret)
  if (!sameBytes(Buffer.from(seal, 'base64url'), expected)) return false
  return leadingZeroBits(createHash('sha256').update(proof).digest()) >= Number(difficulty)
}

const sealOf = ({ credentialId, jwe }: Subject, terms: string, tokenSecret: string): Buffer =>
  macOf(keyFor('proof-of-work', tokenSecret), JSON.stringify([credentialId, jwe, terms]), MAC_BYTES)

function leadingZeroBits(hash: Uint8Array): number {
  const first = hash.findIndex((byte) => byte !== 0)
  return first < 0 ? hash.length * 8 : first * 8 + Math.clz32(hash[first] ?? 0) - 24
}
