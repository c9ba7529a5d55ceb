import type { ApiEnv } from '../env.ts'
import { errorFields, log } from '../http/log.ts'
import type { AccountWriting, CardAccess } from '../vault/contract.ts'
import type { AuditOwner, NumberedEntry } from './contract.ts'
import { auditName } from './name.ts'
import { auditOf } from './service.ts'

/**
 * Puts what a shard of the vault wrote down into the logs of those whose cards they are. Answers the numbers that are
 * there now; a log that does not answer gets its part with the shard's next try, and holds up nobody else's.
 */
export async function recordAccesses(
  env: Pick<ApiEnv, 'AUDIT'>,
  shard: string,
  accesses: readonly CardAccess[],
): Promise<readonly number[]> {
  const logs = new Map<string, { readonly owner: AuditOwner; readonly entries: NumberedEntry[] }>()
  for (const access of accesses) {
    const owner = { merchantId: access.merchantId, mode: access.mode }
    const name = auditName(owner)
    const log = logs.get(name) ?? { owner, entries: [] }
    logs.set(name, log)
    log.entries.push({ number: access.number, entry: entryOf(access) })
  }
  const taken = [...logs.values()].map(async ({ owner, entries }) => {
    try {
      await auditOf(env, owner).recordFrom(shard, entries)
      return entries.map(({ number }) => number)
    } catch (error) {
      log('warn', 'accesses to cards are not in the audit log yet', { ...owner, ...errorFields(error) })
      return []
    }
  })
  return (await Promise.all(taken)).flat()
}

/** What an operator is about to write at the vault's own door. */
export async function recordWriting(
  env: Pick<ApiEnv, 'AUDIT'>,
  { merchantId, mode, credentialId, requestId, accountId, action, fields, host }: AccountWriting,
): Promise<void> {
  const actor = { kind: 'operator', id: credentialId, requestId } as const
  const detail = { fields, ...(host === undefined ? {} : { host }) }
  await auditOf(env, { merchantId, mode }).record([{ atMs: Date.now(), actor, action, subject: accountId, detail }])
}

const entryOf = ({ atMs, action, tokenId, actor, paymentId, accountId }: CardAccess): NumberedEntry['entry'] => ({
  atMs,
  actor: actor ?? { kind: 'turnpike' },
  action,
  subject: tokenId,
  detail: {
    ...(paymentId === undefined ? {} : { payment: paymentId }),
    ...(accountId === undefined ? {} : { account: accountId }),
  },
})
