import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { newGatewayAccountId } from '../../src/access/accountId.ts'
import { accountsReader } from '../../src/access/accounts.ts'
import { publishRouting, withdrawAccount } from '../../src/access/configure.ts'
import { addGatewayAccount, removeGatewayAccount } from '../../src/db/gatewayAccounts.ts'
import { addMerchant } from '../../src/db/merchants.ts'
import { UnavailableError } from '../../src/db/trouble.ts'
import { openTestDatabase, type TestDatabase } from '../db/testDatabase.ts'
import { backgroundOf, openPlatform, type Platform } from './platform.ts'

let database: TestDatabase
let platform: Platform
beforeAll(async () => {
  database = await openTestDatabase()
  platform = await openPlatform()
})
afterEach(() => database.faults.set(undefined))
afterAll(async () => {
  await platform.close()
  await database.close()
})

/** A merchant with the sandbox's accounts a and b, in this order. */
async function addedMerchant() {
  const owner = { merchantId: `mer_${randomUUID()}`, mode: 'TEST' as const }
  await addMerchant(database.db, { id: owner.merchantId, organizationId: 'org_test', name: 'Test' })
  const [a, b] = [newGatewayAccountId(), newGatewayAccountId()]
  for (const [id, name] of [
    [a, 'a'],
    [b, 'b'],
  ] as const) {
    await addGatewayAccount(database.db, { ...owner, id, name, kind: 'sandbox' })
  }
  return { owner, a, b }
}

/** A fresh isolate with a clock that starts now, and answers once what goes on behind them is done. */
function isolate() {
  const clock = { nowMs: Date.now() }
  const accounts = accountsReader(() => clock.nowMs)
  const env = { ...database, CONFIG: platform.CONFIG }
  const names = async ({ merchantId, mode }: { merchantId: string; mode: 'TEST' | 'LIVE' }) => {
    const background = backgroundOf()
    const routing = await accounts.routingFor(env, background, merchantId, mode)
    await background.settled()
    return routing.accounts.map(({ route, enabled }) => (enabled ? route.gateway : `${route.gateway} (disabled)`))
  }
  const find = async (accountId: string) => {
    const background = backgroundOf()
    const account = await accounts.accountOf(env, background, accountId)
    await background.settled()
    return account
  }
  return { clock, names, find }
}

describe('routing', () => {
  test('has the accounts of known kinds, in order, of one merchant and mode, and says which are disabled', async () => {
    const { owner } = await addedMerchant()
    await addGatewayAccount(database.db, {
      ...owner,
      id: newGatewayAccountId(),
      name: 'off',
      kind: 'sandbox',
      enabled: false,
    })
    await addGatewayAccount(database.db, { ...owner, id: newGatewayAccountId(), name: 'unheard', kind: 'unheard-of' })
    expect(await isolate().names(owner)).toEqual(['a', 'b', 'off (disabled)'])
    expect(await isolate().names({ ...owner, mode: 'LIVE' })).toEqual([])
  })

  test('PG1 comes from memory or KV while Postgres is down, however old, and from nowhere is unavailable', async () => {
    const { owner } = await addedMerchant()
    const known = isolate()
    expect(await known.names(owner)).toEqual(['a', 'b'])
    database.faults.set({ kind: 'down', ms: 0 })
    known.clock.nowMs += 3_600_000
    expect(await known.names(owner)).toEqual(['a', 'b'])
    const cold = isolate()
    cold.clock.nowMs += 3_600_000
    expect(await cold.names(owner)).toEqual(['a', 'b'])
    const unknown = `mer_${randomUUID()}`
    await expect(isolate().names({ merchantId: unknown, mode: 'TEST' })).rejects.toThrow(UnavailableError)
  })

  test('follows a change that was published within ten seconds, and the one that was not within a minute', async () => {
    const { owner, a, b } = await addedMerchant()
    const { names, clock } = isolate()
    expect(await names(owner)).toEqual(['a', 'b'])
    await removeGatewayAccount(database.db, owner.merchantId, owner.mode, a)
    await publishRouting(platform.CONFIG, database.db, owner, [], clock.nowMs)
    expect(await names(owner)).toEqual(['a', 'b'])
    clock.nowMs += 10_000
    expect(await names(owner)).toEqual(['b'])
    await removeGatewayAccount(database.db, owner.merchantId, owner.mode, b)
    clock.nowMs += 60_000
    expect(await names(owner)).toEqual([])
  })

  test('is renewed behind the answer after three seconds', async () => {
    const { owner, a } = await addedMerchant()
    const { names, clock } = isolate()
    await names(owner)
    await removeGatewayAccount(database.db, owner.merchantId, owner.mode, a)
    await publishRouting(platform.CONFIG, database.db, owner, [], clock.nowMs)
    clock.nowMs += 4_000
    expect(await names(owner)).toEqual(['a', 'b'])
    expect(await names(owner)).toEqual(['b'])
  })
})

describe('an account', () => {
  test('is found by its id, with merchant, mode, kind and name', async () => {
    const { owner, b } = await addedMerchant()
    const { find } = isolate()
    expect(await find(b)).toMatchObject({ ...owner, id: b, name: 'b', kind: 'sandbox', enabled: true })
    database.faults.set({ kind: 'down', ms: 0 })
    expect(await isolate().find(b)).toMatchObject({ id: b })
  })

  test('WI4 that does not exist is not found, leaves nothing in KV, and is not asked for when it is no id at all', async () => {
    const { find } = isolate()
    const guessed = newGatewayAccountId()
    expect(await find(guessed)).toBeUndefined()
    expect((await platform.CONFIG.list({ prefix: `account:${guessed}` })).keys).toEqual([])
    database.faults.set({ kind: 'down', ms: 0 })
    expect(await find('../../etc/passwd')).toBeUndefined()
    expect(await find(guessed)).toBeUndefined()
  })

  test('that was removed is gone within a few seconds', async () => {
    const { owner, a } = await addedMerchant()
    const { find, clock } = isolate()
    expect(await find(a)).toBeDefined()
    await removeGatewayAccount(database.db, owner.merchantId, owner.mode, a)
    await withdrawAccount(platform.CONFIG, a)
    clock.nowMs += 10_000
    expect(await find(a)).toBeUndefined()
  })
})
