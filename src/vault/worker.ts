import { WorkerEntrypoint } from 'cloudflare:workers'
import type { GatewayAnswer } from '../gateway/forward.ts'
import { ok, refuse } from '../result.ts'
import { loadAccount } from './account/account.ts'
import { removeAccount, saveAccount } from './account/save.ts'
import { createVaultApp } from './app.ts'
import type {
  CardOwner,
  ForwardCommand,
  SpendCommand,
  StageCommand,
  VaultAccountChange,
  VaultService,
  WebhookToVerify,
} from './contract.ts'
import { defenceWatch } from './defence/watch.ts'
import type { VaultEnv } from './env.ts'
import { forward } from './forward/forward.ts'
import { faultOf, log } from './http/log.ts'
import { keepCard, stageCard, wipeCard, wipeCards } from './stored/stage.ts'
import { placeOf } from './token/token.ts'
import { judgeWebhook } from './webhook/verify.ts'

export { GatewayAccountObject } from './account/object.ts'
export { DefenceObject } from './defence/object.ts'
export { VaultKeyDirectoryObject } from './keys/directory.ts'
export { VaultKeysEntrypoint } from './keys/entrypoint.ts'
export { VaultKeyObject } from './keys/object.ts'
export { VaultShardObject } from './shard/object.ts'
export { StoredCardsObject } from './stored/object.ts'

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
    try {
      const account = await loadAccount(this.env, webhook.accountId)
      if (account === undefined) return { kind: 'no_account' }
      const verdict = await judgeWebhook(account, webhook, Date.now(), (work) => this.ctx.waitUntil(work))
      const { kind: gatewayKind, merchantId, mode } = account
      return verdict === 'verified' ? { kind: verdict, gatewayKind, merchantId, mode } : { kind: verdict }
    } catch (error) {
      // A fault of ours is no word about the webhook; the gateway sends it again.
      const accountId = String(webhook.accountId).slice(0, 64)
      log({ level: 'error', event: 'webhook', requestId: crypto.randomUUID(), accountId, fault: faultOf(error) })
      return { kind: 'unavailable' }
    }
  }

  async putAccount(change: VaultAccountChange): ReturnType<VaultService['putAccount']> {
    const { accountId, merchantId, mode, kind, baseUrl, credentials } = change
    const saved = await saveAccount(this.env, accountId, { merchantId, mode }, { kind, baseUrl, credentials })
    logChange('account_put', change, saved.ok ? saved.value : saved.error === 'not_found' ? saved.error : 'invalid')
    if (saved.ok) return ok(saved.value)
    if (saved.error === 'not_found') return refuse(saved.error)
    return refuse(saved.error.map(({ field, message }) => ({ field, message })))
  }

  async removeAccount(
    account: Parameters<VaultService['removeAccount']>[0],
  ): ReturnType<VaultService['removeAccount']> {
    const { accountId, merchantId, mode } = account
    const removed = await removeAccount(this.env, accountId, { merchantId, mode })
    logChange('account_removed', account, removed)
    return removed
  }

  async spend(command: SpendCommand): Promise<void> {
    const place = placeOf(command.tokenId)
    if (place === undefined) return
    const { tokenId, outcome } = command
    if (outcome !== undefined) defenceWatch.outcome(this.env, this.ctx, command, tokenId, outcome)
    await this.env.VAULT_SHARDS.getByName(place.shardName).spend({ ...command, tokenId: place.rowId })
  }

  async stageCard(command: StageCommand): ReturnType<VaultService['stageCard']> {
    return stageCard(this.env, command)
  }

  async keepCard(owner: CardOwner, methodId: string): Promise<boolean> {
    return keepCard(this.env, owner, methodId)
  }

  async wipeCard(owner: CardOwner, methodId: string): Promise<void> {
    await wipeCard(this.env, owner, methodId)
  }

  async wipeCards(owner: CardOwner, customerId: string): Promise<void> {
    await wipeCards(this.env, owner, customerId)
  }
}

/** Who wrote which account and how it ended; there is no place for what was written. */
function logChange(
  event: string,
  account: Pick<VaultAccountChange, 'accountId' | 'merchantId'>,
  outcome: string,
): void {
  log({
    level: 'info',
    event,
    requestId: crypto.randomUUID(),
    accountId: String(account.accountId).slice(0, 64),
    merchantId: String(account.merchantId).slice(0, 64),
    outcome,
  })
}

export default createVaultApp()
