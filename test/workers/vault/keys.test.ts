import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { customerIdFor, methodIdFor } from '../../../src/ids/customerIds.ts'
import { forgetAccount } from '../../../src/vault/account/account.ts'
import { tokenIdOf } from '../../../src/vault/contract.ts'
import { contentKey, seal, unseal } from '../../../src/vault/crypto/seal.ts'
import { secretsOf } from '../../../src/vault/env.ts'
import { forgetDataKeys, monthOf } from '../../../src/vault/keys/dataKey.ts'
import { directoryOf, keysOf } from '../../../src/vault/keys/names.ts'
import type { KeyOwner } from '../../../src/vault/keys/provider.ts'
import { splitKey } from '../../../src/vault/keys/share.ts'
import { keyHashOf, parseToken, placeOf, tokenFor } from '../../../src/vault/token/token.ts'
import { TRANSIT_TOKEN } from '../../vault/transitToken.ts'
import {
  CARD,
  CHARGE,
  credentials,
  encrypted,
  env,
  postToken,
  putAccount,
  send,
  tokenOf,
  vault,
  vaultKeys,
} from './support.ts'

const MONTH = monthOf(Date.now())
const owner = (merchantId: string): KeyOwner => ({ merchantId, mode: 'TEST' })
const directory = directoryOf(env)
const credentialOf = (merchantId: string) => `pk_test_${merchantId}`
const accountOf = async (merchantId: string): Promise<string> => {
  const response = await putAccount(`acc_${merchantId}`, `${env.GATEWAY_URL}/${merchantId}`, `op_test_${merchantId}`)
  if (response.status !== 204) throw new Error(`no account: ${response.status}`)
  return `acc_${merchantId}`
}
const charge = (merchantId: string, token: string, paymentId = 'pay_one') =>
  send(`acc_${merchantId}`, CHARGE, { merchantId, token, paymentId })

/** As after a deploy with these secrets, until the object's memory ends. */
const withSecrets = (stub: DurableObjectStub, change: Readonly<Record<string, string>>) =>
  runInDurableObject(stub, (object) => {
    Object.assign(object, { env: { ...env, ...change } })
  })

/** The merchant's keys as if no memory had any of them. */
async function forgetAll(merchantId: string): Promise<void> {
  forgetDataKeys(owner(merchantId))
  forgetAccount(`acc_${merchantId}`)
  await evictDurableObject(keysOf(env, owner(merchantId)))
}

/** Stores the token's card for a new customer of the merchant's; answers what payments send. */
async function storedBy(merchantId: string): Promise<string> {
  const token = await tokenOf(CARD, credentialOf(merchantId))
  const methodId = methodIdFor(customerIdFor(merchantId, 'TEST', crypto.randomUUID()), tokenIdOf(token) ?? '')
  const staged = await vault.stageCard({ ...owner(merchantId), methodId, token, paymentId: 'pay_one' })
  if (staged.kind !== 'staged') throw new Error(`not staged: ${staged.reason}`)
  await vault.keepCard(owner(merchantId), methodId)
  return staged.secret
}

const rowOf = (token: string) => {
  const place = placeOf(token.slice(0, -53))
  return runInDurableObject(env.VAULT_SHARDS.getByName(place?.shardName ?? ''), (_object, { storage }) =>
    storage.sql
      .exec<{ key_version: string; sealed: ArrayBuffer | null }>('SELECT * FROM token WHERE id = ?', place?.rowId ?? '')
      .one(),
  )
}

