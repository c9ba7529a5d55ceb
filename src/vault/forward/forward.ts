import type { GatewayAnswer } from '../../gateway/forward.ts'
import { type GatewayAccount, loadAccount } from '../account/account.ts'
import { isWalletCard, type Kept } from '../card/wallet.ts'
import type { ForwardCommand } from '../contract.ts'
import { cardFingerprint } from '../crypto/fingerprint.ts'
import type { VaultEnv } from '../env.ts'
import { claimCard } from './claim.ts'
import { isReachable } from './connection.ts'
import { within } from './deadline.ts'
import type { ExchangeRequest } from './exchange.ts'
import { maskerFor, maskNamedNumbers } from './mask.ts'
import { prepareRequest } from './prepare.ts'
import { type KeepAlive, notSent, sendAuthorized } from './send.ts'

/** No caller waits longer than this for a gateway. */
const LONGEST_TIMEOUT_MS = 60_000

/** All that a call needs, gathered before anything leaves. */
interface ReadyCall {
  readonly kind: 'ready'
  readonly account: GatewayAccount
  readonly url: URL
  readonly request: ExchangeRequest
  readonly card: ClaimedCard | undefined
}

interface ClaimedCard {
  readonly card: Kept
  /** None of what only a gateway can open. */
  readonly fingerprint?: string
}

/**
 * Carries a request to the account's gateway: the account's host and credentials, the token's card, the masked answer.
 * Until the request is handed to `fetch`, every refusal proves that nothing was sent, also a fault of the vault's own
 * objects; from then on only an answer is known. The whole of it, the connection check too, is inside `timeoutMs`.
 */
export async function forward(
  env: VaultEnv,
  command: ForwardCommand,
  keepAlive: KeepAlive,
  onFault: (error: unknown) => void,
): Promise<GatewayAnswer> {
  if (!(command.timeoutMs > 0)) return notSent('bad_request')
  const timeoutMs = Math.min(command.timeoutMs, LONGEST_TIMEOUT_MS)
  const deadlineMs = Date.now() + timeoutMs
  let call: ReadyCall | GatewayAnswer | undefined
  try {
    call = await within(prepareCall(env, command, deadlineMs), timeoutMs)
  } catch (error) {
    onFault(error)
    return notSent('vault_unavailable')
  }
  if (call === undefined) return notSent('vault_unavailable')
  if (call.kind !== 'ready') return call
  const mask = call.card === undefined ? maskNamedNumbers : maskerFor(call.card.card)
  const answer = await sendAuthorized(call.account, call.url, call.request, mask, deadlineMs, keepAlive)
  if (answer.kind !== 'answered' || call.card === undefined) return answer
  const { fingerprint } = call.card
  return fingerprint === undefined ? answer : { ...answer, cardFingerprint: fingerprint }
}

async function prepareCall(
  env: VaultEnv,
  command: ForwardCommand,
  deadlineMs: number,
): Promise<ReadyCall | GatewayAnswer> {
  const account = await loadAccount(env, command.accountId)
  if (account === undefined || account.merchantId !== command.merchantId || account.mode !== command.mode) {
    return notSent('no_account')
  }
  const prepared = prepareRequest(account, command.request)
  if (prepared === undefined || (prepared.needsCard && command.token === undefined)) return notSent('bad_request')
  const [claimed, reachable] = await Promise.all([
    prepared.needsCard ? claimCard(env, command, command.token ?? '') : undefined,
    command.checkConnection === true ? isReachable(account.id, prepared.url, deadlineMs - Date.now()) : true,
  ])
  if (claimed !== undefined && 'kind' in claimed) return claimed
  const card: ClaimedCard | undefined = claimed && {
    card: claimed,
    ...(isWalletCard(claimed) ? {} : { fingerprint: cardFingerprint(claimed.number, command, env.TOKEN_SECRET) }),
  }
  if (card?.fingerprint !== undefined && command.refusedCards?.includes(card.fingerprint) === true) {
    return { kind: 'token_refused', reason: 'card_refused' }
  }
  if (!reachable) return notSent('connection_refused')
  const request = prepared.build(card?.card)
  return request === undefined ? notSent('bad_request') : { kind: 'ready', account, url: prepared.url, request, card }
}
