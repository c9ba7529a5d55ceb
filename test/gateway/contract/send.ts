import { randomUUID } from 'node:crypto'
import type { GatewayAnswer, GatewayRequest, Send } from '../../../src/gateway/forward.ts'
import type { GatewayAccount } from '../../../src/vault/account/account.ts'
import type { Card } from '../../../src/vault/card/card.ts'
import { authorizationFor, dropAuthorization } from '../../../src/vault/forward/accessToken.ts'
import { exchange } from '../../../src/vault/forward/exchange.ts'
import { maskerFor } from '../../../src/vault/forward/mask.ts'
import { prepareRequest } from '../../../src/vault/forward/prepare.ts'
import type { ContractSubject, GatewayDouble } from './double.ts'

export const cardOf = (number: string): Card => ({
  number,
  expiryMonth: 12,
  expiryYear: 2040,
  cvc: '123',
  name: 'A Shopper',
})

/** The account that points at a double, as the vault opens it. */
export function accountAt(
  subject: Pick<ContractSubject, 'gateway' | 'credentials'>,
  double: GatewayDouble,
  credentials = double.credentials,
): GatewayAccount {
  const parsed = subject.credentials.parse(credentials)
  if (!parsed.ok) throw new Error(parsed.error)
  return {
    id: 'ga_contract',
    merchantId: 'mer_contract',
    mode: 'TEST',
    kind: subject.gateway.kind,
    baseUrl: double.baseUrl,
    credentials: parsed.value,
    fingerprint: randomUUID(),
  }
}

/** Longer than a double needs to answer, short enough to wait for one that hangs. */
const TIMEOUT_MS = 1_500

/** Sends as the vault does, with its own code for everything but claiming the token: real bytes over real HTTP. */
export function sendTo(account: GatewayAccount, card?: Card, timeoutMs = TIMEOUT_MS): Send {
  return async (request): Promise<GatewayAnswer> => {
    const prepared = prepareRequest(account, request)
    if (prepared === undefined || (prepared.needsCard && card === undefined)) {
      return { kind: 'not_sent', reason: 'bad_request' }
    }
    const ready = prepared.build(prepared.needsCard ? card : undefined)
    if (ready === undefined) return { kind: 'not_sent', reason: 'bad_request' }
    for (let round = 1; ; round += 1) {
      const authorization = await authorizationFor(account, timeoutMs, () => undefined)
      if (authorization === 'refused') return { kind: 'not_sent', reason: 'access_refused' }
      if (authorization === undefined) return { kind: 'not_sent', reason: 'no_access_token' }
      const headers = new Headers(ready.headers)
      headers.set(authorization.name, authorization.value)
      const answer = await exchange(prepared.url, { ...ready, headers }, timeoutMs)
      if (answer.kind !== 'answered') return answer
      const isRefreshable = account.credentials.authorization.kind === 'oauth2_client_credentials'
      if (answer.status === 401 && isRefreshable && round === 1) {
        dropAuthorization(account, authorization)
        continue
      }
      return card === undefined ? answer : { ...answer, body: maskerFor(card)(answer.body) }
    }
  }
}

export type Loss = 'answer_lost' | 'request_lost' | 'request_late'

/**
 * A network that loses the request with the given number (from 0) or its answer. A late one is kept back and arrives,
 * the very same, when `deliver` is called: after whatever was done in between.
 */
export function losing(send: Send, number: number, loss: Loss) {
  let made = 0
  let late: GatewayRequest | undefined
  const lossy: Send = async (request) => {
    const isHit = made === number
    made += 1
    if (!isHit) return send(request)
    if (loss === 'answer_lost') await send(request)
    if (loss === 'request_late') late = request
    return { kind: 'unknown', reason: `the contract's network: ${loss}` }
  }
  return {
    send: lossy,
    wasHit: () => made > number,
    deliver: async () => (late === undefined ? undefined : send(late)),
  }
}
