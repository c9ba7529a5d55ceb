import { ok, type Result, refuse } from '../../result.ts'
import { binFactsOf } from '../card/binFacts.ts'
import { type Card, type FieldError, fieldError, type ShownCard } from '../card/card.ts'
import { parseCard } from '../card/parse.ts'
import { type EnteredCode, isCode, parseCode } from '../card/parseCode.ts'
import { type TokenFacts, tokenFactsOf } from '../contract.ts'
import { sealCard } from '../crypto/envelope.ts'
import { admitCard, type Bringer, type BroughtCard, noteBrought, noteInvalid } from '../defence/admit.ts'
import { liveFrameKeys, secretsOf } from '../env.ts'
import { invalidFields, type Problem } from '../http/problem.ts'
import type { JweProblem } from '../jwe/header.ts'
import { openJwe } from '../jwe/open.ts'
import { currentDataKey, monthOf } from '../keys/dataKey.ts'
import { keyHashOf, placeOf, tokenFor } from './token.ts'

export interface CreatedToken {
  readonly token: string
  readonly expiresAt: string
  /** Absent where the token carries a security code alone. */
  readonly card?: ShownCard
}

const JWE_MESSAGES: Readonly<Record<JweProblem, string>> = {
  not_compact: 'This is not a compact JWE.',
  header_too_large: 'The JWE header is too large.',
  header_malformed: 'The JWE header is not a JSON object.',
  unsupported_algorithm: 'Only ECDH-ES with A256GCM is taken.',
  unsupported_header: 'Neither crit nor zip is taken.',
  unknown_key: 'The JWE is not made for a key of /keys.',
  payload_too_large: 'The encrypted content is too large.',
  not_decryptable: 'The JWE cannot be decrypted.',
  not_json: 'The encrypted content is not JSON.',
}

/**
 * Opens the blob, judges the card and keeps it sealed. The same blob from the same caller is the same token. Throws
 * `DataKeyUnavailableError`.
 */
export async function createToken(
  bringer: Bringer,
  { jwe, proof }: Pick<BroughtCard, 'jwe' | 'proof'>,
  nowMs: number,
): Promise<Result<CreatedToken, Problem>> {
  const { env, identity } = bringer
  const secrets = secretsOf(env)
  const opened = await openJwe(jwe, liveFrameKeys(secrets, nowMs))
  // A browser that kept yesterday's keys is to blame for nothing.
  if (!opened.ok && opened.error !== 'unknown_key') noteInvalid(bringer)
  if (!opened.ok) return refuse(invalidFields([fieldError('jwe', opened.error, JWE_MESSAGES[opened.error])]))
  const read = readContent(opened.value, nowMs)
  if (!read.ok) {
    noteInvalid(bringer)
    return refuse(invalidFields(read.error))
  }
  const { content, facts, shown } = read.value
  // A code counts under the stored card that it is for: whoever guesses codes tries one card again and again.
  const brought = 'number' in content ? { number: content.number } : { methodId: content.paymentMethod }
  const admitted = await admitCard(bringer, { ...brought, jwe, proof }, nowMs)
  if (!admitted.ok) return admitted
  const token = tokenFor(jwe, facts, secrets.tokenSecret)
  const place = placeOf(token.id)
  if (place === undefined) throw new Error('a new token has no place')
  const { kind: callerKind, merchantId, mode, credentialId, paymentId } = identity
  const dataKey = await currentDataKey(env, { merchantId, mode }, monthOf(nowMs))
  const { keyVersion, sealed } = sealCard(content, { tokenId: token.id, merchantId, mode }, token.key, dataKey)
  const kept = await env.VAULT_SHARDS.getByName(place.shardName).put({
    tokenId: place.rowId,
    credentialId,
    merchantId,
    mode,
    boundPaymentId: paymentId ?? null,
    createdAtMs: nowMs,
    keyVersion,
    keyHash: keyHashOf(token),
    sealed,
    callerKind,
  })
  if (kept.kind === 'replayed') {
    return refuse({
      ...invalidFields([fieldError('jwe', 'replayed', 'This JWE was used before. Encrypt the card again.')], 409),
      code: 'REPLAYED',
      title: 'This JWE was used before.',
    })
  }
  noteBrought(bringer, token.id, admitted.value)
  const expiresAt = new Date(kept.expiresAtMs).toISOString()
  return ok({ token: token.text, expiresAt, ...(shown === undefined ? {} : { card: shown }) })
}

/** What is sealed, what the token's id tells of it, and what may be shown. */
interface Content {
  readonly content: Card | EnteredCode
  readonly facts: TokenFacts
  readonly shown?: ShownCard
}

/** A card, or the security code for a stored one. */
function readContent(value: unknown, nowMs: number): Result<Content, readonly FieldError[]> {
  if (isCode(value)) {
    const code = parseCode(value)
    return code.ok ? ok({ content: code.value, facts: tokenFactsOf(code.value.paymentMethod) }) : code
  }
  const parsed = parseCard(value, nowMs)
  if (!parsed.ok) return parsed
  const { card, shown } = parsed.value
  return ok({ content: card, facts: { brand: shown.brand, ...binFactsOf(card.number) }, shown })
}
