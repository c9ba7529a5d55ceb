import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { type Answer, errorAnswer, jsonAnswer, parseJson } from '../http/answer.ts'

export interface ClientCredentials {
  readonly clientId: string
  readonly clientSecret: string
}

const LIFETIME_SECONDS = 3600

export interface TokenIssuer {
  /** `POST /oauth/token` of RFC 6749, section 4.4; the client authenticates by HTTP Basic or in the body. */
  issue(authorization: string | undefined, contentType: string | undefined, body: string, nowMs: number): Answer
  accepts(authorization: string | undefined, nowMs: number): boolean
  /** No token given out before is accepted any more. */
  revokeAll(): void
}

/** Access tokens are signed, not stored: those given out before a restart stay good. */
export function createTokenIssuer({ clientId, clientSecret }: ClientCredentials): TokenIssuer {
  let generation = ''
  const sign = (claims: string): string =>
    createHmac('sha256', clientSecret).update(`access token ${generation} ${claims}`).digest('base64url')

  function issue(authorization: string | undefined, contentType: string | undefined, body: string, nowMs: number) {
    const fields = readFields(contentType, body)
    const given = basicCredentials(authorization) ?? { id: fields.client_id, secret: fields.client_secret }
    if (!same(given.id, clientId) || !same(given.secret, clientSecret)) {
      return jsonAnswer(401, { error: 'invalid_client' }, { 'www-authenticate': 'Basic realm="acquirer"' })
    }
    if (fields.grant_type !== 'client_credentials') return jsonAnswer(400, { error: 'unsupported_grant_type' })
    const claims = `${nowMs + LIFETIME_SECONDS * 1000}.${randomBytes(12).toString('base64url')}`
    const token = `${claims}.${sign(claims)}`
    return jsonAnswer(200, { access_token: token, token_type: 'Bearer', expires_in: LIFETIME_SECONDS })
  }

  function accepts(authorization: string | undefined, nowMs: number): boolean {
    const [, expiresAt, nonce, signature] =
      /^Bearer ([0-9]{1,16})\.([\w-]{1,32})\.([\w-]{1,64})$/i.exec(authorization ?? '') ?? []
    return Number(expiresAt) > nowMs && same(signature, sign(`${expiresAt}.${nonce}`))
  }

  return {
    issue,
    accepts,
    revokeAll: () => {
      generation = randomBytes(12).toString('base64url')
    },
  }
}

export const unauthorized = (): Answer => {
  const answer = errorAnswer(401, 'unauthorized', 'the access token is missing, expired or not valid')
  return { ...answer, headers: { ...answer.headers, 'www-authenticate': 'Bearer error="invalid_token"' } }
}

function readFields(contentType: string | undefined, body: string): Readonly<Record<string, unknown>> {
  if (contentType?.startsWith('application/json')) {
    const value = parseJson(body)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  }
  return Object.fromEntries(new URLSearchParams(body))
}

function basicCredentials(authorization: string | undefined): { id: string; secret: string } | undefined {
  const [, encoded] = /^Basic ([\w+/=-]{1,2048})$/i.exec(authorization ?? '') ?? []
  if (encoded === undefined) return undefined
  const [id = '', ...rest] = Buffer.from(encoded, 'base64').toString('utf8').split(':')
  // RFC 6749, 2.3.1: both are form-encoded before they are put together. Ours need no encoding.
  return { id, secret: rest.join(':') }
}

function same(given: unknown, expected: string): boolean {
  if (typeof given !== 'string') return false
  const left = Buffer.from(given)
  const right = Buffer.from(expected)
  return left.length === right.length && timingSafeEqual(left, right)
}