describe('data keys', () => {
  test('are made once for a merchant’s month, however many cards come at once, and name their rows', async () => {
    const tokens = await Promise.all(Array.from({ length: 8 }, () => tokenOf(CARD, credentialOf('first'))))
    const keys = await vaultKeys.list(owner('first'))
    expect(keys.map(({ period, kek }) => [period, kek])).toEqual([[MONTH, 'local:2']])
    for (const token of tokens) expect((await rowOf(token)).key_version).toBe(keys[0]?.name)
    await accountOf('first')
    const periods = (await vaultKeys.list(owner('first'))).map(({ period }) => period)
    expect(periods).toEqual([MONTH, 'credentials'])
    expect(await vaultKeys.list({ merchantId: 'first', mode: 'LIVE' })).toEqual([])
  })

  test('are kept wrapped, and each merchant’s open nothing of another’s', async () => {
    await tokenOf(CARD, credentialOf('apart'))
    await tokenOf(CARD, credentialOf('other'))
    const [key] = await vaultKeys.list(owner('apart'))
    const wrapped = await runInDurableObject(keysOf(env, owner('apart')), (_object, { storage }) =>
      storage.sql.exec<{ wrapped: ArrayBuffer }>('SELECT * FROM data_key').one(),
    )
    const opened = await keysOf(env, owner('apart')).open(owner('apart'), key?.name ?? '')
    if (opened.kind !== 'key') throw new Error('the key does not open')
    expect(Buffer.from(wrapped.wrapped).includes(Buffer.from(opened.key))).toBe(false)
    // The same bytes in another merchant's object open for nobody.
    const moved = await runInDurableObject(keysOf(env, owner('other')), async (object, { storage }) => {
      storage.sql.exec(
        'INSERT INTO data_key VALUES (?, ?, ?, ?, 1, NULL)',
        'dk_moved',
        MONTH,
        'local:2',
        wrapped.wrapped,
      )
      return object.open(owner('other'), 'dk_moved')
    })
    expect(moved).toEqual({ kind: 'unavailable' })
    expect(await keysOf(env, owner('other')).open(owner('other'), key?.name ?? '')).toEqual({ kind: 'gone' })
  })

  test('once shredded leave their rows to nobody, with every secret and every token there is', async () => {
    await accountOf('leaver')
    const token = await tokenOf(CARD, credentialOf('leaver'))
    expect((await charge('leaver', token)).kind).toBe('answered')
    expect(await vaultKeys.shred(owner('leaver'))).toBe(2)
    // The rows are there as they were; only the keys in between are gone.
    const { key_version: name, sealed } = await rowOf(token)
    if (sealed === null) throw new Error('the row is wiped')
    // Whoever has the row, the token and all of the vault's secrets gets to the card's own seal, and no further.
    const { id, key } = parseToken(token) ?? { id: '', key: new Uint8Array() }
    const context = { id, merchantId: 'leaver', mode: 'TEST', keyVersion: name }
    const box = unseal(key, new Uint8Array(sealed), { ...context, purpose: 'row' }) ?? new Uint8Array()
    expect(box.length).toBeGreaterThan(0)
    const { keyEncryptionKeys, tokenSecret } = secretsOf(env)
    const card = { ...context, purpose: 'card' } as const
    for (const secret of [...keyEncryptionKeys.keys.values(), tokenSecret.subarray(0, 32), key]) {
      expect([unseal(secret, box, card), unseal(contentKey(secret, card), box, card)]).toEqual([undefined, undefined])
    }
    await forgetAll('leaver')
    expect(await charge('leaver', token)).toEqual({ kind: 'not_sent', reason: 'no_account' })
    await accountOf('leaver')
    expect(await charge('leaver', token)).toEqual({ kind: 'token_refused', reason: 'unknown' })
    const kept = await runInDurableObject(keysOf(env, owner('leaver')), (_object, { storage }) =>
      storage.sql.exec('SELECT * FROM data_key WHERE wrapped IS NOT NULL').toArray(),
    )
    expect(kept.map(({ period }) => period)).toEqual(['credentials'])
    // The merchant may go on, with keys of its own again.
    expect((await charge('leaver', await tokenOf(CARD, credentialOf('leaver')))).kind).toBe('answered')
  })

  test('of one month are shredded without the gateways’ credentials', async () => {
    await accountOf('month')
    const token = await tokenOf(CARD, credentialOf('month'))
    expect(await vaultKeys.shred(owner('month'), MONTH)).toBe(1)
    expect(await vaultKeys.shred(owner('month'), MONTH)).toBe(0)
    await forgetAll('month')
    expect(await charge('month', token)).toEqual({ kind: 'token_refused', reason: 'unknown' })
    expect((await charge('month', await tokenOf(CARD, credentialOf('month')))).kind).toBe('answered')
  })
})

