import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { routingEntry } from '../../src/access/entries.ts'
import { keptEntry } from '../../src/access/layeredCache.ts'
import { loadRouting } from '../../src/access/routingConfiguration.ts'
import type { Changer } from '../../src/audit/audited.ts'
import type { ListOwner } from '../../src/db/list.ts'
import { addPolicy } from '../../src/db/routingPolicies.ts'
import { FIRST_POLICY, type Rule } from '../../src/routing/policy.ts'
import { accepted, type OpenConfiguration, openConfiguration, sandbox } from './support.ts'

/** Postgres is compiled at its start, which takes a busy machine a while. */
const SLOW_START_MS = 60_000

let open: OpenConfiguration
beforeAll(async () => {
  open = await openConfiguration()
}, SLOW_START_MS)
afterEach(() => open.database.faults.set(undefined))
afterAll(() => open?.close())

/** A merchant with gateways a and b. */
async function shop() {
  const owner = await open.newOwner()
  const add = async (name: string) => accepted(await open.service.addGateway(owner, { ...sandbox, name })).id
  const a = await add('a')
  const b = await add('b')
  return { owner, a, b }
}

const only = (accountId: string, name = 'only one'): Rule => ({
  name,
  when: {},
  strategy: 'ORDER',
  candidates: [{ accountId }],
  onUnknown: 'WAIT',
})
const save = (owner: Changer, rules: unknown, expectedVersion?: number) =>
  open.service.savePolicy(owner, {
    rules,
    savedBy: 'key_test',
    ...(expectedVersion === undefined ? {} : { expectedVersion }),
  })
/** A version as a release that is to come could write it. */
const saveUnreadable = (owner: ListOwner, version: number, rules: unknown) =>
  addPolicy(open.database.db, { ...owner, version, rules, savedBy: 'key_test' })

const facts = { amountMinor: 1_000n, currency: 'EUR', method: 'card' } as const

