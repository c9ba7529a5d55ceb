import { compactDecrypt, exportJWK, generateKeyPair } from 'jose'
import { expect, test } from 'vitest'
import { encryptCard } from '../../checkout-widget/frame/encryptCard.ts'

const CARD = { number: '4242424242424242', expiryMonth: 12, expiryYear: 2030, cvc: '123', name: 'Zoë Ångström 山' }

async function frameKey() {
  const { publicKey, privateKey } = await generateKeyPair('ECDH-ES', { crv: 'P-256', extractable: true })
  const { kty = '', crv = '', x = '', y = '' } = await exportJWK(publicKey)
  return { jwk: { kty, crv, x, y, kid: 'k1' }, privateKey }
}

test('encrypts a card that another implementation of JOSE opens', async () => {
  const { jwk, privateKey } = await frameKey()
  const { plaintext, protectedHeader } = await compactDecrypt(await encryptCard(jwk, CARD), privateKey)
  expect(JSON.parse(new TextDecoder().decode(plaintext))).toEqual(CARD)
  expect(protectedHeader).toMatchObject({ alg: 'ECDH-ES', enc: 'A256GCM', kid: 'k1' })
})

test('makes another blob each time, for an equal one would be taken for a replay', async () => {
  const { jwk } = await frameKey()
  expect(await encryptCard(jwk, CARD)).not.toBe(await encryptCard(jwk, CARD))
})

test('opens for no other key', async () => {
  const { jwk } = await frameKey()
  const { privateKey } = await frameKey()
  await expect(compactDecrypt(await encryptCard(jwk, CARD), privateKey)).rejects.toThrow()
})
