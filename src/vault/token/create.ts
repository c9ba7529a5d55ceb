import { ok, type Result, refuse } from '../../result.ts'
import { binFactsOf } from '../card/binFacts.ts'
import { type FieldError, fieldError, type ShownCard } from '../card/card.ts'
import { parseCard } from '../card/parse.ts'
import { type EnteredCode, isCode, parseCode } from '../card/parseCode.ts'
import { type Kept, looksLikeWallet, parseWallet } from '../card/wallet.ts'
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
  /** Nothing is known here of the card of a wallet, and a security code alone is no card. */
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
  const { content, shown, number, methodId, facts } = read.value
  const admitted = await admitCard(
    bringer,
    { number, ...(methodId === undefined ? {} : { methodId }), jwe, proof },
    nowMs,
  )
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

/** What was brought, with all that is known of it. */
interface Brought {
  readonly content: Kept | EnteredCode
  readonly facts: TokenFacts
  readonly shown?: ShownCard
  readonly number?: string
  /** Of a code: it counts under the stored card that it is for, for whoever guesses codes tries one card again and again. */
  readonly methodId?: string
}

type Read = Result<Brought, readonly FieldError[]>

function readContent(value: unknown, nowMs: number): Read {
  if (isCode(value)) return readCode(value)
  return looksLikeWallet(value) ? readWallet(value) : readCard(value, nowMs)
}

function readCode(value: Readonly<Record<string, unknown>>): Read {
  const code = parseCode(value)
  if (!code.ok) return code
  const { paymentMethod: methodId } = code.value
  return ok({ content: code.value, methodId, facts: tokenFactsOf(methodId) })
}

function readCard(value: unknown, nowMs: number): Read {
  const parsed = parseCard(value, nowMs)
  if (!parsed.ok) return parsed
  const { card, shown } = parsed.value
  return ok({ content: card, shown, number: card.number, facts: { brand: shown.brand, ...binFactsOf(card.number) } })
}

function readWallet(value: Readonly<Record<string, unknown>>): Read {
  const parsed = parseWallet(value)
  if (!parsed.ok) return parsed
  const { card, brand } = parsed.value
  return ok({ content: card, facts: brand === undefined ? {} : { brand } })
}