describe('stored cards', () => {
  test('are under a data key of the month that they were stored in, which no token’s month takes along', async () => {
    await accountOf('keeps')
    const secret = await storedBy('keeps')
    const periods = (await vaultKeys.list(owner('keeps'))).map(({ period }) => period)
    expect(periods).toEqual(['credentials', MONTH, `stored-${MONTH}`])
    await vaultKeys.shred(owner('keeps'), MONTH)
    await forgetAll('keeps')
    expect((await charge('keeps', secret)).kind).toBe('answered')
    expect(await vaultKeys.shred(owner('keeps'), `stored-${MONTH}`)).toBe(1)
    await forgetAll('keeps')
    expect(await charge('keeps', secret)).toEqual({ kind: 'token_refused', reason: 'unknown' })
  })

  test('are stored later, and paid with later, where no data key can be had', async () => {
    await accountOf('waits')
    const secret = await storedBy('waits')
    const token = await tokenOf(CARD, credentialOf('waits'))
    const down = { KEY_PROVIDER: 'shares', KEY_ENCRYPTION_KEYS: '' }
    await forgetAll('waits')
    await withSecrets(keysOf(env, owner('waits')), down)
    const methodId = methodIdFor(customerIdFor('waits', 'TEST', 'one'), tokenIdOf(token) ?? '')
    const command = { ...owner('waits'), methodId, token, paymentId: 'pay_two' }
    expect(await vault.stageCard(command)).toEqual({ kind: 'refused', reason: 'unavailable' })
    await withSecrets(keysOf(env, owner('waits')), {})
    expect((await vault.stageCard(command)).kind).toBe('staged')
    expect((await charge('waits', secret)).kind).toBe('answered')
  })
})

describe('a provider that is down', () => {
  const DOWN = { KEY_PROVIDER: 'shares', KEY_ENCRYPTION_KEYS: '' }

  test('stops no merchant whose key is open, and tells the others to try again, never that a card is wrong', async () => {
    await accountOf('open')
    const token = await tokenOf(CARD, credentialOf('open'))
    await withSecrets(keysOf(env, owner('open')), DOWN)
    forgetDataKeys(owner('open'))
    expect((await charge('open', token)).kind).toBe('answered')
    const blob = { jwe: await encrypted() }
    expect((await postToken(blob, credentialOf('open'))).status).toBe(201)

    await withSecrets(keysOf(env, owner('newcomer')), DOWN)
    const refused = await postToken({ jwe: await encrypted() }, credentialOf('newcomer'))
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1'])
    expect((await putAccount('acc_newcomer', env.GATEWAY_URL, 'op_test_newcomer')).status).toBe(503)
    expect(await vaultKeys.list(owner('newcomer'))).toEqual([])

    await forgetAll('open')
    await withSecrets(keysOf(env, owner('open')), DOWN)
    expect(await charge('open', token)).toEqual({ kind: 'not_sent', reason: 'vault_unavailable' })
    await withSecrets(keysOf(env, owner('open')), {})
    expect((await charge('open', token)).kind).toBe('answered')
  })
})

describe('re-wrapping', () => {
  const NEXT = {
    KEY_ENCRYPTION_KEYS: JSON.stringify({
      current: '3',
      keys: { ...JSON.parse(env.KEY_ENCRYPTION_KEYS).keys, 3: randomBytes(32).toString('base64') },
    }),
  }
  const statusWith = async (secrets: Readonly<Record<string, string>>) => {
    await withSecrets(directory, secrets)
    return vaultKeys.status()
  }

  test('puts every data key under a new key-encryption key by the alarm, and then the old one may go', async () => {
    await accountOf('turn')
    const token = await tokenOf(CARD, credentialOf('turn'))
    // A token lives a quarter of an hour, a stored card longer than any key-encryption key.
    const secret = await storedBy('turn')
    const before = await statusWith(NEXT)
    expect(before).toMatchObject({ current: 'local:3', left: before.owners })
    for (const { merchantId, mode } of before.waiting) {
      if (merchantId !== 'turn') await vaultKeys.shred({ merchantId, mode })
    }
    await withSecrets(keysOf(env, owner('turn')), NEXT)
    expect((await statusWith(NEXT)).waiting.map(({ merchantId }) => merchantId)).toEqual(['turn'])
    await vaultKeys.rewrap()
    await runDurableObjectAlarm(directory)
    expect(await statusWith(NEXT)).toMatchObject({ left: 0, byKek: { 'local:3': 1 } })
    expect((await vaultKeys.list(owner('turn'))).map(({ kek }) => kek)).toEqual(Array(3).fill('local:3'))
    const alone = JSON.parse(NEXT.KEY_ENCRYPTION_KEYS)
    const ended = { KEY_ENCRYPTION_KEYS: JSON.stringify({ current: '3', keys: { 3: alone.keys[3] } }) }
    await forgetAll('turn')
    await withSecrets(keysOf(env, owner('turn')), ended)
    expect((await charge('turn', token)).kind).toBe('answered')
    expect((await charge('turn', secret, 'pay_later')).kind).toBe('answered')
  })

  test('moves to Vault’s Transit and on to custodians’ shares, and leaves what cannot be opened as it is', async () => {
    const transit = {
      KEY_PROVIDER: 'transit',
      KEY_TRANSIT: JSON.stringify({ address: env.TRANSIT, key: 'turnpike', token: TRANSIT_TOKEN }),
    }
    const shares = splitKey(new Uint8Array(randomBytes(32)), '1', 2, 3)
    const custodians = {
      ...transit,
      KEY_PROVIDER: 'shares',
      KEY_SHARE_1: shares[2] ?? '',
      KEY_SHARE_4: shares[0] ?? '',
    }
    const keys = keysOf(env, owner('moves'))
    const token = await tokenOf(CARD, credentialOf('moves'))
    await accountOf('moves')
    await withSecrets(keys, transit)
    expect(await keys.rewrap(owner('moves'))).toEqual(['transit:turnpike:1'])
    await forgetAll('moves')
    await withSecrets(keys, { ...transit, KEY_ENCRYPTION_KEYS: '' })
    expect((await charge('moves', token)).kind).toBe('answered')

    await forgetAll('moves')
    await withSecrets(keys, { ...custodians, KEY_TRANSIT: '' })
    expect(await keys.rewrap(owner('moves'))).toEqual(['transit:turnpike:1'])
    await withSecrets(keys, custodians)
    expect(await keys.rewrap(owner('moves'))).toEqual(['shares:1'])
    await forgetAll('moves')
    await withSecrets(keys, { KEY_PROVIDER: 'shares', KEY_SHARE_2: shares[1] ?? '', KEY_SHARE_3: shares[2] ?? '' })
    expect((await charge('moves', token)).kind).toBe('answered')
  })
})

