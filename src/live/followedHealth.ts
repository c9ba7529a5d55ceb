import { isGatewayAccountId } from '../access/accountId.ts'
import type { GatewayAccount } from '../access/accounts.ts'
import type { ListOwner } from '../db/list.ts'
import type { HealthFollow } from '../http/graphql/follow.ts'
import type { Surroundings } from '../http/graphql/subscription.ts'
import { ok, refuse } from '../result.ts'
import type { Followed } from './followed.ts'

/**
 * The health of one account or of all. It is a state, not a log: what matters is to be at the newest version, and versions
 * are compared for being another one, never for being greater, since an object may lose count. Which were sent is known
 * to this memory alone: a connection that hibernated sends again what it is poked about, and is never silent.
 */
export function followedHealth(
  { merchantId, mode }: ListOwner,
  { accountId }: HealthFollow,
  services: Pick<Surroundings['services'], 'gatewayAccounts' | 'health'>,
): Followed {
  const sentVersions = new Map<string, number>()
  const readVersions = new Map<string, number>()
  /** Accounts with news. Where none is named, all are looked at. */
  const due = new Set<string>()
  /** Waiting calls that have not ended: each account has one at a time, however often the others have news. */
  const waits = new Map<string, Promise<void>>()
  let followedIds: readonly string[] = []

  /** Null where the one that is followed is not this merchant's. */
  const followedAccounts = async (): Promise<readonly GatewayAccount[] | null> => {
    const own = await services.gatewayAccounts({ merchantId, mode })
    const accounts = accountId === undefined ? own : own.filter(({ id }) => id === accountId)
    followedIds = accounts.map(({ id }) => id)
    return accountId !== undefined && accounts.length === 0 ? null : accounts
  }

  const waitFor = (id: string, timeoutMs: number): Promise<void> => {
    const waiting = waits.get(id)
    if (waiting !== undefined) return waiting
    const begun = services
      .health(id)
      .waitForChange(sentVersions.get(id) ?? 0, timeoutMs)
      .then(({ version }) => {
        if (version !== sentVersions.get(id)) due.add(id)
      })
      .finally(() => waits.delete(id))
    waits.set(id, begun)
    return begun
  }

  return {
    async begin(connectionId) {
      const accounts = await followedAccounts()
      if (accounts === null) return refuse('not_found')
      const answers = await Promise.all(accounts.map(({ id }) => services.health(id).subscribe(connectionId)))
      return answers.every(Boolean) ? ok(undefined) : refuse('too_many')
    },

    // Only accounts that it subscribed to poke a connection, and whose they are is asked before anything is sent.
    heed(subjectId, version) {
      if (accountId === undefined ? !isGatewayAccountId(subjectId) : subjectId !== accountId) return 'foreign'
      if (sentVersions.get(subjectId) === version) return 'known'
      due.add(subjectId)
      return 'news'
    },

    async pull() {
      const wanted = new Set(due)
      const accounts = await followedAccounts()
      if (accounts === null) return refuse('not_found')
      const looked = wanted.size === 0 ? accounts : accounts.filter(({ id }) => wanted.has(id))
      const read = await Promise.all(
        looked.map(async (account) => ({ account, ...(await services.health(account.id).waitForChange(0, 0)) })),
      )
      for (const id of wanted) due.delete(id)
      for (const { account, version } of read) readVersions.set(account.id, version)
      const changes = read
        .filter(({ account, version }) => sentVersions.get(account.id) !== version)
        .map(({ account, details }) => ({ kind: 'health' as const, account, health: details }))
      return ok({ changes, hasMore: false, ends: false })
    },

    sent(news) {
      if (news.kind !== 'health') return
      const { id } = news.account
      const version = readVersions.get(id)
      if (version !== undefined) sentVersions.set(id, version)
    },

    async wait(_place, timeoutMs) {
      if (due.size > 0) return true
      if (followedIds.length === 0) await new Promise((resolve) => setTimeout(resolve, timeoutMs))
      else await Promise.race(followedIds.map((id) => waitFor(id, timeoutMs)))
      return due.size > 0
    },

    // States have no places: whoever comes back begins with the newest.
    placeOf: () => ok(undefined),
    eventIdOf: String,
  }
}
