import type { TokenShown } from '../../protocol/messages.ts'
import { fieldsOf } from '../../protocol/read.ts'
import { readToken } from '../../protocol/shown.ts'
import { type Content, type EncryptionKey, encryptCard } from '../encryptCard.ts'
import type { FieldName, Problem } from '../field/validate.ts'
import { type Challenge, challengeIn, solve } from './proof.ts'
import { wait } from './wait.ts'

export interface FieldProblem {
  readonly field: FieldName
  readonly problem: Problem
}

export type Tokenized =
  | ({ readonly kind: 'token' } & TokenShown)
  | { readonly kind: 'invalid'; readonly errors: readonly FieldProblem[] }
  | { readonly kind: 'refused'; readonly code: string }
  /** Nothing was paid and nothing is under way. */
  | { readonly kind: 'lost' }

const TIMEOUT_MS = 10_000
const PAUSES_MS = [300, 1000, 2500]

/** What the vault found wrong, in the frame's own words: by field and code where they say more than the field alone. */
const PROBLEM_OF: Readonly<Record<string, FieldProblem>> = {
  number: { field: 'number', problem: 'numberInvalid' },
  'number missing': { field: 'number', problem: 'numberMissing' },
  expiryMonth: { field: 'expiry', problem: 'expiryInvalid' },
  expiryYear: { field: 'expiry', problem: 'expiryIncomplete' },
  'expiryYear expired': { field: 'expiry', problem: 'expiryPast' },
  'expiryYear too_far': { field: 'expiry', problem: 'expiryTooFar' },
  cvc: { field: 'cvc', problem: 'cvcInvalid' },
  'cvc missing': { field: 'cvc', problem: 'cvcMissing' },
  name: { field: 'name', problem: 'nameInvalid' },
}

/**
 * Encrypts the card to the vault and gets a token: with a client secret good for that payment alone, with a publishable
 * key for the one that is first made with it.
 */
export async function tokenize(credential: string, card: Content): Promise<Tokenized> {
  let keysCache: RequestCache = 'default'
  let jwe: string | undefined
  let proof: string | undefined
  for (const pauseMs of [0, ...PAUSES_MS]) {
    await wait(pauseMs)
    try {
      // The same blob is the same token, so a request whose answer was lost is sent again as it was.
      jwe ??= await encryptCard(await currentKey(keysCache), card)
      let answer = await sendCard(credential, jwe, proof)
      if (typeof answer === 'object' && answer.kind === 'challenge') {
        proof = await solve(answer)
        answer = await sendCard(credential, jwe, proof)
      }
      // Its time was over before it arrived: the next try asks for another.
      if (typeof answer === 'object' && answer.kind === 'challenge') continue
      if (answer !== 'unknown_key') return answer
      // The keys were rotated since the browser kept them.
      jwe = undefined
      proof = undefined
      keysCache = 'reload'
    } catch {
      // The connection, or the vault for a moment: once more.
    }
  }
  return { kind: 'lost' }
}

async function currentKey(cache: RequestCache): Promise<EncryptionKey> {
  const response = await fetch('/keys', { cache, signal: AbortSignal.timeout(TIMEOUT_MS) })
  const { keys } = (await response.json()) as { readonly keys: readonly EncryptionKey[] }
  const [key] = keys
  if (key === undefined) throw new Error('the vault has no key')
  return key
}

/** Lets the browser keep the keys before they are needed. */
export const prefetchKeys = (): void => {
  fetch('/keys').catch(() => undefined)
}

async function sendCard(
  credential: string,
  jwe: string,
  proof: string | undefined,
): Promise<Tokenized | Challenge | 'unknown_key'> {
  const response = await fetch('/tokens', {
    method: 'POST',
    headers: { authorization: `Bearer ${credential}`, 'content-type': 'application/json' },
    body: JSON.stringify({ jwe, proof }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
    referrerPolicy: 'no-referrer',
  })
  if (response.status >= 500) throw new Error('the vault is not available')
  const body = fieldsOf(await response.json())
  const token = response.ok ? readToken(body) : undefined
  if (token !== undefined) return { kind: 'token', ...token }
  const challenge = response.status === 428 ? challengeIn(body?.challenge) : undefined
  if (challenge !== undefined) return challenge
  const errors = (Array.isArray(body?.errors) ? body.errors : []).map(fieldsOf)
  if (errors.some((error) => error?.field === 'jwe' && error.code === 'unknown_key')) return 'unknown_key'
  const named = errors.flatMap((error) => {
    const found = PROBLEM_OF[`${error?.field} ${error?.code}`] ?? PROBLEM_OF[String(error?.field)]
    return found === undefined ? [] : [found]
  })
  return named.length > 0
    ? { kind: 'invalid', errors: named }
    : { kind: 'refused', code: String(body?.code ?? 'UNKNOWN') }
}
