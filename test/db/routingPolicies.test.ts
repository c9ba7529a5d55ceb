import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addGatewayAccount, changeGatewayAccount, listGatewayAccounts } from '../../src/db/gatewayAccounts.ts'
import { addMerchant } from '../../src/db/merchants.ts'
import { addPolicy, findPolicy, listPolicies, readRouting } from '../../src/db/routingPolicies.ts'
import { openTestDatabase, type TestDatabase } from './testDatabase.ts'

/** Postgres is compiled at its start, which takes a busy machine a while. */
const SLOW_START_MS = 60_000

let database: TestDatabase
beforeAll(async () => {
  database = await openTestDatabase()
}, SLOW_START_MS)
afterAll(() => database?.close())

async function newOwner() {
  const owner = { merchantId: `mer_${randomUUID()}`, mode: 'TEST' as const }
  await addMerchant(database.db, { id: owner.merchantId, organizationId: 'org_test', name: 'Test' })
  return owner
}

describe('a policy', () => {
  test('is kept once for each version, and the second of the same version changes nothing', async () => {
    const owner = await newOwner()
    const policy = { ...owner, version: 1, rules: [{ minMinor: '9007199254740993' }], savedBy: 'key_1', note: null }
    expect(await addPolicy(database.db, policy)).toMatchObject({ version: 1, cell: '0' })
    expect(await addPolicy(database.db, { ...policy, rules: [] })).toBeUndefined()
    expect((await findPolicy(database.db, owner, 1))?.rules).toEqual(policy.rules)
    expect(await findPolicy(database.db, { ...owner, mode: 'LIVE' }, 1)).toBeUndefined()
  })

  test('is listed newest first, of its merchant and mode alone', async () => {
    const [owner, other] = [await newOwner(), await newOwner()]
    for (const version of [1, 2, 3]) {
      await addPolicy(database.db, { ...owner, version, rules: [], savedBy: 'key_1' })
      await addPolicy(database.db, { ...other, version, rules: ['foreign'], savedBy: 'key_1' })
    }
    const versions = async (page: { first: number; before?: number }) =>
      (await listPolicies(database.db, owner, page)).map(({ version }) => version)
    expect(await versions({ first: 2 })).toEqual([3, 2])
    expect(await versions({ first: 2, before: 2 })).toEqual([1])
    expect(await readRouting(database.db, owner)).toMatchObject({ accounts: [], newest: { version: 3, rules: [] } })
    expect((await readRouting(database.db, await newOwner())).newest).toBeUndefined()
  })

  test('may carry any text that JSON can: what Postgres cannot keep of it is replaced', async () => {
    const owner = await newOwner()
    await addPolicy(database.db, { ...owner, version: 1, rules: ['a\0b', '\ud800'], savedBy: 'key_1' })
    expect((await findPolicy(database.db, owner, 1))?.rules).toEqual(['a\uFFFDb', '\uFFFD'])
  })
})

describe('an account', () => {
  test('keeps its costs exactly, beyond what a number holds', async () => {
    const owner = await newOwner()
    await addGatewayAccount(database.db, { ...owner, id: randomUUID(), name: 'plain', kind: 'sandbox' })
    const costs = [{ brands: ['visa'], fixedMinor: 9_007_199_254_740_993n, basisPoints: 140 }]
    await addGatewayAccount(database.db, { ...owner, id: randomUUID(), name: 'priced', kind: 'sandbox', costs })
    expect(await listGatewayAccounts(database.db, owner.merchantId, owner.mode)).toMatchObject([
      { costs: [], timeoutMs: null, maxConcurrency: null },
      { costs },
    ])
  })

  test('that is absent, or would take a name that is taken, is not changed', async () => {
    const owner = await newOwner()
    const id = randomUUID()
    await addGatewayAccount(database.db, { ...owner, id, name: 'a', kind: 'sandbox' })
    await addGatewayAccount(database.db, { ...owner, id: randomUUID(), name: 'b', kind: 'sandbox' })
    const change = (which: string) => changeGatewayAccount(database.db, owner, which, { name: 'b', position: 2 })
    expect(await change(id)).toBe('name_taken')
    expect(await change(randomUUID())).toBe('absent')
    const accounts = await listGatewayAccounts(database.db, owner.merchantId, owner.mode)
    expect(accounts.map(({ name, position }) => [name, position])).toEqual([
      ['a', 1],
      ['b', 2],
    ])
  })
})
