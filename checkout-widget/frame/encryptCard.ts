import type { Network } from './field/networks.ts'

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
  /** The network that the shopper chose, where the card has two. */
  readonly network?: Network
}

/** What a wallet gave in the place of a card. */
export interface GivenByWallet {
  readonly wallet: string
  readonly payload: string
  readonly brand?: string
}

/** The security code of a stored card, for that card alone. */
export interface EnteredCode {
  readonly cvc: string
  readonly paymentMethod: string
}

export type Content = EnteredCard | GivenByWallet | EnteredCode

const CURVE = { name: 'ECDH', namedCurve: 'P-256' } as const
const NONCE_BYTES = 12
const TAG_BYTES = 16
const KEY_BITS = 256

/**
 * Encrypts a card to the vault: a compact JWE that nobody else can open. Encrypting again makes another blob.
 *
 * The one pair of algorithms that the vault takes, ECDH-ES with A256GCM (RFC 7518, 4.6 and 5.3), written on the
 * platform's own crypto: a library for all of JOSE would be a third of the frame. The tests open it with one.
 */
export async function encryptCard(jwk: EncryptionKey, card: Content): Promise<string> {
  const { kty, crv, kid, x, y } = jwk
  const { subtle } = crypto
  const recipient = await subtle.importKey('jwk', { kty, crv, x, y }, CURVE, false, [])
  const ephemeral = (await subtle.generateKey(CURVE, false, ['deriveBits'])) as {
    readonly privateKey: CryptoKey
    readonly publicKey: CryptoKey
  }
  const shared = await subtle.deriveBits({ name: 'ECDH', public: recipient } as never, ephemeral.privateKey, KEY_BITS)
  const key = await subtle.importKey('raw', await concatKdf(shared), 'AES-GCM', false, ['encrypt'])

  const point = (await subtle.exportKey('jwk', ephemeral.publicKey)) as { readonly x?: string; readonly y?: string }
  const header = { alg: 'ECDH-ES', enc: 'A256GCM', kid, epk: { kty: 'EC', crv: 'P-256', x: point.x, y: point.y } }
  const protectedHeader = base64url(utf8(JSON.stringify(header)))
  const iv = crypto.getRandomValues(new Uint8Array(NONCE_BYTES))
  const sealed = new Uint8Array(
    await subtle.encrypt(
      { name: 'AES-GCM', iv, additionalData: utf8(protectedHeader), tagLength: TAG_BYTES * 8 },
      key,
      utf8(JSON.stringify(card)),
    ),
  )
  const ciphertext = sealed.subarray(0, -TAG_BYTES)
  // The second part is the encrypted key, which direct agreement has none of.
  return [protectedHeader, '', base64url(iv), base64url(ciphertext), base64url(sealed.subarray(-TAG_BYTES))].join('.')
}

/** RFC 7518, 4.6.2, for a key of one SHA-256 block and neither PartyUInfo nor PartyVInfo. */
function concatKdf(shared: ArrayBuffer): Promise<ArrayBuffer> {
  const algorithm = utf8('A256GCM')
  const block = [
    uint32(1),
    new Uint8Array(shared),
    uint32(algorithm.length),
    algorithm,
    uint32(0),
    uint32(0),
    uint32(KEY_BITS),
  ]
  return crypto.subtle.digest('SHA-256', Uint8Array.from(block.flatMap((part) => [...part])))
}

const utf8 = (text: string) => new TextEncoder().encode(text)
const uint32 = (value: number): Uint8Array =>
  new Uint8Array([0, 0, 0, 0].map((_, index) => (value >>> (24 - 8 * index)) & 255))
const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
