import type { GatewayAnswer } from '../../gateway/forward.ts'
import { type GatewayAccount, loadAccount } from '../account/account.ts'
import type { Card } from '../card/card.ts'
import type { ForwardCommand } from '../contract.ts'
import type { VaultEnv } from '../env.ts'
import { authorizationFor, dropAuthorization } from './accessToken.ts'
import { claimCard } from './claim.ts'
import { isReachable, noteAnswer } from './connection.ts'
import { type Exchange, type ExchangeRequest, exchange } from './exchange.ts'
import { maskerFor, maskNamedNumbers } from './mask.ts'
import { prepareRequest } from './prepare.ts'

/** No caller waits longer than this for a gateway. */
const LONGEST_TIMEOUT_MS = 60_000

type NotSentReason = Extract<GatewayAnswer, { kind: 'not_sent' }>['reason']
const notSent = (reason: NotSentReason): GatewayAnswer => ({ kind: 'not_sent', reason })

/** All that a call needs, gathered before anything leaves. */
interface ReadyCall {
  readonly kind: 'ready'
  readonly account: GatewayAccount
  readonly url: URL
  readonly request: ExchangeRequest
  readonly card: Card | undefined
}

/**
 * Carries a request to the account's gateway: the account's host and credentials, the token's card, the masked answer.
 * Until the request is handed to `fetch`, every refusal proves that nothing was sent, also a fault of the vault's own
 * objects; from then on only an answer is known.
 */
export async function forward(
  env: VaultEnv,
  command: ForwardCommand,
  keepAlive: (work: Promise<unknown>) => void,
  onFault: (error: unknown) => void,
): Promise<GatewayAnswer> {
  if (!(command.timeoutMs > 0)) return notSent('bad_request')
  const deadlineMs = Date.now() + Math.min(command.timeoutMs, LONGEST_TIMEOUT_MS)
  let call: ReadyCall | GatewayAnswer
  try {
    call = await prepareCall(env, command)
  } catch (error) {
    onFault(error)
    return notSent('vault_unavailable')
  }
  if (call.kind !== 'ready') return call
  const answer = await sendAuthorized(call.account, call.url, call.request, deadlineMs, keepAlive)
  if (answer.kind !== 'answered') return answer
  const mask = call.card === undefined ? maskNamedNumbers : maskerFor(call.card)
  const headers = Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, mask(value)]))
  return { ...answer, headers, body: mask(answer.body) }
}

async function prepareCall(env: VaultEnv, command: ForwardCommand): Promise<ReadyCall | GatewayAnswer> {
  const account = await loadAccount(env, command.accountId)
  if (account === undefined || account.merchantId !== command.merchantId || account.mode !== command.mode) {
    return notSent('no_account')
  }
  const prepared = prepareRequest(account, command.request)
  if (prepared === undefined || (prepared.needsCard && command.token === undefined)) return notSent('bad_request')
  const [card, reachable] = await Promise.all([
    prepared.needsCard ? claimCard(env, command, command.token ?? '') : undefined,
    command.checkConnection === true ? isReachable(account.id, prepared.url) : true,
  ])
  if (card !== undefined && 'kind' in card) return card
  if (!reachable) return notSent('connection_refused')
  const request = prepared.build(card)
  return request === undefined ? notSent('bad_request') : { kind: 'ready', account, url: prepared.url, request, card }
}

/**
 * Sends with the account's credentials. A 401 proves that the request was not processed, so it is sent once more with a
 * fresh access token; where there is none, nothing has happened.
 */
async function sendAuthorized(
  account: GatewayAccount,
  url: URL,
  request: ExchangeRequest,
  deadlineMs: number,
  keepAlive: (work: Promise<unknown>) => void,
): Promise<GatewayAnswer> {
  const refreshable = account.credentials.authorization.kind === 'oauth2_client_credentials'
  for (let round = 1; ; round++) {
    const authorization = await authorizationFor(account, deadlineMs - Date.now(), keepAlive)
    const leftMs = deadlineMs - Date.now()
    if (authorization === undefined || leftMs <= 0) return notSent('no_access_token')
    const headers = new Headers(request.headers)
    headers.set(authorization.name, authorization.value)
    const answer: Exchange = await exchange(url, { ...request, headers }, leftMs)
    noteAnswer(account.id, answer.kind === 'answered')
    if (answer.kind !== 'answered' || answer.status !== 401 || !refreshable) return answer
    dropAuthorization(account, authorization)
    if (round === 2) return answer
  }
}
