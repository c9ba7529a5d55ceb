import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { afterEach, describe, expect, test } from 'vitest'
import type { AccountWriting, CardAccess } from '../../../src/vault/contract.ts'
import { tokenIdOf } from '../../../src/vault/contract.ts'
import type { VaultShardObject } from '../../../src/vault/shard/object.ts'
import { placeOf } from '../../../src/vault/token/token.ts'
import { standingAlone } from '../../digits.ts'
import {
  CARD,
  CHARGE,
  call,
  credentials,
  encrypted,
  env,
  openAccount,
  postToken,
  putAccount,
  send,
  tokenOf,
} from './support.ts'

type Told = CardAccess & { readonly shard: string }

/** Beside what the vault asks, the Worker in the api's place tells what it took. */
const api = env.API as typeof env.API & {
  accesses(): Promise<{
    readonly kept: readonly Told[]
    readonly calls: number
    readonly writings: readonly AccountWriting[]
  }>
  setDown(down: boolean): Promise<void>
}
afterEach(() => api.setDown(false))

const placed = (token: string) => {
  const place = placeOf(tokenIdOf(token) ?? '')
  if (place === undefined) throw new Error('a token has a place')
  return { ...place, shard: env.VAULT_SHARDS.getByName(place.shardName) }
}

const toldOf = async (rowId: string) => (await api.accesses()).kept.filter(({ tokenId }) => tokenId === rowId)

const waitingIn = (shard: DurableObjectStub<VaultShardObject>) =>
  runInDurableObject(shard, (_object, { storage }) =>
    storage.sql
      .exec<{ number: number; body: string }>('SELECT * FROM access ORDER BY number')
      .toArray()
      .map(({ number, body }) => ({ ...(JSON.parse(body) as CardAccess), number })),
  )

const totalChanges = (shard: DurableObjectStub<VaultShardObject>) =>
  runInDurableObject(shard, (_object, { storage }) => Number(storage.sql.exec('SELECT total_changes() AS n').one().n))

