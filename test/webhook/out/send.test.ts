import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'
import { afterEach, describe, expect, test } from 'vitest'
import type { Resolve } from '../../../src/outbound/resolve.ts'
import { ok, refuse } from '../../../src/result.ts'
import { post, type SendPorts } from '../../../src/webhook/out/send.ts'
import { newSecret, openSecret, sealSecret, signedHeaders } from '../../../src/webhook/out/signature.ts'

let server: Server | undefined

afterEach(async () => {
  const stopping = server
  server = undefined
  stopping?.closeAllConnections()
  await new Promise<void>((resolve) => (stopping === undefined ? resolve() : stopping.close(() => resolve())))
})

async function receiver(listener: RequestListener): Promise<string> {
  const begun = createServer(listener)
  server = begun
  await new Promise<void>((resolve) => begun.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(begun.address() as AddressInfo).port}/hooks`
}

const nobodyKnows: Resolve = async () => refuse('no resolver here')

const ports = (more: Partial<SendPorts> = {}): SendPorts => ({
  fetch,
  resolve: nobodyKnows,
  development: true,
  nowMs: Date.now,
  timeoutMs: 300,
  ...more,
})
const to = (url: string) => ({ url, headers: { 'content-type': 'application/json' }, body: '{}' })

describe('an attempt', () => {
  test('tells status, headers of interest and the beginning of the body', async () => {
    const url = await receiver((_request, response) =>
      response.writeHead(429, { 'retry-after': '7', 'set-cookie': 'a=b' }).end('not now'),
    )
    expect(await post(to(url), ports())).toMatchObject({
      status: 429,
      headers: { 'retry-after': '7' },
      body: 'not now',
    })
  })

  test('WO1 ends when its time is over', async () => {
    const url = await receiver(() => undefined)
    expect(await post(to(url), ports())).toMatchObject({ error: 'There was no answer within 0.3 s.' })
  })

  test('WO1 has its answer with the status: a body that hangs changes nothing', async () => {
    const url = await receiver((_request, response) => void response.writeHead(200).write('so far'))
    expect(await post(to(url), ports())).toMatchObject({ status: 200, body: 'so far' })
  })

  test('WO2 HU1 does not follow a redirect', async () => {
    let calls = 0
    const url = await receiver((_request, response) => {
      calls += 1
      response.writeHead(302, { location: '/elsewhere' }).end()
    })
    expect(await post(to(url), ports())).toMatchObject({ status: 302, headers: { location: '/elsewhere' } })
    expect(calls).toBe(1)
  })

  test('WO5 reads a part of a body that never ends', async () => {
    const url = await receiver((_request, response) => {
      response.writeHead(200)
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(1_024)));
      }
      response.on('drain', more)
      more()
    })
    // An answer, and not the end of its time: it has not waited for the rest.
    const answer = await post(to(url), ports({ timeoutMs: 10_000 }))
    expect(answer).toMatchObject({ status: 200, body: 'x'.repeat(2_048) })
  })

  test('tells that nobody is there', async () => {
    const url = await receiver(() => undefined)
    server?.closeAllConnections()
    await new Promise<void>((resolve) => server?.close(() => resolve()))
    server = undefined
    expect((await post(to(url), ports())).error).toMatch(/^There was no answer: .*[^.]\.$/)
  })

  test.each(['http://127.0.0.1:9/', 'https://10.0.0.1/', 'https://shop.internal/'])(
    'HU1 is not made to %s in production, however it was registered',
    async (url) => {
      let calls = 0
      const counting = async () => {
        calls += 1
        return new Response()
      }
      const answer = await post(
        to(url),
        ports({ development: false, fetch: counting, resolve: async () => ok(['1.1.1.1']) }),
      )
      expect(answer.error).toMatch(/^The URL may not be called/)
      expect(calls).toBe(0)
    },
  )

  test.each([
    ['a private address', async () => ok(['10.0.0.1'])],
    ['nothing known', nobodyKnows],
  ] as const)('HU1 is not made where the name leads to %s by now', async (_what, resolve) => {
    let calls = 0
    const counting = async () => {
      calls += 1
      return new Response()
    }
    const asked = ports({ development: false, fetch: counting, resolve })
    expect((await post(to('https://shop.example/hooks'), asked)).error).toBeDefined()
    expect(calls).toBe(0)
    const fine = { ...asked, resolve: async () => ok(['1.1.1.1']) }
    expect((await post(to('https://shop.example/hooks'), fine)).status).toBe(200)
    expect(calls).toBe(1)
  })
})

describe('a signature', () => {
  test('is one that standardwebhooks verifies, by either secret of a rotation', () => {
    const [old, next] = [newSecret(), newSecret()]
    const headers = signedHeaders([next, old], { id: 'evt_1', body: '{"a":1}', atMs: Date.now() })
    for (const secret of [old, next]) expect(new Webhook(secret).verify('{"a":1}', { ...headers })).toEqual({ a: 1 })
    expect(() => new Webhook(newSecret()).verify('{"a":1}', { ...headers })).toThrow()
    expect(() => new Webhook(old).verify('{"a":2}', { ...headers })).toThrow()
  })

  test('comes from a secret of 32 random bytes that is kept sealed, for one endpoint', () => {
    const secret = newSecret()
    expect(Buffer.from(secret.replace('whsec_', ''), 'base64')).toHaveLength(32)
    const sealed = sealSecret('a signing secret', 'whe_1', secret)
    expect(openSecret('a signing secret', 'whe_1', sealed)).toBe(secret)
    expect(() => openSecret('a signing secret', 'whe_2', sealed)).toThrow()
    expect(() => openSecret('another one', 'whe_1', sealed)).toThrow()
  })
})
