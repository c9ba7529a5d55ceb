import { accountOf } from '../access/accounts.ts'
import type { Background } from '../access/background.ts'
import { UnavailableError } from '../db/trouble.ts'
import type { ApiEnv } from '../env.ts'
import type { GatewayAnswer, Send } from '../gateway/forward.ts'
import { gatewayOf } from '../gateway/registry.ts'

/** A gateway that needs longer for something so cheap is no help to a shopper either. */
const PATIENCE_MS = 5_000
/** A question belongs to no payment; this is what the vault's log shows in the place of one. */
const NO_PAYMENT = 'none'

/**
 * `unclear`: something of ours did not answer, which says nothing of the gateway. `nobody`: the account is removed or
 * disabled, or this version does not know its gateway.
 */
export type QuestionAnswer = 'up' | 'down' | 'unclear' | 'nobody'

/** Asks the account's gateway for something cheap that moves nothing, through the vault as every call. Never throws. */
export async function askGateway(env: ApiEnv, background: Background, accountId: string): Promise<QuestionAnswer> {
  try {
    const account = await accountOf(env, background, accountId)
    const gateway = account?.enabled === true ? gatewayOf(account.kind) : undefined
    if (account === undefined || gateway === undefined) return 'nobody'
    let isOurs = false
    const send: Send = async (request) => {
      const answer = await forwarded(env, account, request)
      if (isOurTrouble(answer)) isOurs = true
      return answer
    }
    const answer = await within(gateway.probe(send))
    return answer === 'down' && isOurs ? 'unclear' : answer
  } catch (error) {
    // A gateway's folder never throws; configuration that nobody can read is no news of the gateway.
    return error instanceof UnavailableError ? 'unclear' : 'down'
  }
}

async function forwarded(
  env: ApiEnv,
  { id: accountId, merchantId, mode }: { id: string; merchantId: string; mode: 'TEST' | 'LIVE' },
  request: Parameters<Send>[0],
): Promise<GatewayAnswer> {
  try {
    const command = { accountId, merchantId, mode, paymentId: NO_PAYMENT, request, timeoutMs: PATIENCE_MS }
    return await env.VAULT.forward(command)
  } catch {
    return { kind: 'not_sent', reason: 'vault_unavailable' }
  }
}

const isOurTrouble = (answer: GatewayAnswer): boolean =>
  answer.kind === 'not_sent' && (answer.reason === 'vault_unavailable' || answer.reason === 'bad_request')

async function within(answer: Promise<'up' | 'down'>): Promise<'up' | 'down'> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<'down'>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS, 'down')
  })
  try {
    return await Promise.race([answer, late])
  } finally {
    clearTimeout(timer)
  }
}
