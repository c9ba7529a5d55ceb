import { createHash, randomBytes } from 'node:crypto'
import type { ApiKeyKind } from '../db/schema.ts'
import { base32 } from '../ids/base32.ts'
import type { Mode } from '../ids/ids.ts'

/** What a credential claims to be by its shape. Whether it is one is for `identify` to say. */
export type ParsedCredential =
  | { readonly kind: 'key'; readonly keyKind: ApiKeyKind; readonly mode: Mode; readonly hash: string }
  | { readonly kind: 'clientSecret'; readonly text: string }

const PREFIXES: Readonly<Record<ApiKeyKind, string>> = { secret: 'sk', operator: 'op', publishable: 'pk' }
const KINDS: ReadonlyMap<string, ApiKeyKind> = new Map([
  ['sk', 'secret'],
  ['op', 'operator'],
  ['pk', 'publishable'],
])
const KEY_BYTES = 32
const KEY = /^(sk|op|pk)_(test|live)_[a-z2-7]{52}$/
const CLIENT_SECRET = /^pay_0[a-z2-7]{52}_secret_[a-z2-7]+$/
/** Longer than any credential; a longer text is refused before a pattern looks at it. */
const LONGEST_CREDENTIAL = 200
const HINT_CHARACTERS = 4

export function parseCredential(text: string): ParsedCredential | undefined {
  if (text.length > LONGEST_CREDENTIAL) return undefined
  if (CLIENT_SECRET.test(text)) return { kind: 'clientSecret', text }
  const [, prefix = '', mode] = KEY.exec(text) ?? []
  const keyKind = KINDS.get(prefix)
  if (keyKind === undefined) return undefined
  return { kind: 'key', keyKind, mode: mode === 'test' ? 'TEST' : 'LIVE', hash: hashOf(text) }
}

/** A new key of 32 random bytes. It is shown once and kept as its hash. */
export const newKey = (kind: ApiKeyKind, mode: Mode): string =>
  `${PREFIXES[kind]}_${mode.toLowerCase()}_${base32(randomBytes(KEY_BYTES))}`

/** SHA-256 in hex: a key is random through and through, so there is nothing that a slow hash would protect. */
export const hashOf = (key: string): string => createHash('sha256').update(key).digest('hex')

/** What people tell keys apart by: `sk_test_…abcd`. */
export const hintOf = (key: string): string =>
  `${key.slice(0, key.lastIndexOf('_') + 1)}…${key.slice(-HINT_CHARACTERS)}`
