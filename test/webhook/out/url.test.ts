import { describe, expect, test } from 'vitest'
import { checkUrl } from '../../../src/webhook/out/url.ts'

describe('the URL of a webhook endpoint', () => {
  test.each([
    ['https://shop.example/webhooks', 'https://shop.example/webhooks'],
    ['https://shop.example:443/a?token=1', 'https://shop.example/a?token=1'],
    ['HTTPS://Shop.Example', 'https://shop.example/'],
    ['https://bücher.example/a', 'https://xn--bcher-kva.example/a'],
    ['https://shop.example./a', 'https://shop.example./a'],
    ['https://shop.example/a@b', 'https://shop.example/a@b'],
  ])('may be %s', (text, called) => expect(checkUrl(text, false)).toEqual({ ok: true, value: called }))

  test.each([
    'http://shop.example/',
    'https://shop.example:8443/',
    'https://user:pw@shop.example/',
    'https://user@shop.example/',
    'https://@shop.example/',
    'https://shop.example/#a',
    'https://shop.example/#',
    'https://localhost/',
    'https://LOCALHOST./',
    'https://a.localhost/',
    'https://printer.local/',
    'https://metadata.google.internal/',
    'https://shop/',
    'https://127.0.0.1/',
    'https://127.1/',
    'https://127.0.0.1./',
    'https://2130706433/',
    'https://017700000001/',
    'https://0x7f000001/',
    'https://0x7f.1/',
    'https://0/',
    'https://１２７.0.0.1/',
    'https://127。0。0。1/',
    'https://ⓛocalhost/',
    'https://10.0.0.1/',
    'https://169.254.169.254/latest/meta-data/',
    'https://100.64.0.1/',
    'https://224.0.0.1/',
    'https://8.8.8.8/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:7f00:1]/',
    'https://[2002:7f00:1::]/',
    'https://[64:ff9b::7f00:1]/',
    'https://[fd00::1]/',
    'https://[fe80::1]/',
    'https://shop.example\\@evil.example/',
    'https:/\\shop.example/',
    'https://shop.example/ a',
    'https://shop.example/\n',
    'ftp://shop.example/',
    'javascript:alert(1)',
    'file:///etc/passwd',
    '//shop.example/',
    'shop.example',
    '',
    `https://shop.example/${'a'.repeat(2_100)}`,
  ])('HU1 is refused for %s', (text) => expect(checkUrl(text, false).ok).toBe(false))

  test('may be plain http on this machine in development, and still nowhere private', () => {
    expect(checkUrl('http://127.0.0.1:4242/hooks', true).ok).toBe(true)
    expect(checkUrl('http://localhost:4242', true).ok).toBe(true)
    expect(checkUrl('http://[::1]:4242', true).ok).toBe(true)
    expect(checkUrl('http://10.0.0.1/', true).ok).toBe(false)
    expect(checkUrl('http://169.254.169.254/', true).ok).toBe(false)
    expect(checkUrl('http://shop.example/', true).ok).toBe(false)
  })
})