describe('what was sealed before merchants had data keys', () => {
  const kek = () => secretsOf(env).keyEncryptionKeys.keys.get('1') ?? new Uint8Array()

  test('still opens: a card of the first format', async () => {
    await accountOf('early')
    const token = tokenFor('early', {}, secretsOf(env).tokenSecret)
    const place = placeOf(token.id)
    if (place === undefined) throw new Error('the token has no place')
    const context = { id: token.id, merchantId: 'early', mode: 'TEST', keyVersion: '1' }
    const dataKey = new Uint8Array(randomBytes(32))
    const card = seal(dataKey, Buffer.from(JSON.stringify(CARD)), { ...context, purpose: 'card' })
    const wrapped = seal(kek(), dataKey, { ...context, purpose: 'data_key' })
    await env.VAULT_SHARDS.getByName(place.shardName).put({
      ...{ tokenId: place.rowId, merchantId: 'early', mode: 'TEST', credentialId: 'key_1', boundPaymentId: null },
      ...{ createdAtMs: Date.now(), keyHash: keyHashOf(token), callerKind: 'publishable', keyVersion: '1' },
      sealed: seal(token.key, Buffer.concat([wrapped, card]), { ...context, purpose: 'row' }),
    })
    expect((await charge('early', token.text)).kind).toBe('answered')
  })

  test('still opens: a gateway account, which is then put under its merchant’s data key', async () => {
    const object = env.GATEWAY_ACCOUNTS.getByName('acc_settled')
    const context = {
      purpose: 'account',
      id: 'acc_settled',
      merchantId: 'settled',
      mode: 'TEST',
      keyVersion: '1',
    } as const
    const content = { baseUrl: `${env.GATEWAY_URL}/settled`, credentials }
    const sealed = seal(kek(), Buffer.from(JSON.stringify(content)), { ...context, kind: 'sandbox' })
    await object.put({ merchantId: 'settled', mode: 'TEST', kind: 'sandbox', keyVersion: '1', sealed })
    const ask = () => send('acc_settled', { method: 'GET', path: '/ok' }, { merchantId: 'settled' })
    expect((await ask()).kind).toBe('answered')
    expect(await vaultKeys.reseal(['acc_settled', 'acc_settled_not', '../x'])).toEqual([
      'resealed',
      'not_found',
      'not_found',
    ])
    expect((await object.read())?.keyVersion).toMatch(/^dk_/)
    expect(await vaultKeys.reseal(['acc_settled'])).toEqual(['as_is'])
    expect((await ask()).kind).toBe('answered')
  })
})
