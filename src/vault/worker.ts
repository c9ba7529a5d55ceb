import { WorkerEntrypoint } from 'cloudflare:workers'
import type { GatewayAnswer } from '../gateway/forward.ts'
import { loadAccount } from './account/account.ts'
import { createVaultApp } from './app.ts'
import type { ForwardCommand, SpendCommand, VaultService, WebhookToVerify } from './contract.ts'
import type { VaultEnv } from './env.ts'
import { forward } from './forward/forward.ts'
import { faultOf, log } from './http/log.ts'
import { shardNameOf } from './token/token.ts'

export { GatewayAccountObject } from './account/object.ts'
export { VaultShardObject } from './shard/object.ts'

/** What the api Worker may ask of the vault. It is bound by name; nothing of it is reachable from outside. */
export class VaultEntrypoint extends WorkerEntrypoint<VaultEnv> implements VaultService {
  async forward(command: ForwardCommand): Promise<GatewayAnswer> {
    const startedAtMs = Date.now()
    let answer: GatewayAnswer
    let fault: string | undefined
    try {
      answer = await forward(
        this.env,
        command,
        (work) => this.ctx.waitUntil(work),
        (error) => {
          fault = faultOf(error)
        },
      )
    } catch (error) {
      // A fault of ours at any point: what the gateway got is not known, and is said so.
      fault = faultOf(error)
      answer = { kind: 'unknown', reason: 'vault_fault' }
    }
    log({
      level: fault === undefined ? 'info' : 'error',
      event: 'forward',
      requestId: crypto.randomUUID(),
      accountId: String(command.accountId).slice(0, 64),
      paymentId: String(command.paymentId).slice(0, 80),
      outcome: answer.kind === 'answered' ? `answered_${answer.status}` : `${answer.kind}_${answer.reason}`,
      durationMs: Date.now() - startedAtMs,
      ...(fault === undefined ? {} : { fault }),
    })
    return answer
  }

  async verifyWebhook(webhook: WebhookToVerify): ReturnType<VaultService['verifyWebhook']> {
    const account = await loadAccount(this.env, webhook.accountId)
    if (account === undefined) return { kind: 'no_account' }
    const genuine = account.credentials.verifyWebhook(webhook.headers, webhook.rawBody, Date.now())
    const { kind: gatewayKind, merchantId, mode } = account
    return genuine ? { kind: 'verified', gatewayKind, merchantId, mode } : { kind: 'refused' }
  }

  async spend(command: SpendCommand): Promise<void> {
    const shardName = shardNameOf(command.tokenId)
    if (shardName !== undefined) await this.env.VAULT_SHARDS.getByName(shardName).spend(command)
  }
}

export default createVaultApp()
