import { randomUUID } from 'node:crypto'
import { accountsReader } from '../../src/access/accounts.ts'
import type { Changer } from '../../src/audit/audited.ts'
import type { ConfigurationPorts } from '../../src/configuration/ports.ts'
import { configurationService } from '../../src/configuration/service.ts'
import type { ListOwner } from '../../src/db/list.ts'
import { addMerchant } from '../../src/db/merchants.ts'
import type { HealthSnapshot } from '../../src/resilience/snapshot.ts'
import { ok, refuse } from '../../src/result.ts'
import { mergeContent } from '../../src/vault/account/save.ts'
import { backgroundOf, openPlatform } from '../access/platform.ts'
import { auditInMemory } from '../audit/auditInMemory.ts'
import { openTestDatabase } from '../db/testDatabase.ts'

type Kept = { readonly kind: string; readonly baseUrl: string; readonly credentials: unknown } & ListOwner

export const credentials = {
  clientId: 'turnpike',
  clientSecret: 'hush-hush',
  webhookSecret: `whsec_${Buffer.alloc(24, 1).toString('base64')}`,
}
export const sandbox = { kind: 'sandbox', baseUrl: 'https://a.example', credentials }

/** The vault's accounts by the vault's own rules, without its objects and its sealing, which only workerd has. */
function accountsInMemory() {
  const kept = new Map<string, Kept>()
  const vault: ConfigurationPorts['vault'] = {
    async putAccount({ accountId, merchantId, mode, ...change }) {
      const before = kept.get(accountId)
      if (before !== undefined && (before.merchantId !== merchantId || before.mode !== mode)) return refuse('not_found')
      const merged = mergeContent(change, before, { mode, development: false })
      if (!merged.ok) return merged
      kept.set(accountId, { ...merged.value, merchantId, mode })
      return ok('kept')
    },
    removeAccount: async ({ accountId, merchantId, mode }) => {
      const before = kept.get(accountId)
      const isOwn = before?.merchantId === merchantId && before.mode === mode
      return isOwn && kept.delete(accountId) ? 'removed' : 'not_found'
    },
  }
  return { vault, kept }
}

export async function openConfiguration() {
  const database = await openTestDatabase()
  const platform = await openPlatform()
  const { vault, kept } = accountsInMemory()
  const audit = auditInMemory()
  const health: Record<string, HealthSnapshot> = {}
  const ports: ConfigurationPorts = {
    db: database.db,
    vault,
    config: platform.CONFIG,
    audit: audit.port,
    health: async () => health,
    nowMs: Date.now,
  }
  return {
    service: configurationService(ports),
    ports,
    database,
    platform,
    /** What the vault has. */
    kept,
    audit,
    health,
    async newOwner(): Promise<Changer> {
      const merchantId = `mer_${randomUUID()}`
      await addMerchant(database.db, { id: merchantId, organizationId: 'org_test', name: 'Test' })
      return { merchantId, mode: 'TEST', actor: { kind: 'operator', id: 'key_test', requestId: 'req_test' } }
    },
    /** A fresh isolate: what its payments are routed by. */
    isolate() {
      const clock = { nowMs: Date.now() }
      const accounts = accountsReader(() => clock.nowMs)
      const env = { ...database, CONFIG: platform.CONFIG }
      const routing = async ({ merchantId, mode }: ListOwner) => {
        const background = backgroundOf()
        const input = await accounts.routingFor(env, background, merchantId, mode)
        await background.settled()
        return input
      }
      return { clock, routing }
    },
    async close() {
      await platform.close()
      await database.close()
    },
  }
}

export type OpenConfiguration = Awaited<ReturnType<typeof openConfiguration>>

/** The value of what has to have worked. */
export function accepted<Value>(result: { readonly ok: true; readonly value: Value } | { readonly ok: false }): Value {
  if (result.ok) return result.value
  throw new Error(`refused: ${JSON.stringify(result)}`)
}
