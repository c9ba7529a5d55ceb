import { methodIdFor } from '../ids/customerIds.ts'
import type { PaymentService } from '../payment/contract.ts'
import { seal } from '../payment/seal.ts'
import { ok, type Result, refuse } from '../result.ts'
import { type StagedCard, tokenIdOf, type VaultService } from '../vault/contract.ts'
import type { StoreCommand, StoreRefusal } from './contract.ts'
import { fateOf, nextLookMs } from './fate.ts'
import type { CustomerRow, CustomerStore, MethodRow } from './store.ts'

export interface MethodPorts {
  readonly store: CustomerStore
  readonly vault: Pick<VaultService, 'stageCard' | 'keepCard' | 'wipeCard' | 'spend'>
  readonly payment: (paymentId: string) => Pick<PaymentService, 'read'>
  /** The customer while it is active: looked at again after every wait. */
  readonly active: () => CustomerRow | undefined
  /** Wakes the object then at the latest. */
  readonly arm: (atMs: number) => void
}

export type Methods = ReturnType<typeof createMethods>

/**
 * A customer's stored methods. What is to happen in the vault is written down here first, and done again by the alarm
 * where a memory ended in between; the vault's own side of it may be repeated.
 */
export function createMethods({ store, vault, payment, active, arm }: MethodPorts) {
  const find = (id: string): MethodRow | undefined => store.methods().find((method) => method.id === id)

  const wipe = async (row: Pick<CustomerRow, 'merchantId' | 'mode'>, method: MethodRow): Promise<void> => {
    if (method.status !== 'LEAVING') store.keepMethod({ ...method, status: 'LEAVING', secretSealed: '' })
    arm(Date.now() + 60_000)
    await vault.wipeCard({ merchantId: row.merchantId, mode: row.mode }, method.id)
    store.forgetMethod(method.id)
  }

  const keep = async (row: CustomerRow, method: MethodRow, networkTransactionId?: string): Promise<void> => {
    const isThere = await vault.keepCard({ merchantId: row.merchantId, mode: row.mode }, method.id)
    // It may have been removed, or the customer with it, while the vault was asked.
    if (find(method.id)?.status !== 'WAITING') return
    if (!isThere) store.forgetMethod(method.id)
    else {
      const reference = networkTransactionId === undefined ? {} : { networkTransactionId }
      store.keepMethod({ ...method, ...reference, status: 'ACTIVE' })
    }
  }

  const settle = async (row: CustomerRow, method: MethodRow): Promise<void> => {
    const { id, paymentId, createdAtMs } = method
    if (paymentId === undefined) return keep(row, method)
    const { merchantId, mode } = row
    const view = await payment(paymentId).read({ kind: 'secret', merchantId, mode })
    const fate = fateOf({ id, stagedAtMs: createdAtMs }, view, Date.now())
    if (find(id)?.status !== 'WAITING') return
    if (fate.kind === 'keep') return keep(row, method, fate.networkTransactionId)
    if (fate.kind === 'wipe') return wipe(row, method)
    arm(nextLookMs(createdAtMs, Date.now()))
  }

  return {
    find,
    wipe,

    /** Stages the card; where no payment has to approve it, it is kept at once. */
    async add(
      row: CustomerRow,
      { token, usage, consent, paymentId }: StoreCommand,
    ): Promise<Result<{ readonly id: string }, StoreRefusal>> {
      const { merchantId, mode } = row
      const tokenId = tokenIdOf(token)
      if (tokenId === undefined) return refuse('token')
      const id = methodIdFor(row.id, tokenId)
      if (find(id)?.status === 'ACTIVE') return ok({ id })
      const staged = await vault.stageCard({ methodId: id, token, paymentId: paymentId ?? id, merchantId, mode })
      if (staged.kind === 'refused') return refuse(refusalOf(staged.reason))
      const now = active()
      if (now === undefined) {
        await vault.wipeCard({ merchantId, mode }, id)
        return refuse('gone')
      }
      const known = find(id)
      if (known?.status === 'ACTIVE') return ok({ id })
      const createdAtMs = Date.now()
      const method: MethodRow = {
        ...{ id, usage, consent, createdAtMs, status: 'WAITING' as const },
        ...(paymentId === undefined ? {} : { paymentId }),
        card: staged.card.facts,
        fingerprint: staged.card.fingerprint,
        secretSealed: seal(now.sealKey, id, staged.secret),
      }
      store.keepMethod(method)
      arm(nextLookMs(createdAtMs, createdAtMs))
      if (paymentId === undefined) {
        await keep(now, method)
        await vault.spend({ tokenId, paymentId: id, merchantId, mode })
      }
      return ok({ id })
    },

    async settle(row: CustomerRow, id: string): Promise<void> {
      const method = find(id)
      if (method?.status === 'WAITING') await settle(row, method)
    },

    /** What was under way when a memory ended, and what is due. */
    async resume(row: CustomerRow): Promise<void> {
      for (const method of store.methods()) {
        if (method.status === 'LEAVING') await wipe(row, method)
        if (method.status === 'WAITING') await settle(row, method)
      }
    },
  }
}

const refusalOf = (reason: Extract<StagedCard, { kind: 'refused' }>['reason']): StoreRefusal =>
  reason === 'full' || reason === 'unavailable' ? reason : 'token'
