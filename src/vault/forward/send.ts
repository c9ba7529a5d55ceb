import type { GatewayAnswer } from '../../gateway/forward.ts'
import type { GatewayAccount } from '../account/account.ts'
import { type Authorization, authorizationFor, dropAuthorization } from './accessToken.ts'
import { noteAnswer } from './connection.ts'
import { type Exchange, type ExchangeRequest, exchange } from './exchange.ts'

export type NotSentReason = Extract<GatewayAnswer, { kind: 'not_sent' }>['reason']
export const notSent = (reason: NotSentReason): GatewayAnswer => ({ kind: 'not_sent', reason })

/** Lets work go on when the call that began it has ended. */
export type KeepAlive = (work: Promise<unknown>) => void

/**
 * Sends with the account's credentials. A 401 proves that the request was not processed, so it is sent once more with a
 * fresh access token; where there is none, nothing has happened. The answer is cut to what `mask` leaves of it.
 */
export async function sendAuthorized(
  account: GatewayAccount,
  url: URL,
  request: ExchangeRequest,
  mask: (text: string) => string,
  deadlineMs: number,
  keepAlive: KeepAlive,
): Promise<GatewayAnswer> {
  const refreshable = account.credentials.authorization.kind === 'oauth2_client_credentials'
  for (let round = 1; ; round++) {
    const authorization = await authorizationFor(account, deadlineMs - Date.now(), keepAlive)
    if (authorization === 'refused') return notSent('access_refused')
    if (authorization === undefined) return notSent('no_access_token')
    const leftMs = deadlineMs - Date.now()
    // The time went by inside the vault: nothing has left.
    if (leftMs <= 0) return notSent('vault_unavailable')
    const headers = new Headers(request.headers)
    headers.set(authorization.name, authorization.value)
    const answer: Exchange = await exchange(url, { ...request, headers }, leftMs)
    noteAnswer(account.id, answer.kind === 'answered')
    if (answer.kind !== 'answered') return answer
    if (answer.status === 401 && refreshable) {
      dropAuthorization(account, authorization)
      if (round === 1) continue
    }
    return masked(answer, (text) => mask(withoutSecret(text, authorization)))
  }
}

function masked(answer: Extract<Exchange, { kind: 'answered' }>, mask: (text: string) => string): GatewayAnswer {
  const headers = Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, mask(value)]))
  return { ...answer, headers, body: mask(answer.body) }
}

/** Shorter than any gateway's key; taking less out of an answer would spoil it by accident. */
const SHORTEST_SECRET = 8

/** A gateway that repeats what authorized the call, as debugging aids do, tells it to nobody. */
function withoutSecret(text: string, { value }: Authorization): string {
  const secret = value.slice(value.lastIndexOf(' ') + 1)
  return secret.length < SHORTEST_SECRET ? text : text.replaceAll(secret, '***')
}