describe('the routing policy', () => {
  test('begins as version 0, which nobody saved', async () => {
    const owner = await open.newOwner()
    expect(await open.service.currentPolicy(owner)).toEqual({ ...FIRST_POLICY, newestVersion: 0 })
    expect(await open.service.policyVersions(owner, { first: 10 })).toEqual({ versions: [], hasNextPage: false })
    expect((await open.isolate().routing(owner)).policy).toEqual(FIRST_POLICY)
  })

  test('is saved as the next version, with who and why, and payments go by it', async () => {
    const { owner, a, b } = await shop()
    const high: Rule = {
      ...only(b, 'high'),
      when: { amount: { currency: 'EUR', minMinor: 100_000n }, metadata: { costMinor: ['1'] } },
    }
    const saved = await open.service.savePolicy(owner, {
      rules: [high, only(a)],
      note: 'first try',
      savedBy: 'key_test',
    })
    expect(saved).toMatchObject({ ok: true, value: { version: 1, note: 'first try', savedBy: 'key_test' } })
    const current = await open.service.currentPolicy(owner)
    expect(current).toMatchObject({ version: 1, newestVersion: 1, rules: [high, only(a)] })
    const { routing } = open.isolate()
    open.database.faults.set({ kind: 'down', ms: 0 })
    expect((await routing(owner)).policy).toEqual({ version: 1, rules: [high, only(a)] })
  })

  test('that is wrong is refused, names the rule, and leaves everything as it was', async () => {
    const { owner, a } = await shop()
    const stranger = await shop()
    for (const rules of [
      [{ ...only(a, 'odd'), strategy: 'SOMEHOW' }],
      [only(a, 'fine'), only(stranger.a, 'odd')],
      [{ ...only(a, 'odd'), when: { currencies: ['euro'] } }],
    ]) {
      const refused = await save(owner, rules)
      expect(refused).toMatchObject({ ok: false, error: { kind: 'validation' } })
      expect(JSON.stringify(refused)).toContain('odd')
      expect(refused).toMatchObject({ error: { path: expect.arrayContaining(['rules', String(rules.length - 1)]) } })
    }
    expect(await save(owner, 'none')).toMatchObject({ error: { kind: 'validation', path: ['rules'] } })
    expect((await open.service.currentPolicy(owner)).version).toBe(0)
  })

  test('is saved once for each version, however many save at the same time, and is never overwritten', async () => {
    const { owner, a } = await shop()
    const saves = await Promise.all(['1', '2', '3', '4'].map((name) => save(owner, [only(a, name)], 0)))
    const saved = saves.flatMap((one) => (one.ok ? [one.value] : []))
    expect(saved).toHaveLength(1)
    expect(saves.filter(({ ok }) => !ok)).toMatchObject(
      Array.from({ length: 3 }, () => ({ error: { kind: 'invalid_state' } })),
    )
    expect((await open.service.currentPolicy(owner)).rules).toEqual(saved[0]?.rules)
    expect(await save(owner, [only(a)], 0)).toMatchObject({
      error: { kind: 'invalid_state', message: expect.stringContaining('Version 1') },
    })
    expect(await save(owner, [only(a)], 1)).toMatchObject({ ok: true, value: { version: 2 } })
  })

  test('goes back as a new version with the old rules, also to the one that everybody begins with', async () => {
    const { owner, a, b } = await shop()
    await save(owner, [only(a)])
    await save(owner, [only(b)])
    const back = (version: number) => open.service.rollbackPolicy(owner, { version, savedBy: 'key_test' })
    expect(await back(1)).toMatchObject({
      ok: true,
      value: { version: 3, rules: [only(a)], note: 'Rollback to version 1' },
    })
    expect(await back(0)).toMatchObject({ ok: true, value: { version: 4, rules: FIRST_POLICY.rules } })
    expect(await back(9)).toEqual({ ok: false, error: { kind: 'not_found' } })
    const { versions, hasNextPage } = await open.service.policyVersions(owner, { first: 3 })
    expect([versions.map(({ version }) => version), hasNextPage]).toEqual([[4, 3, 2], true])
    const rest = await open.service.policyVersions(owner, { first: 3, before: 2 })
    expect(rest).toMatchObject({ versions: [{ version: 1, rules: [only(a)] }], hasNextPage: false })
  })

  test('keeps a gateway that it names from being removed; one that only an old version names goes', async () => {
    const { owner, a, b } = await shop()
    await save(owner, [only(a, 'keeps a')])
    expect(await open.service.removeGateway(owner, { id: a })).toMatchObject({
      error: { kind: 'invalid_state', message: expect.stringContaining('keeps a') },
    })
    expect(await open.service.changeGateway(owner, { id: a, enabled: false })).toMatchObject({ ok: true })
    await save(owner, [only(b)])
    expect(await open.service.removeGateway(owner, { id: a })).toMatchObject({ ok: true })
    const back = await open.service.rollbackPolicy(owner, { version: 1, savedBy: 'key_test' })
    expect(back).toMatchObject({ error: { kind: 'validation' } })
    expect(JSON.stringify(back)).toContain('keeps a')
  })

  test('that a newer release saved in a shape of its own does not stop payments: they go by the newest readable one', async () => {
    const { owner, a, b } = await shop()
    await save(owner, [only(a)])
    await saveUnreadable(owner, 2, { graph: [{ to: b }] })
    expect((await open.isolate().routing(owner)).policy).toEqual({ version: 1, rules: [only(a)] })
    expect(await open.service.currentPolicy(owner)).toMatchObject({ version: 1, newestVersion: 2 })
    const { versions } = await open.service.policyVersions(owner, { first: 1 })
    expect(versions).toMatchObject([{ version: 2, rules: [], unreadable: true }])
    expect(await open.service.removeGateway(owner, { id: b })).toMatchObject({ error: { kind: 'invalid_state' } })
    const back = await open.service.rollbackPolicy(owner, { version: 2, savedBy: 'key_test' })
    expect(back).toMatchObject({ error: { kind: 'invalid_state' } })
    expect(await save(owner, [only(a)], 1)).toMatchObject({ error: { kind: 'invalid_state' } })
    expect(await save(owner, [only(a)], 2)).toMatchObject({ ok: true, value: { version: 3 } })
  })

  test('that another release put into KV in a shape of its own is looked for in Postgres', async () => {
    const { owner, a } = await shop()
    await save(owner, [only(a)])
    const { accounts } = await loadRouting(open.database.db, owner)
    const entry = keptEntry({ accounts, policies: [{ version: 2, rules: { graph: [] } }] }, Date.now())
    await open.platform.CONFIG.put(routingEntry(owner.merchantId, owner.mode), entry)
    expect((await open.isolate().routing(owner)).policy).toEqual({ version: 1, rules: [only(a)] })
  })

  test('PG1 that cannot be read at all leaves the accounts in their order, with Postgres down too', async () => {
    const { owner, a } = await shop()
    await saveUnreadable(owner, 1, { graph: [] })
    const { routing } = open.isolate()
    expect((await routing(owner)).policy).toEqual(FIRST_POLICY)
    open.database.faults.set({ kind: 'down', ms: 0 })
    const cold = await open.isolate().routing(owner)
    expect(cold.policy).toEqual(FIRST_POLICY)
    expect(cold.accounts[0]?.route.accountId).toBe(a)
  })
})

