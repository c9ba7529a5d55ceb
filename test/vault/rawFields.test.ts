import { expect, test } from 'vitest'
import type { GatewayRequest } from '../../src/gateway/forward.ts'
import type { GatewayAccount } from '../../src/vault/account/account.ts'
import { prepareRequest } from '../../src/vault/forward/prepare.ts'

const ACCOUNT: GatewayAccount = {
  id: 'ga_1',
  merchantId: 'mer_1',
  mode: 'TEST',
  kind: 'sandbox',
  baseUrl: 'https://gateway.example',
  credentials: {
    authorization: { kind: 'header', name: 'authorization', value: 'Bearer x' },
    verifyWebhook: () => false,
  },
  fingerprint: 'f',
}
/** Printed again it would be another text: the number, the escapes and the spaces would change. */
const SIGNED =
  '{ "quantity" : 1.0, "big": 12345678901234567890, "url": "https:\\/\\/x", "$&": "\\u00e9", "2": 1, "1": 2 }'

const bodyOf = (request: Partial<GatewayRequest>): string | undefined =>
  prepareRequest(ACCOUNT, { method: 'POST', path: '/verify', ...request })?.build(undefined)?.body

test('a signed text goes into the body to the letter', () => {
  const body = { id: '$&', event: {}, last: true }
  expect(bodyOf({ body, rawFields: [[['event'], SIGNED]] })).toBe(`{"id":"$&","event":${SIGNED},"last":true}`)
})

test('what is no JSON, has no place in the body, or is to be a form is a bad request', () => {
  expect(bodyOf({ body: {}, rawFields: [[['event'], '{} , "admin": true']] })).toBeUndefined()
  expect(bodyOf({ body: {}, rawFields: [[['no', 'place'], '{}']] })).toBeUndefined()
  expect(bodyOf({ body: {}, rawFields: [[['__proto__', 'x'], '{}']] })).toBeUndefined()
  expect(bodyOf({ body: {}, encoding: 'form', rawFields: [[['event'], '{}']] })).toBeUndefined()
  expect(bodyOf({ rawFields: [[['event'], '{}']] })).toBeUndefined()
  expect(bodyOf({ body: {}, rawFields: [[['event'], `"${'x'.repeat(300_000)}"`]] })).toBeUndefined()
})