describe('an access to a card', () => {
  test('is told once it happened: who brought the card, and for which payment and account it was opened', async () => {
    const account = await openAccount('told')
    const token = await tokenOf()
    const { rowId, shard } = placed(token)
    expect((await send(account, CHARGE, { token })).kind).toBe('answered')
    expect((await send(account, CHARGE, { token })).kind).toBe('answered')
    expect(await toldOf(rowId)).toEqual([])
    await runDurableObjectAlarm(shard)
    const owner = { merchantId: 'm1', mode: 'TEST', tokenId: rowId }
    const opened = { ...owner, action: 'card.forward', paymentId: 'pay_one', accountId: account }
    expect(await toldOf(rowId)).toMatchObject([
      { ...owner, action: 'card.tokenize', actor: { kind: 'publishable', id: 'id of pk_test_m1' } },
      opened,
      opened,
    ])
    expect(await waitingIn(shard)).toEqual([])
    const text = JSON.stringify(await toldOf(rowId))
    for (const secret of [CARD.number, token.slice(-52)]) expect(text).not.toContain(secret)
    expect(text).not.toMatch(standingAlone(CARD.number.slice(-4)))
  })

  test('that was refused is none, and neither is a blob that comes again', async () => {
    const account = await openAccount('refused')
    const jwe = await encrypted()
    const [first, again] = [await postToken({ jwe }), await postToken({ jwe })]
    const { token } = (await first.json()) as { token: string }
    expect(again.status).toBe(201)
    const { rowId, shard } = placed(token)
    await send(account, CHARGE, { token, merchantId: 'm2' })
    await send(account, CHARGE, { token: token.replace(/..$/, (last) => (last === 'aa' ? 'qa' : 'aa')) })
    expect((await waitingIn(shard)).filter(({ tokenId }) => tokenId === rowId)).toHaveLength(1)
  })

  test('is in the commit of the claim, and costs it one row and no call', async () => {
    const account = await openAccount('one_commit')
    const token = await tokenOf()
    const { shard, rowId } = placed(token)
    const { calls } = await api.accesses()
    const before = await totalChanges(shard)
    // A claim whose access cannot be written down gives nothing away, and claims nothing.
    await runInDurableObject(shard, (_object, { storage }) => {
      storage.sql.exec(`CREATE TRIGGER full BEFORE INSERT ON access BEGIN SELECT RAISE(ABORT, 'full'); END`)
    })
    expect(await send(account, CHARGE, { token })).toMatchObject({ kind: 'not_sent' })
    await runInDurableObject(shard, (_object, { storage }) => void storage.sql.exec('DROP TRIGGER full'))
    expect((await send(account, CHARGE, { token })).kind).toBe('answered')
    expect((await waitingIn(shard)).filter(({ tokenId }) => tokenId === rowId)).toHaveLength(2)
    // The row of the claim and the row of the access: the refused try wrote neither.
    expect((await totalChanges(shard)) - before).toBe(2)
    expect((await api.accesses()).calls).toBe(calls)
  })

  test('stays until the log has it, is told again, and its number is never given twice', async () => {
    const token = await tokenOf()
    const { rowId, shard } = placed(token)
    const [first] = (await waitingIn(shard)).filter(({ tokenId }) => tokenId === rowId)
    await api.setDown(true)
    await runDurableObjectAlarm(shard)
    expect((await waitingIn(shard)).map(({ number }) => number)).toContain(first?.number)
    const alarmAtMs = await runInDurableObject(shard, (_object, { storage }) => storage.getAlarm())
    expect(alarmAtMs).toBeLessThan(Date.now() + 31_000)
    await api.setDown(false)
    await evictDurableObject(shard)
    await runDurableObjectAlarm(shard)
    expect(await toldOf(rowId)).toHaveLength(1)
    expect(await waitingIn(shard)).toEqual([])
    await evictDurableObject(shard)
    const account = await openAccount('numbers')
    expect((await send(account, CHARGE, { token })).kind).toBe('answered')
    const [next] = await waitingIn(shard)
    expect(next?.number).toBe((first?.number ?? 0) + 1)
  })

  test('of a merchant whose log does not answer holds up no other merchant’s', async () => {
    const shard = env.VAULT_SHARDS.getByName('shared')
    const put = (tokenId: string, merchantId: string) =>
      shard.put({
        tokenId,
        merchantId,
        mode: 'TEST',
        credentialId: 'key_1',
        callerKind: 'publishable',
        boundPaymentId: null,
        createdAtMs: Date.now(),
        keyVersion: '1',
        keyHash: new Uint8Array(32),
        sealed: new Uint8Array([1]),
      })
    await put('deaf', 'm_deaf')
    await put('heard', 'm1')
    await runDurableObjectAlarm(shard)
    expect((await waitingIn(shard)).map(({ tokenId }) => tokenId)).toEqual(['deaf'])
    expect(await toldOf('heard')).toHaveLength(1)
  })
})

describe('what an operator writes at the vault’s own door', () => {
  test('is in the audit log first, by its fields and its host, and is not written where it cannot be', async () => {
    const id = await openAccount('door')
    const { writings } = await api.accesses()
    expect(writings.filter(({ accountId }) => accountId === id)).toMatchObject([
      {
        action: 'vault.account.put',
        merchantId: 'm1',
        credentialId: 'id of op_test_m1',
        fields: ['baseUrl', 'credentials', 'kind'],
        host: new URL(env.GATEWAY_URL).host,
      },
    ])
    expect(JSON.stringify(writings)).not.toContain(credentials.clientSecret)
    await api.setDown(true)
    expect((await putAccount('acc_unheard', env.GATEWAY_URL)).status).toBe(503)
    const remove = { method: 'DELETE', headers: { authorization: 'Bearer op_test_m1' } }
    expect((await call(`/accounts/${id}`, remove)).status).toBe(503)
    await api.setDown(false)
    expect(await send('acc_unheard', CHARGE, { token: await tokenOf() })).toMatchObject({ reason: 'no_account' })
    expect((await call(`/accounts/${id}`, remove)).status).toBe(204)
  })
})
