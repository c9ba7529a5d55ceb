import { SELF } from 'cloudflare:test'
import { describe, expect, test } from 'vitest'

const frame = (key: string, more = '', headers: Record<string, string> = {}) =>
  SELF.fetch(`https://vault.test/v1/frame?key=${key}${more}`, { headers })

const directivesOf = (response: Response): ReadonlyMap<string, string> =>
  new Map(
    (response.headers.get('content-security-policy') ?? '').split('; ').map((directive) => {
      const [name = '', ...values] = directive.split(' ')
      return [name, values.join(' ')]
    }),
  )

describe('GET /v1/frame', () => {
  test('HF3 may be embedded by the listed origins, and by nothing that is no exact origin', async () => {
    const policy = directivesOf(await frame('pk_test_shop'))
    expect(policy.get('frame-ancestors')).toBe('https://shop.example http://127.0.0.1:9000')
    expect(directivesOf(await frame('pk_test_none')).get('frame-ancestors')).toBe("'none'")
  })

  test('allows its own script and style by hash, its chunks by their addresses, and Trusted Types without a policy', async () => {
    const response = await frame('pk_test_shop')
    const policy = directivesOf(response)
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(policy.get('default-src')).toBe("'none'")
    expect(policy.get('script-src')).toMatch(
      /^'sha384-[\w+/]{64}'(?: https:\/\/vault\.test\/v1\/frame-(?:look|stored|test-cards|wallet-frame)-[0-9a-f]{20}\.js){4}$/,
    )
    expect(policy.get('style-src')).toMatch(/^'sha384-[\w+/]{64}'$/)
    expect(policy.get('require-trusted-types-for')).toBe("'script'")
    expect(policy.get('trusted-types')).toBe("'none'")
    expect([policy.get('base-uri'), policy.get('form-action')]).toEqual(["'none'", "'none'"])
    expect(response.headers.get('referrer-policy')).toBe('no-referrer')
    expect(await response.text()).not.toMatch(/\son\w+=|style="|unsafe-inline/)
  })

  test.each([
    ['&locale=de-AT', {}, 'lang="de" dir="ltr"', 'Kartennummer'],
    ['&locale=ar', {}, 'lang="ar" dir="rtl"', 'رقم البطاقة'],
    ['&locale=auto', { 'accept-language': 'hu, fi;q=0.8' }, 'lang="fi" dir="ltr"', 'Kortin numero'],
    ['', { 'accept-language': 'pl' }, 'lang="pl" dir="ltr"', 'Numer karty'],
    ['&locale="><script>', {}, 'lang="en" dir="ltr"', 'Card number'],
  ])('speaks one language, by %s', async (query, headers, attributes, label) => {
    const text = await (await frame('pk_test_shop', query, headers)).text()
    expect(text).toContain(`<html ${attributes}>`)
    const texts = /<script type="application\/json" id="texts">(.*?)<\/script>/.exec(text)?.[1] ?? ''
    expect(JSON.parse(texts).number).toBe(label)
    expect(['Kartennummer', 'Card number', 'Numer karty'].filter((other) => text.includes(other)).length).toBeLessThan(
      2,
    )
  })

  test('offers test cards to a test key; the document of a live one neither has nor allows them', async () => {
    const path = /data-test-cards="([^"]+)"/.exec(await (await frame('pk_test_shop')).text())?.[1]
    expect(await (await SELF.fetch(`https://vault.test${path}`)).text()).toContain('4242424242424242')
    const live = await frame('pk_live_shop')
    expect(directivesOf(live).get('script-src')).not.toContain('test-cards')
    const text = await live.text()
    expect(text).toContain('id="number"')
    expect(text).not.toMatch(/test-cards|4242424242424242/)
  })

  test.each([
    ['nobody’s', 'pk_test', 401],
    ['left out', '', 401],
    ['a secret key', 'sk_test_shop', 403],
    ['a client secret', 'cs_test_shop_1', 403],
    ['one that nobody can judge now', 'pk_unavailable', 503],
    ['of a merchant whose origins nobody knows now', 'pk_test_down', 503],
  ])('with a key that is %s answers a problem that nothing may embed', async (_what, key, status) => {
    const response = await frame(key)
    expect(response.status).toBe(status)
    expect(directivesOf(response).get('frame-ancestors')).toBe("'none'")
  })
})

test('GET /v1/checkout.js may be loaded by every page, also under Subresource Integrity', async () => {
  const response = await SELF.fetch('https://vault.test/v1/checkout.js')
  expect(response.headers.get('access-control-allow-origin')).toBe('*')
  expect(response.headers.get('cross-origin-resource-policy')).toBe('cross-origin')
  expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
  expect(await response.text()).toContain('Turnpike')
})

describe('the loader’s builds', () => {
  interface Script {
    readonly url: string
    readonly integrity: string
    readonly bytes: number
    readonly purpose: string
  }
  const get = (path: string) => SELF.fetch(`https://vault.test${path}`)
  const manifest = async () =>
    (await (await get('/v1/manifest.json')).json()) as {
      readonly scripts: readonly [Script, Script, Script, ...Script[]]
      readonly earlierBuilds: readonly Script[]
    }

  test('are each served for ever under an address of their own, as the manifest says they are', async () => {
    const { scripts, earlierBuilds } = await manifest()
    expect(earlierBuilds.length).toBeGreaterThan(0)
    const [loader, , , ...chunks] = scripts
    expect(chunks.length).toBeGreaterThan(0)
    for (const { url, integrity, bytes } of [loader, ...chunks, ...earlierBuilds]) {
      const response = await SELF.fetch(url)
      expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
      expect(response.headers.get('access-control-allow-origin')).toBe('*')
      const content = await response.arrayBuffer()
      const digest = new Uint8Array(await crypto.subtle.digest('SHA-384', content))
      expect([content.byteLength, `sha384-${btoa(String.fromCharCode(...digest))}`]).toEqual([bytes, integrity])
    }
  })

  test('of which the newest is the floating one, kept for minutes', async () => {
    const { scripts } = await manifest()
    const floating = await get('/v1/checkout.js')
    expect(floating.headers.get('cache-control')).toContain('max-age=300')
    expect(await floating.text()).toBe(await (await SELF.fetch(scripts[0].url)).text())
  })

  test('that are not there are not found, and nothing keeps that', async () => {
    for (const name of [
      'checkout-0123456789abcdef0123.js',
      'checkout-.js',
      'checkout-XYZ.js',
      'frame-look-0123456789.js',
      'other.js',
    ]) {
      const response = await get(`/v1/${name}`)
      expect([response.status, response.headers.get('cache-control')]).toEqual([404, 'no-store'])
    }
    expect((await SELF.fetch('https://vault.test/v1/manifest.json', { method: 'POST' })).status).toBe(405)
  })

  test('and the frame’s script are listed with what they are for, the latter as its policy has it', async () => {
    const { scripts } = await manifest()
    expect(scripts.every(({ purpose }) => purpose.length > 40)).toBe(true)
    const [, inline, , ...chunks] = scripts
    const policy = directivesOf(await frame('pk_test_shop')).get('script-src')
    expect(policy).toBe([`'${inline.integrity}'`, ...chunks.map(({ url }) => url)].join(' '))
  })
})
