import { CompactEncrypt, importJWK } from 'jose'

/** A public key as the vault's `/keys` gives it. */
export interface EncryptionKey {
  readonly kty: string
  readonly crv: string
  readonly kid: string
  readonly x: string
  readonly y: string
}

export interface EnteredCard {
  /** Digits only: what the shopper typed between them is stripped before. */
  readonly number: string
  readonly expiryMonth: number
  /** Four digits. */
  readonly expiryYear: number
  readonly cvc: string
  readonly name?: string
}

/** Encrypts a card to the vault: a compact JWE that nobody else can open. Encrypting again makes another blob. */
export async function encryptCard(jwk: EncryptionKey, card: EnteredCard): Promise<string> {
  const { kty, crv, kid, x, y } = jwk
  const key = await importJWK({ kty, crv, x, y }, 'ECDH-ES')
  return new CompactEncrypt(new TextEncoder().encode(JSON.stringify(card)))
    .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', kid })
    .encrypt(key)
}
