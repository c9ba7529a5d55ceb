import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { newGatewayAccountId } from '../../src/access/accountId.ts'
import type { Changer } from '../../src/audit/audited.ts'
import type { ListOwner } from '../../src/db/list.ts'
import { UnavailableError } from '../../src/db/trouble.ts'
import { standingAlone } from '../digits.ts'
import { accepted, credentials, type OpenConfiguration, openConfiguration, sandbox } from './support.ts'

/** Postgres is compiled at its start, which takes a busy machine a while. */
const SLOW_START_MS = 60_000

let open: OpenConfiguration
beforeAll(async () => {
  open = await openConfiguration()
}, SLOW_START_MS)
afterEach(() => open.database.faults.set(undefined))
afterAll(() => open?.close())

const add = async (owner: Changer, name: string, more: object = {}) =>
  accepted(await open.service.addGateway(owner, { ...sandbox, name, ...more }))
const names = async (owner: ListOwner) => (await open.service.listGateways(owner)).map(({ name }) => name)

describe('a change and the audit log: it', () => {
  test('is in the audit log before it is made, by field and safe value, and no credential is in it', async () => {
    const owner = await open.newOwner()
    const { id } = await add(owner, 'a', { weight: 3 })
    accepted(await open.service.changeGateway(owner, { id, name: 'b', baseUrl: 'https://b.example/v1', credentials }))
    accepted(await open.service.rotateCredentials(owner, { id, credentials }))
    expect(open.audit.entriesOf(owner)).toMatchObject([
      {
        action: 'gateway.add',
        subject: id,
        actor: { kind: 'operator', id: 'key_test', requestId: 'req_test' },
        detail: { fields: ['baseUrl', 'credentials', 'kind', 'name', 'weight'], host: 'a.example', weight: 3 },
      },
      {
        action: 'gateway.update',
        detail: { fields: ['baseUrl', 'credentials', 'name'], host: 'b.example', name: 'b' },
      },
      { action: 'gateway.credentials.rotate', subject: id },
    ])
    const { clientSecret, webhookSecret } = credentials
    for (const secret of [clientSecret, webhookSecret]) {
      expect(JSON.stringify(open.audit.entriesOf(owner))).not.toContain(secret)
    }
  })

  test('that is refused leaves a second entry that says so, and repeats nothing of what was sent', async () => {
    const owner = await open.newOwner()
    const canary = '4242 4242 4242 4242'
    const refused = await open.service.addGateway(owner, { ...sandbox, name: canary, weight: 0 })
    expect(refused.ok).toBe(false)
    await open.service.removeGateway(owner, { id: canary })
    expect(open.audit.entriesOf(owner)).toMatchObject([
      { action: 'gateway.add', number: 1 },
      { action: 'gateway.add', detail: { outcome: 'refused', of: 1, reason: 'validation', field: 'weight' } },
      { action: 'gateway.remove', number: 3 },
      { action: 'gateway.remove', detail: { outcome: 'refused', of: 3, reason: 'not_found' } },
    ])
    expect(JSON.stringify(open.audit.entriesOf(owner))).not.toMatch(standingAlone('4242'))
  })

  test('is refused as unavailable, and not made, while the audit log cannot be written', async () => {
    const owner = await open.newOwner()
    const { id } = await add(owner, 'a')
    open.audit.state.isDown = true
    try {
      const changes = [
        open.service.addGateway(owner, { ...sandbox, name: 'b' }),
        open.service.changeGateway(owner, { id, name: 'c' }),
        open.service.removeGateway(owner, { id }),
        open.service.rotateCredentials(owner, { id, credentials: { ...credentials, clientSecret: 'another' } }),
        open.service.savePolicy(owner, { rules: [], savedBy: 'key_test' }),
      ]
      for (const change of await Promise.allSettled(changes)) {
        expect(change).toMatchObject({ status: 'rejected', reason: expect.any(UnavailableError) })
      }
      expect(await names(owner)).toEqual(['a'])
      expect(open.kept.get(id)?.credentials).toEqual(credentials)
    } finally {
      open.audit.state.isDown = false
    }
  })

  test('of which nobody knows whether it was made says that', async () => {
    const owner = await open.newOwner()
    open.database.faults.set({ kind: 'down', ms: 0 })
    await expect(open.service.addGateway(owner, { ...sandbox, name: 'a' })).rejects.toThrow(UnavailableError)
    expect(open.audit.entriesOf(owner).map(({ detail }) => detail.outcome)).toEqual([undefined, 'unknown'])
  })
})

