import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { clientSecretFor } from '../../src/access/clientSecret.ts'
import { revokeKey } from '../../src/access/configure.ts'
import { hashOf, hintOf, newKey } from '../../src/access/credential.ts'
import { keyEntry } from '../../src/access/entries.ts'
import { identifier } from '../../src/access/identify.ts'
import { addKey } from '../../src/db/keys.ts'
import { addMerchant } from '../../src/db/merchants.ts'
import { paymentIdFor } from '../../src/ids/ids.ts'
import { openTestDatabase, type TestDatabase } from '../db/testDatabase.ts'
import { backgroundOf, openPlatform, type Platform } from './platform.ts'

const MERCHANT = `mer_${randomUUID()}`
const SIGNING_SECRET = 'a signing secret of at least 32 characters'
/** Memory of an isolate and KV's own at the edge, together, with which a revoked key may still pass. */
const REVOKED_AFTER_MS = 60_000

let database: TestDatabase
let platform: Platform
beforeAll(async () => {
  database = await openTestDatabase()
  platform = await openPlatform()
  await addMerchant(database.db, { id: MERCHANT, organizationId: 'org_test', name: 'Test' })
})
afterEach(() => database.faults.set(undefined))
afterAll(async () => {
  await platform.close()
  await database.close()
})

/** A fresh isolate, with a clock of its own. */
function isolate() {
  const clock = { nowMs: 1_000_000 }
  const identify = identifier(() => clock.nowMs)
  const env = { ...database, CONFIG: platform.CONFIG, SIGNING_SECRET }
  return {
    clock,
    identify: async (credential: string) => {
      const background = backgroundOf()
      const result = await identify(env, background, credential)
      await background.settled()
      return result
    },
  }
}

async function addedKey() {
  const text = newKey('secret', 'TEST')
  const key = { id: `key_${randomUUID()}`, hash: hashOf(text) }
  await addKey(database.db, { ...key, merchantId: MERCHANT, mode: 'TEST', kind: 'secret', hint: hintOf(text) })
  const identity = { kind: 'secret', merchantId: MERCHANT, mode: 'TEST', credentialId: key.id }
  return { text, key, identified: { kind: 'identified', identity } }
}

describe('a key', () => {
  test('is identified from Postgres, then from KV by other isolates, without the key itself', async () => {
    const { text, key, identified } = await addedKey()
    expect(await isolate().identify(text)).toEqual(identified)
    expect(await platform.CONFIG.get(keyEntry(key.hash))).not.toContain(text)
    database.faults.set({ kind: 'down', ms: 0 })
    expect(await isolate().identify(text)).toEqual(identified)
  })

  test('PG1 that neither KV nor an isolate knows is unavailable while Postgres is down, and known when it is back', async () => {
    const { text, identified } = await addedKey()
    const { identify } = isolate()
    database.faults.set({ kind: 'down', ms: 0 })
    expect(await identify(text)).toEqual({ kind: 'unavailable' })
    database.faults.set(undefined)
    expect(await identify(text)).toEqual(identified)
  })

  test('that nobody made is refused, and asked for again after five seconds', async () => {
    const text = newKey('secret', 'TEST')
    const { identify, clock } = isolate()
    expect(await identify(text)).toEqual({ kind: 'refused' })
    await addKey(database.db, {
      id: `key_${randomUUID()}`,
      merchantId: MERCHANT,
      mode: 'TEST',
      kind: 'secret',
      hash: hashOf(text),
      hint: hintOf(text),
    })
    expect(await identify(text)).toEqual({ kind: 'refused' })
    clock.nowMs += 5_000
    expect(await identify(text)).toMatchObject({ kind: 'identified' })
  })

  test('HW5 that is revoked dies within a minute, also while Postgres is down', async () => {
    const { text, key, identified } = await addedKey()
    const { identify, clock } = isolate()
    expect(await identify(text)).toEqual(identified)
    database.faults.set({ kind: 'down', ms: 0 })
    await expect(revokeKey(platform.CONFIG, database.db, key, Date.now())).rejects.toThrow()
    clock.nowMs += REVOKED_AFTER_MS
    expect(await identify(text)).toEqual({ kind: 'refused' })
    expect(await isolate().identify(text)).toEqual({ kind: 'refused' })
  })

  test('that is revoked stays so when an isolate that had just read it writes it to KV late', async () => {
    const { text, key, identified } = await addedKey()
    await revokeKey(platform.CONFIG, database.db, key, Date.now())
    await platform.CONFIG.put(keyEntry(key.hash), JSON.stringify(identified.identity))
    expect(await isolate().identify(text)).toEqual({ kind: 'refused' })
  })
})

test('a client secret is identified with everything down', async () => {
  database.faults.set({ kind: 'down', ms: 0 })
  const paymentId = paymentIdFor(MERCHANT, 'LIVE', 'client')
  const text = clientSecretFor(SIGNING_SECRET, { paymentId, merchantId: MERCHANT, mode: 'LIVE' })
  expect(await isolate().identify(text)).toEqual({
    kind: 'identified',
    identity: { kind: 'client', merchantId: MERCHANT, mode: 'LIVE', paymentId, credentialId: `client_${paymentId}` },
  })
  expect(await isolate().identify(`${text.slice(0, -1)}b`)).toEqual({ kind: 'refused' })
})
