import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { publishOrigins } from '../../src/access/configure.ts'
import { allowedOriginsReader } from '../../src/access/origins.ts'
import { addMerchant, setAllowedOrigins } from '../../src/db/merchants.ts'
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

async function merchantWith(origins: string[]): Promise<string> {
  const id = `mer_${randomUUID()}`
  await addMerchant(database.db, { id, organizationId: 'org_test', name: 'Test', allowedOrigins: origins })
  return id
}

/** A fresh isolate with a clock that starts now. */
function isolate() {
  const clock = { nowMs: Date.now() }
  const read = allowedOriginsReader(() => clock.nowMs)
  const ask = async (merchantId: string) => {
    const background = backgroundOf()
    const answer = await read({ ...database, CONFIG: platform.CONFIG }, background, merchantId)
    await background.settled()
    return answer
  }
  return { clock, ask }
}

test('HF3 are the merchant’s own, and none for a merchant that does not exist', async () => {
  const { ask } = isolate()
  expect(await ask(await merchantWith(['https://a.example']))).toEqual({
    kind: 'known',
    origins: ['https://a.example'],
  })
  expect(await ask(`mer_${randomUUID()}`)).toEqual({ kind: 'known', origins: [] })
})

test('are seen changed within two seconds where the change was published', async () => {
  const merchant = await merchantWith(['https://a.example'])
  const { ask, clock } = isolate()
  await ask(merchant)
  await setAllowedOrigins(database.db, merchant, ['https://b.example'])
  await publishOrigins(platform.CONFIG, merchant, ['https://b.example'], clock.nowMs)
  clock.nowMs += 2_000
  expect(await ask(merchant)).toEqual({ kind: 'known', origins: ['https://b.example'] })
})

test('are answered from what is kept while Postgres is down, and unavailable where nothing is', async () => {
  const merchant = await merchantWith(['https://a.example'])
  await isolate().ask(merchant)
  database.faults.set({ kind: 'down', ms: 0 })
  const { ask, clock } = isolate()
  expect(await ask(merchant)).toMatchObject({ kind: 'known' })
  clock.nowMs += 3_600_000
  expect(await ask(merchant)).toEqual({ kind: 'known', origins: ['https://a.example'] })
  expect(await ask(`mer_${randomUUID()}`)).toEqual({ kind: 'unavailable' })
})
