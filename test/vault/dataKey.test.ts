import { randomBytes } from 'node:crypto'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { VaultEnv } from '../../src/vault/env.ts'
import {
  currentDataKey,
  DATA_KEY_CACHE_MS,
  DataKeyUnavailableError,
  dataKeyNamed,
  monthOf,
} from '../../src/vault/keys/dataKey.ts'
import type { DataKeyAnswer } from '../../src/vault/keys/object.ts'

const key = { name: 'dk_one', key: new Uint8Array(randomBytes(32)) }
const OWNER = { merchantId: 'm1', mode: 'TEST' } as const

/** An isolate whose keys' object answers what is set, and counts. */
function isolate(merchantId: string) {
  const object = { answer: { kind: 'key', ...key } as DataKeyAnswer | Error, asked: 0 }
  const ask = async () => {
    object.asked += 1
    if (object.answer instanceof Error) throw object.answer
    return object.answer
  }
  const env = { VAULT_KEYS: { getByName: () => ({ current: ask, open: ask }) } } as unknown as VaultEnv
  const owner = { ...OWNER, merchantId }
  return {
    object,
    current: () => currentDataKey(env, owner, '2026-11'),
    open: () => dataKeyNamed(env, owner, 'dk_one'),
  }
}

const later = (ms: number) => vi.spyOn(Date, 'now').mockReturnValue(performance.timeOrigin + performance.now() + ms)
afterEach(() => {
  vi.restoreAllMocks()
})

describe('a data key in an isolate’s memory', () => {
  test('is asked for once in five minutes', async () => {
    const { object, open } = isolate('once')
    expect([await open(), await open(), object.asked]).toEqual([key, key, 1])
    later(DATA_KEY_CACHE_MS + 1000)
    expect([await open(), await open(), object.asked]).toEqual([key, key, 2])
  })

  test('goes on while neither object nor provider answers, and is asked for again meanwhile', async () => {
    for (const down of [new Error('moved'), { kind: 'unavailable' } as const]) {
      vi.restoreAllMocks()
      const { object, current } = isolate(`down ${down.constructor.name}`)
      await current()
      object.answer = down
      later(DATA_KEY_CACHE_MS + 1000)
      expect([await current(), await current(), object.asked]).toEqual([key, key, 2])
      later(60 * 60_000)
      expect([await current(), object.asked]).toEqual([key, 3])
    }
  })

  test('that was never there is unavailable while nobody answers, which is no refusal', async () => {
    const { object, open, current } = isolate('never')
    object.answer = { kind: 'unavailable' }
    await expect(open()).rejects.toThrow(DataKeyUnavailableError)
    object.answer = new Error('moved')
    await expect(current()).rejects.toThrow(DataKeyUnavailableError)
  })

  test('is forgotten within five minutes of its shredding', async () => {
    const { object, open } = isolate('shredded')
    await open()
    object.answer = { kind: 'gone' }
    later(DATA_KEY_CACHE_MS + 1000)
    expect([await open(), await open()]).toEqual([undefined, undefined])
  })
})

test('months are UTC’s', () => {
  expect(monthOf(Date.parse('2026-11-30T23:59:59.999Z'))).toBe('2026-11')
  expect(monthOf(Date.parse('2026-12-01T00:00:00.000Z'))).toBe('2026-12')
})
