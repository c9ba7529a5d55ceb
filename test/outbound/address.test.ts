import { describe, expect, test } from 'vitest'
import { isPublicAddress } from '../../src/outbound/address.ts'
import { type Resolve, remembering, resolveOverHttps, troubleWithName } from '../../src/outbound/resolve.ts'
import { ok, refuse } from '../../src/result.ts'

describe('an address', () => {
  test.each([
    '1.1.1.1',
    '8.8.8.8',
    '100.63.255.255',
    '100.128.0.0',
    '172.15.255.255',
    '172.32.0.0',
    '192.0.1.1',
    '198.17.255.255',
    '198.20.0.0',
    '223.255.255.255',
    '2606:4700:4700::1111',
    '2a00:1450:4001:82a::200e',
    '2001:200::1',
  ])('%s is public', (text) => expect(isPublicAddress(text)).toBe(true))

  test.each([
    '0.0.0.0',
    '10.0.0.1',
    '10.255.255.255',
    '100.64.0.0',
    '100.127.255.255',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.8',
    '192.0.2.1',
    '192.88.99.1',
    '192.168.1.1',
    '198.18.0.1',
    '198.19.255.255',
    '198.51.100.7',
    '203.0.113.7',
    '224.0.0.1',
    '239.255.255.255',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '0:0:0:0:0:0:0:1',
    '::ffff:10.0.0.1',
    '::ffff:8.8.8.8',
    '::ffff:7f00:1',
    '::127.0.0.1',
    '64:ff9b::8.8.8.8',
    '64:ff9b:1::1',
    '100::1',
    '2001::1',
    '2001:db8::1',
    '2001:10::1',
    '2002:7f00:1::',
    '2002:0808:0808::1',
    '3fff::1',
    'fc00::1',
    'fd12:3456::1',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'ff02::1',
    '5f00::1',
    '256.1.1.1',
    '1.1.1',
    '0x7f.0.0.1',
    '',
    'localhost',
    '1.1.1.1.1',
    ':::',
  ])('HU1 %s is not', (text) => expect(isPublicAddress(text)).toBe(false))
})

describe('a name', () => {
  const { signal } = new AbortController()
  const resolvesTo =
    (...addresses: string[]): Resolve =>
    async () =>
      ok(addresses)

  test('may be called where all of its addresses are public', async () => {
    expect(await troubleWithName('a.example', resolvesTo('1.1.1.1', '2606:4700::1'), signal)).toBeUndefined()
  })

  test.each([[['127.0.0.1']], [['1.1.1.1', '10.0.0.1']], [['1.1.1.1', '::1']], [[]]])(
    'HU1 may not where it resolves to %j',
    async (addresses) => {
      expect(await troubleWithName('a.example', resolvesTo(...addresses), signal)).toBeDefined()
    },
  )

  test('HU1 may not where nobody says what it resolves to', async () => {
    expect(await troubleWithName('a.example', async () => refuse('no answer'), signal)).toContain('no answer')
  })
})

describe('the resolver', () => {
  const { signal } = new AbortController()
  const answering = (...bodies: readonly unknown[]) => {
    const asked: string[] = []
    const resolve = resolveOverHttps(async (url) => {
      asked.push(url)
      return Response.json(bodies[asked.length - 1], { status: 200 })
    })
    return { asked, resolve }
  }

  test('is asked for addresses of both kinds, and what leads to them is left out', async () => {
    const { asked, resolve } = answering(
      {
        Status: 0,
        Answer: [
          { type: 5, data: 'b.example.' },
          { type: 1, data: '1.1.1.1' },
        ],
      },
      { Status: 0, Answer: [{ type: 28, data: '2606:4700::1' }] },
    )
    expect(await resolve('a.example', signal)).toEqual(ok(['1.1.1.1', '2606:4700::1']))
    expect(asked.map((url) => new URL(url).searchParams.get('type'))).toEqual(['1', '28'])
  })

  test('HU1 has said nothing where half of its answer is missing', async () => {
    const { resolve } = answering({ Status: 0, Answer: [{ type: 1, data: '1.1.1.1' }] }, { Status: 2 })
    expect((await resolve('a.example', signal)).ok).toBe(false)
    const gone = resolveOverHttps(() => Promise.reject(new Error('no network')))
    expect(await gone('a.example', signal)).toEqual(refuse('no network'))
    const broken = resolveOverHttps(async () => new Response('<html>', { status: 200 }))
    expect((await broken('a.example', signal)).ok).toBe(false)
  })

  test('is asked once for a while, and again at once where it did not answer', async () => {
    let asked = 0
    let nowMs = 0
    let isDown = true
    const resolve = remembering(
      async () => {
        asked += 1
        return isDown ? refuse('down') : ok(['1.1.1.1'])
      },
      () => nowMs,
    )
    expect((await resolve('a.example', signal)).ok).toBe(false)
    isDown = false
    for (let index = 0; index < 5; index += 1) expect(await resolve('a.example', signal)).toEqual(ok(['1.1.1.1']))
    expect(asked).toBe(2)
    nowMs = 30_000
    await resolve('a.example', signal)
    expect(asked).toBe(3)
  })
})