describe('a gateway', () => {
  test('that is added is behind the others, with its settings in Postgres and its secrets in the vault alone', async () => {
    const owner = await open.newOwner()
    await add(owner, 'a')
    const settings = { weight: 3, costs: [{ fixedMinor: 25n, basisPoints: 140 }], timeoutMs: 5_000, maxConcurrency: 50 }
    const added = await add(owner, 'b', settings)
    expect(added).toEqual({
      merchantId: owner.merchantId,
      mode: owner.mode,
      id: added.id,
      name: 'b',
      kind: 'sandbox',
      position: 2,
      enabled: true,
      ...settings,
    })
    expect(await names(owner)).toEqual(['a', 'b'])
    expect(open.kept.get(added.id)).toMatchObject({ baseUrl: 'https://a.example', credentials })
    expect(await names({ ...owner, mode: 'LIVE' })).toEqual([])
  })

  test('that the vault refuses is not added, and the refusal names the field and repeats no credential', async () => {
    const owner = await open.newOwner()
    const incomplete = { clientSecret: 'hush-hush' }
    const refused = await open.service.addGateway(owner, { ...sandbox, name: 'a', credentials: incomplete })
    expect(refused).toMatchObject({ ok: false, error: { kind: 'validation', path: ['credentials'] } })
    expect(JSON.stringify(refused)).not.toContain('hush-hush')
    expect(await open.service.addGateway(owner, { ...sandbox, name: 'a', kind: 'none' })).toMatchObject({
      error: { kind: 'validation', path: ['kind'] },
    })
    expect(await open.service.addGateway(owner, { ...sandbox, name: 'a', baseUrl: 'http://10.0.0.1' })).toMatchObject({
      error: { kind: 'validation', path: ['baseUrl'] },
    })
    expect(await names(owner)).toEqual([])
  })

  test('has a name of its own: the second is refused, also when both come at once, and leaves no secrets behind', async () => {
    const owner = await open.newOwner()
    const before = open.kept.size
    const both = await Promise.all([1, 2].map(() => open.service.addGateway(owner, { ...sandbox, name: 'a' })))
    expect(both.filter(({ ok }) => ok)).toHaveLength(1)
    expect(both.find(({ ok }) => !ok)).toMatchObject({ error: { kind: 'invalid_state' } })
    expect(open.kept.size).toBe(before + 1)
    const { id } = await add(owner, 'b')
    expect(await open.service.changeGateway(owner, { id, name: 'a' })).toMatchObject({
      error: { kind: 'invalid_state', message: expect.stringContaining('named a already') },
    })
    await add({ ...owner, mode: 'LIVE' }, 'a')
  })

  test('changes in what is given, and everything else stays', async () => {
    const owner = await open.newOwner()
    const { id } = await add(owner, 'a', { timeoutMs: 5_000, costs: [{ fixedMinor: '1', basisPoints: 2 }] })
    const change = async (changes: object) => accepted(await open.service.changeGateway(owner, { id, ...changes }))
    expect(await change({ name: 'renamed', enabled: false })).toMatchObject({
      name: 'renamed',
      enabled: false,
      timeoutMs: 5_000,
    })
    expect(await change({ weight: 9 })).toMatchObject({ name: 'renamed', enabled: false, weight: 9 })
    const { timeoutMs, costs } = await change({ timeoutMs: null, costs: null })
    expect([timeoutMs, costs]).toEqual([undefined, []])
    expect(open.kept.get(id)?.baseUrl).toBe('https://a.example')
    await change({ baseUrl: 'https://a.example/v2' })
    expect(open.kept.get(id)).toMatchObject({ baseUrl: 'https://a.example/v2', credentials })
  })

  test('takes its credentials along to another host', async () => {
    const owner = await open.newOwner()
    const { id } = await add(owner, 'a')
    const moved = { id, baseUrl: 'https://other.example', name: 'moved' }
    expect(await open.service.changeGateway(owner, moved)).toMatchObject({
      error: { kind: 'validation', path: ['credentials'] },
    })
    expect(await names(owner)).toEqual(['a'])
    expect(await open.service.changeGateway(owner, { ...moved, credentials })).toMatchObject({ ok: true })
    expect(open.kept.get(id)?.baseUrl).toBe('https://other.example')
  })

  test.each([
    [1, ['c', 'a', 'b']],
    [2, ['a', 'c', 'b']],
    [9, ['a', 'b', 'c']],
  ])('that is put at place %i moves the others, and keeps their order', async (position, order) => {
    const owner = await open.newOwner()
    for (const name of ['a', 'b', 'c']) await add(owner, name)
    const [, , c] = await open.service.listGateways(owner)
    const moved = accepted(await open.service.changeGateway(owner, { id: c?.id ?? '', position }))
    expect(moved.position).toBe(Math.min(position, 3))
    expect(await names(owner)).toEqual(order)
    expect((await open.service.listGateways(owner)).map((one) => one.position)).toEqual([1, 2, 3])
  })

  test('gets new credentials, and nothing but the vault is written', async () => {
    const owner = await open.newOwner()
    const { id } = await add(owner, 'a')
    const fresh = { ...credentials, clientSecret: 'fresh' }
    expect(await open.service.rotateCredentials(owner, { id, credentials: fresh })).toMatchObject({ ok: true })
    expect(open.kept.get(id)).toMatchObject({ baseUrl: 'https://a.example', credentials: fresh })
    expect(await open.service.rotateCredentials(owner, { id, credentials: {} })).toMatchObject({
      error: { kind: 'validation', path: ['credentials'] },
    })
    expect(open.kept.get(id)).toMatchObject({ credentials: fresh })
  })

  test('that the vault has lost says so, and takes base URL and credentials together', async () => {
    const owner = await open.newOwner()
    const { id } = await add(owner, 'a')
    open.kept.delete(id)
    const lost = { kind: 'validation', path: ['credentials'], message: expect.stringContaining('no such account') }
    expect(await open.service.rotateCredentials(owner, { id, credentials })).toEqual({ ok: false, error: lost })
    const baseUrl = 'https://a.example'
    expect(await open.service.changeGateway(owner, { id, baseUrl })).toEqual({ ok: false, error: lost })
    expect(await open.service.changeGateway(owner, { id, baseUrl, credentials })).toMatchObject({ ok: true })
    expect(open.kept.get(id)).toMatchObject({ baseUrl, credentials })
  })

  test('of another merchant or mode, or of no shape, is as good as absent', async () => {
    const owner = await open.newOwner()
    const { id } = await add(owner, 'a')
    const strangers: readonly Changer[] = [await open.newOwner(), { ...owner, mode: 'LIVE' }]
    for (const [stranger, which] of [
      ...strangers.map((one) => [one, id] as const),
      [owner, newGatewayAccountId()] as const,
      [owner, '../../a'] as const,
    ]) {
      const absent = { ok: false, error: { kind: 'not_found' } }
      expect(await open.service.changeGateway(stranger, { id: which, name: 'x' })).toEqual(absent)
      expect(await open.service.rotateCredentials(stranger, { id: which, credentials })).toEqual(absent)
    }
    expect(await names(owner)).toEqual(['a'])
  })

  test('that is removed is gone from payments, then from the vault, and a removal that broke off can be repeated', async () => {
    const owner = await open.newOwner()
    const { id } = await add(owner, 'a')
    const vault = { ...open.ports.vault, removeAccount: () => Promise.reject(new Error('the vault is away')) }
    const { removeGateway } = await import('../../src/configuration/gateways.ts')
    await expect(removeGateway({ ...open.ports, vault }, owner, { id })).rejects.toThrow('away')
    expect((await open.isolate().routing(owner)).accounts).toEqual([])
    expect(open.kept.has(id)).toBe(true)
    expect(await open.service.removeGateway(owner, { id })).toEqual({ ok: true, value: { id } })
    expect(open.kept.has(id)).toBe(false)
    expect(await open.service.removeGateway(owner, { id })).toEqual({ ok: false, error: { kind: 'not_found' } })
  })

  test('is one of fifty at most', async () => {
    const owner = await open.newOwner()
    for (let count = 1; count <= 50; count++) await add(owner, `gateway ${count}`)
    expect(await open.service.addGateway(owner, { ...sandbox, name: 'one more' })).toMatchObject({
      error: { kind: 'invalid_state' },
    })
  })

  test('PG1 cannot be changed while Postgres is down, which is told as such', async () => {
    const owner = await open.newOwner()
    const { id } = await add(owner, 'a')
    open.database.faults.set({ kind: 'down', ms: 0 })
    await expect(open.service.changeGateway(owner, { id, enabled: false })).rejects.toThrow(UnavailableError)
    expect((await open.isolate().routing(owner)).accounts).toMatchObject([{ enabled: true }])
  })
})

describe('a change', () => {
  test('is seen by payments as soon as KV is asked: settings, costs and a disabled account by its name', async () => {
    const owner = await open.newOwner()
    const { id } = await add(owner, 'a', { timeoutMs: 5_000 })
    const { routing, clock } = open.isolate()
    expect((await routing(owner)).accounts).toMatchObject([
      { enabled: true, route: { accountId: id, timeoutMs: 5_000 } },
    ])
    await open.service.changeGateway(owner, { id, enabled: false, costs: [{ fixedMinor: '30', basisPoints: 0 }] })
    clock.nowMs += 10_000
    open.database.faults.set({ kind: 'down', ms: 0 })
    expect((await routing(owner)).accounts).toMatchObject([
      { enabled: false, costs: [{ fixedMinor: 30n, basisPoints: 0 }], route: { gateway: 'a' } },
    ])
  })
})
