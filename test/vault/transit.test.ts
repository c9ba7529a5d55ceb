import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { transitProvider } from '../../src/vault/keys/transit.ts'
import { startTransitServer, type TransitServer } from './transitServer.ts'
import { TRANSIT_TOKEN } from './transitToken.ts'

const CONTEXT = { name: 'dk_one', merchantId: 'm1', mode: 'TEST' } as const
const DATA_KEY = new Uint8Array(randomBytes(32))
const UNAVAILABLE = { ok: false, error: 'unavailable' }

let server: TransitServer
let trouble: string[] = []
const provider = (change: Partial<Parameters<typeof transitProvider>[0]> = {}) =>
  transitProvider(
    { address: server.address, mount: 'transit', key: 'turnpike', token: TRANSIT_TOKEN, ...change },
    (reason) => trouble.push(reason),
  )
const wrapped = async () => {
  const result = await provider().wrap(DATA_KEY, CONTEXT)
  if (!result.ok) throw new Error('nothing was wrapped')
  return result.value
}

beforeAll(async () => {
  server = await startTransitServer()
})
afterAll(() => server.close())
beforeEach(() => {
  server.fail(undefined)
  server.seen.length = 0
  trouble = []
})

describe('key-encryption keys in Vault’s Transit engine', () => {
  test('are asked as its API has it, and see a data key and what it is for', async () => {
    const kept = await wrapped()
    expect(kept.kek).toBe('transit:turnpike:1')
    expect(Buffer.from(kept.wrapped).toString()).toMatch(/^vault:v1:/)
    expect(await provider({ namespace: 'payments' }).unwrap(kept, CONTEXT)).toEqual({ ok: true, value: DATA_KEY })
    expect(server.seen.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /v1/transit/encrypt/turnpike',
      'POST /v1/transit/decrypt/turnpike',
    ])
    const aad = Buffer.from('["turnpike.data-key.1","dk_one","m1","TEST"]').toString('base64')
    expect(server.seen[0]?.body).toEqual({ plaintext: Buffer.from(DATA_KEY).toString('base64'), associated_data: aad })
    expect(server.seen[1]?.body).toEqual({ ciphertext: Buffer.from(kept.wrapped).toString(), associated_data: aad })
    expect(server.seen[0]?.headers).toMatchObject({ 'x-vault-token': TRANSIT_TOKEN, 'x-vault-request': 'true' })
    expect(server.seen.map(({ headers }) => headers['x-vault-namespace'])).toEqual([undefined, 'payments'])
  })

  test('tell their newest version, and open what an older one wrapped', async () => {
    const before = await wrapped()
    server.rotate('turnpike')
    expect(await provider().currentKek()).toEqual({ ok: true, value: 'transit:turnpike:2' })
    expect((await wrapped()).kek).toBe('transit:turnpike:2')
    expect(await provider().unwrap(before, CONTEXT)).toEqual({ ok: true, value: DATA_KEY })
    // Also when the settings name another key since.
    server.rotate('turnpike-2027')
    expect(await provider({ key: 'turnpike-2027' }).unwrap(before, CONTEXT)).toEqual({ ok: true, value: DATA_KEY })
  })

  test('refuse a data key that was changed or moved to another name, merchant or mode', async () => {
    const kept = await wrapped()
    const refused = { ok: false, error: 'refused' }
    for (const moved of [{ name: 'dk_two' }, { merchantId: 'm2' }, { mode: 'LIVE' as const }]) {
      expect(await provider().unwrap(kept, { ...CONTEXT, ...moved })).toEqual(refused)
    }
    const changed = kept.wrapped.map((byte, at) => (at === 30 ? (byte === 65 ? 66 : 65) : byte))
    expect(await provider().unwrap({ ...kept, wrapped: changed }, CONTEXT)).toEqual(refused)
    expect(trouble).toEqual([])
  })

  test('that do not answer well are unavailable, never a refusal, and the log is told no secret', async () => {
    const kept = await wrapped()
    const answers = [
      { status: 503, body: '{"errors":["Vault is sealed"]}' },
      { status: 403, body: '{"errors":["permission denied"]}' },
      { status: 429, body: '' },
      { status: 404, body: '{"errors":[]}' },
      { status: 400, body: '{"errors":["encryption key not found"]}' },
      { status: 307, body: '{}' },
      { status: 200, body: '{"data":{}}' },
      { status: 200, body: 'x'.repeat(20_000) },
      { status: 200, body: '<html>' },
    ]
    for (const answer of answers) {
      server.fail(answer)
      expect([answer, await provider().unwrap(kept, CONTEXT)]).toEqual([answer, UNAVAILABLE])
      expect(await provider().wrap(DATA_KEY, CONTEXT)).toEqual(UNAVAILABLE)
      expect(await provider().currentKek()).toEqual(UNAVAILABLE)
    }
    server.fail('hang')
    expect(await provider().unwrap(kept, CONTEXT)).toEqual(UNAVAILABLE)
    expect(await provider({ address: 'http://127.0.0.1:1' }).unwrap(kept, CONTEXT)).toEqual(UNAVAILABLE)
    expect(trouble).toHaveLength(answers.length * 3 + 2)
    expect(trouble.join()).not.toContain(TRANSIT_TOKEN)
    expect(trouble.join()).not.toContain('127.0.0.1')
  })

  test('refuse a key that is not of 32 bytes', async () => {
    const result = await provider().wrap(new Uint8Array(16), CONTEXT)
    if (!result.ok) throw new Error('nothing was wrapped')
    expect(await provider().unwrap(result.value, CONTEXT)).toEqual({ ok: false, error: 'refused' })
  })
})
