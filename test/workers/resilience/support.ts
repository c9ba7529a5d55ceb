import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env as bindings } from 'cloudflare:workers'
import { newGatewayAccountId } from '../../../src/access/accountId.ts'
import { accountEntry } from '../../../src/access/entries.ts'
import type { GatewayAccount } from '../../../src/access/gatewayAccount.ts'
import { keptEntry } from '../../../src/access/layeredCache.ts'
import type { ApiEnv } from '../../../src/env.ts'
import { healthOf } from '../../../src/resilience/service.ts'
import type { CallReport, GatewayHealthService, IsolateReport, Observation } from '../../../src/resilience/snapshot.ts'
import type { SandboxFacts } from '../payment/setup.ts'

export const env = bindings as unknown as ApiEnv & { readonly SANDBOX: string; readonly VAULT_HTTP: Fetcher }
const sandbox = JSON.parse(env.SANDBOX) as SandboxFacts

export interface Account {
  readonly id: string
  readonly health: GatewayHealthService
  readonly stub: DurableObjectStub
}

/** An account that nothing is known of; neither the configuration nor the vault has it. */
export function newAccount(): Account {
  const id = newGatewayAccountId()
  return {
    id,
    // Asked for anew each time: what leads to an object that was evicted stays broken.
    get health() {
      return healthOf(env, id)
    },
    get stub() {
      return env.GATEWAY_HEALTH.getByName(id) as unknown as DurableObjectStub
    },
  }
}

const json = (method: string, body: unknown, headers: Record<string, string> = {}): RequestInit => ({
  method,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
})

/** Makes the account a real one of the sandbox's first acquirer, in the vault and in the configuration. */
export async function openAccount(account: Account, change: Partial<GatewayAccount> = {}): Promise<void> {
  const { baseUrl, ...credentials } = sandbox.accounts.a
  const body = { kind: 'sandbox', baseUrl, credentials: { ...credentials, webhookSecret: sandbox.webhookSecret } }
  const headers = { authorization: 'Bearer op_test_m1' }
  const response = await env.VAULT_HTTP.fetch(`https://vault.test/accounts/${account.id}`, json('PUT', body, headers))
  if (response.status !== 204) throw new Error(`no account: ${response.status} ${await response.text()}`)
  const row: GatewayAccount = {
    id: account.id,
    merchantId: 'm1',
    mode: 'TEST',
    name: 'a',
    kind: 'sandbox',
    position: 1,
    weight: 1,
    enabled: true,
    costs: [],
    ...change,
  }
  await env.CONFIG.put(accountEntry(account.id), keptEntry(row, Date.now()))
}

export const setFault = async (fault: object): Promise<void> =>
  void (await fetch(`${sandbox.origin}/a/faults`, json('PUT', fault)))
export const clearFaults = async (): Promise<void> =>
  void (await fetch(`${sandbox.origin}/a/faults`, { method: 'DELETE' }))

export const SEGMENT = 'EUR|visa|DE|a2'

export const observed = (change: Partial<Observation> = {}): Observation => ({
  atMs: Date.now(),
  proper: true,
  approved: true,
  latencyMs: 100,
  segment: SEGMENT,
  ...change,
})

export const told = (change: Partial<IsolateReport> = {}): IsolateReport => ({
  isolateId: 'isolate 1',
  observations: [],
  inFlight: 0,
  wantsProbe: false,
  ...change,
})

export const failure = (change: Partial<CallReport> = {}): CallReport => ({
  atMs: Date.now(),
  proper: false,
  reason: 'time_out',
  ...change,
})

/** The account's breaker opens: three failures and nothing else. */
export async function openBreaker({ health }: Account): Promise<void> {
  for (let count = 0; count < 3; count += 1) await health.report(failure())
}

export const ring = ({ stub }: Account): Promise<boolean> => runDurableObjectAlarm(stub)

export const alarmOf = ({ stub }: Account): Promise<number | null> =>
  runInDurableObject(stub, (_object, { storage }) => storage.getAlarm())

export const tablesOf = ({ stub }: Account): Promise<readonly unknown[]> =>
  runInDurableObject(stub, (_object, { storage }) =>
    storage.sql.exec(`SELECT name FROM sqlite_master WHERE name NOT LIKE '\\_cf%' ESCAPE '\\'`).toArray(),
  )

/** Ends the object's memory at once, as a crash does: its rows stay. */
export const kill = async ({ stub }: Account): Promise<void> =>
  void (await runInDurableObject(stub, (_object, state) => state.abort('killed by the test')).catch(() => undefined))

/** Makes what the account's row knows older, and forgets what its memory knows. */
export async function age(account: Account, byMs: number): Promise<void> {
  await runInDurableObject(account.stub, (_object, { storage }) => {
    const [row] = storage.sql.exec<{ body: string }>('SELECT body FROM health').toArray()
    const older = JSON.stringify(JSON.parse(row?.body ?? ''), (name, value: unknown) =>
      name.endsWith('Ms') && typeof value === 'number' ? value - byMs : value,
    )
    storage.sql.exec('UPDATE health SET body = ?', older)
  })
  await kill(account)
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Waits until it is so. */
export async function until<Value>(
  look: () => Promise<Value> | Value,
  isSo: (value: Value) => boolean,
  timeoutMs = 5_000,
): Promise<Value> {
  const endMs = Date.now() + timeoutMs
  for (;;) {
    const value = await look()
    if (isSo(value)) return value
    if (Date.now() > endMs) throw new Error(`never so: ${JSON.stringify(value)}`)
    await pause(20)
  }
}
