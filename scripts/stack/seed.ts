import { createHash } from 'node:crypto'
import type { Miniflare } from 'miniflare'
import type { Sandbox } from '../../sandbox/sandbox.ts'
import { hashOf, hintOf } from '../../src/access/credential.ts'
import { createDatabase } from '../../src/db/database.ts'
import { addGatewayAccount } from '../../src/db/gatewayAccounts.ts'
import { addKey } from '../../src/db/keys.ts'
import { addMerchant, findAllowedOrigins, setAllowedOrigins } from '../../src/db/merchants.ts'
import type { ApiKeyKind } from '../../src/db/schema.ts'
import type { DatabaseAccess } from '../database/open.ts'
import type { StackSecrets } from './secrets.ts'
import { VAULT_WORKER } from './workers.ts'

const ACQUIRERS = ['a', 'b'] as const

/**
 * One merchant, its three test keys, and both acquirers as its accounts, a first. What is there already stays, also the
 * origins that somebody allowed beside the demo shop's.
 */
export async function seedDatabase(
  { databaseUrl, fetchEndpoint }: DatabaseAccess,
  secrets: StackSecrets,
  origins: readonly string[],
): Promise<void> {
  const database = createDatabase({
    DATABASE_URL: databaseUrl,
    ...(fetchEndpoint === undefined ? {} : { DATABASE_FETCH_ENDPOINT: fetchEndpoint }),
  })
  const { merchantId } = secrets
  await addMerchant(database, { id: merchantId, organizationId: 'org_development', name: 'Development shop' })
  const allowed = (await findAllowedOrigins(database, merchantId)) ?? []
  await setAllowedOrigins(database, merchantId, [...new Set([...allowed, ...origins])])
  const keys: readonly (readonly [ApiKeyKind, string])[] = [
    ['secret', secrets.secretKey],
    ['publishable', secrets.publishableKey],
    ['operator', secrets.operatorKey],
  ]
  for (const [kind, key] of keys) {
    await addKey(database, { id: keyId(key), merchantId, mode: 'TEST', kind, hash: hashOf(key), hint: hintOf(key) })
  }
  for (const name of ACQUIRERS) {
    await addGatewayAccount(database, {
      id: secrets.accountIds[name],
      merchantId,
      mode: 'TEST',
      name,
      kind: 'sandbox',
    })
  }
}

/** The same id for the same key, so that a seed that was cut short can run again. */
const keyId = (key: string): string => `key_${createHash('sha256').update(`id ${key}`).digest('hex').slice(0, 26)}`

/** Tells the vault where the acquirers are, which may change from start to start, through its own door. */
export async function seedVault(miniflare: Miniflare, sandbox: Sandbox, secrets: StackSecrets): Promise<void> {
  for (const name of ACQUIRERS) {
    const { baseUrl, clientId, clientSecret } = sandbox.accounts[name]
    // Asked for anew each time: a stub from before a reload no longer works.
    const vault = await miniflare.getWorker(VAULT_WORKER)
    const answer = await vault.fetch(`http://vault/accounts/${secrets.accountIds[name]}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${secrets.operatorKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        kind: 'sandbox',
        baseUrl,
        credentials: { clientId, clientSecret, webhookSecret: secrets.webhookSecret },
      }),
    })
    if (!answer.ok) throw new Error(`The vault refused account ${name}: ${answer.status} ${await answer.text()}`)
  }
}
