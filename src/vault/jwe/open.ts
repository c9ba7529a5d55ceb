import { type CryptoKey, compactDecrypt, importJWK } from 'jose'
import { ok, type Result, refuse } from '../../result.ts'
import type { FrameKey } from '../env.ts'
import { type JweProblem, readJweHeader } from './header.ts'

const imported = new WeakMap<FrameKey, CryptoKey>()

/** The JSON inside a compact JWE (ECDH-ES on P-256, A256GCM) that was made for one of the given keys. */
export async function openJwe(jwe: string, frameKeys: readonly FrameKey[]): Promise<Result<unknown, JweProblem>> {
  const header = readJweHeader(jwe)
  if (!header.ok) return header
  const frameKey = frameKeys.find(({ kid }) => kid === header.value.kid)
  if (frameKey === undefined) return refuse('unknown_key')
  const key = await importedKey(frameKey)
  let plaintext: Uint8Array
  try {
    const opened = await compactDecrypt(jwe, key, {
      keyManagementAlgorithms: ['ECDH-ES'],
      contentEncryptionAlgorithms: ['A256GCM'],
    })
    plaintext = opened.plaintext
  } catch {
    return refuse('not_decryptable')
  }
  try {
    return ok(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(plaintext)))
  } catch {
    return refuse('not_json')
  }
}

async function importedKey(frameKey: FrameKey): Promise<CryptoKey> {
  const known = imported.get(frameKey)
  if (known !== undefined) return known
  const { x, y, d } = frameKey
  const key = await importJWK({ kty: 'EC', crv: 'P-256', x, y, d }, 'ECDH-ES')
  if (key instanceof Uint8Array) throw new Error('a P-256 key was read as a symmetric key')
  imported.set(frameKey, key)
  return key
}

/** The public half, as `/keys` shows it. */
export const publicJwk = ({ kid, x, y }: FrameKey) => ({
  kty: 'EC',
  crv: 'P-256',
  kid,
  use: 'enc',
  alg: 'ECDH-ES',
  x,
  y,
})
