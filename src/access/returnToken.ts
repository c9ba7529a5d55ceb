import { base32, fromBase32 } from '../ids/base32.ts'
import { parseId } from '../ids/ids.ts'
import { keyFor, macOf, sameBytes } from '../signing/derivedKey.ts'

const MAC_BYTES = 16
/** Longer than any token; a longer text is refused before it is looked at. */
const LONGEST_TOKEN = 120

/** What `/return/:token` carries: the attempt's id and a proof that we made it. Whether it was used is the payment's to say. */
export const returnTokenFor = (signingSecret: string, attemptId: string): string =>
  `${attemptId}_${base32(macOf(keyFor('return-token', signingSecret), attemptId, MAC_BYTES))}`

/** The payment and the number of the attempt that the token was made for, or undefined where we did not make it. */
export function readReturnToken(
  signingSecret: string,
  token: string,
): { readonly paymentId: string; readonly attempt: number } | undefined {
  if (token.length > LONGEST_TOKEN) return undefined
  const at = token.lastIndexOf('_')
  const attemptId = token.slice(0, Math.max(at, 0))
  const id = parseId(attemptId)
  const mac = fromBase32(token.slice(at + 1))
  if (id?.kind !== 'attempt' || mac === undefined) return undefined
  if (!sameBytes(mac, macOf(keyFor('return-token', signingSecret), attemptId, MAC_BYTES))) return undefined
  return { paymentId: id.paymentId, attempt: id.number }
}