describe('a dry run', () => {
  test('chooses as payments would, keeps nothing, and tries rules that are not saved', async () => {
    const { owner, a, b } = await shop()
    const simulated = accepted(await open.service.planFor(owner, { facts, runs: 10 }))
    expect(simulated).toMatchObject({
      plan: { policyVersion: 0, candidates: [{ gateway: 'a' }, { gateway: 'b' }] },
      runs: 10,
      shares: [{ accountId: a, gateway: 'a', first: 10, share: 1 }],
    })
    const tried = accepted(await open.service.planFor(owner, { facts, rules: [only(b)] }))
    expect(tried).toMatchObject({ plan: { policyVersion: 1, rule: 'only one', candidates: [{ accountId: b }] } })
    expect((await open.service.currentPolicy(owner)).version).toBe(0)
    expect(await open.service.planFor(owner, { facts, rules: [{}] })).toMatchObject({ error: { kind: 'validation' } })
    expect(await open.service.planFor(owner, { facts, runs: 1_001 })).toMatchObject({ error: { path: ['runs'] } })
  })

  test('is not made of a payment that there cannot be, which is told by its path', async () => {
    const { owner } = await shop()
    for (const [field, strange] of [
      ['brand', { brand: '<script>' }],
      ['brand', { brand: 'amex' }],
      ['brand', { brand: 'visa', method: 'paypal' }],
      ['country', { country: 'Germany' }],
      ['country', { country: 'de' }],
    ] as const) {
      const refused = await open.service.planFor(owner, { facts: { ...facts, ...strange } })
      expect(refused).toMatchObject({ ok: false, error: { kind: 'validation', path: ['payment', field] } })
    }
    expect(await open.service.planFor(owner, { facts: { ...facts, brand: 'jcb', country: 'JP' } })).toMatchObject({
      ok: true,
    })
  })

  test('shows how weights share payments out, the same for the same seed', async () => {
    const { owner, a, b } = await shop()
    const candidates = [
      { accountId: a, weight: 1 },
      { accountId: b, weight: 3 },
    ]
    const rules = [{ ...only(a, 'shared'), strategy: 'WEIGHT', candidates }]
    const run = async () => accepted(await open.service.planFor(owner, { facts, rules, runs: 1_000, seed: 'one' }))
    const { shares } = await run()
    expect(shares.map(({ gateway }) => gateway)).toEqual(['b', 'a'])
    expect(shares[0]?.share).toBeCloseTo(0.75, 1)
    expect((await run()).shares).toEqual(shares)
  })

  test('takes health into account and says who is out because of it', async () => {
    const { owner, a } = await shop()
    open.health[a] = { atMs: Date.now(), breaker: 'OPEN', load: 0, limit: 100, segments: {} }
    const { plan } = accepted(await open.service.planFor(owner, { facts }))
    expect(plan.candidates.map(({ gateway }) => gateway)).toEqual(['b'])
    expect(plan.eliminated).toMatchObject([{ gateway: 'a' }])
  })

  test('of a merchant without an enabled gateway has no candidates and says why', async () => {
    const { owner, a, b } = await shop()
    for (const id of [a, b]) await open.service.changeGateway(owner, { id, enabled: false })
    const { plan, shares } = accepted(await open.service.planFor(owner, { facts, runs: 5 }))
    expect([plan.candidates, shares]).toEqual([[], []])
    expect(plan.eliminated.map(({ because }) => because)).toEqual([
      expect.stringMatching(/disabled/),
      expect.stringMatching(/disabled/),
    ])
  })
})
