import * as z from 'zod'
import type { GatewayAccountObject } from './account/object.ts'
import type { IdentityService } from './contract.ts'
import type { VaultShardObject } from './shard/object.ts'
import type { StoredCardsObject } from './stored/object.ts'

/** The vault Worker's bindings, as wrangler.vault.toml names them, and its secrets. */
export interface VaultEnv {
  readonly ENVIRONMENT: string
  /** The api Worker as browsers reach it. */
  readonly API_ORIGIN: string
  readonly FRAME_KEYS: string
  readonly KEY_ENCRYPTION_KEYS: string
  readonly TOKEN_SECRET: string
  readonly VAULT_SHARDS: DurableObjectNamespace<VaultShardObject>
  readonly STORED_CARDS: DurableObjectNamespace<StoredCardsObject>
  readonly GATEWAY_ACCOUNTS: DurableObjectNamespace<GatewayAccountObject>
  readonly API: IdentityService
}

/** A P-256 key that frames encrypt cards to; `d` never leaves this Worker. */
export interface FrameKey {
  readonly kid: string
  readonly x: string
  readonly y: string
  readonly d: string
}

/** Key-encryption keys by version. New rows use the current one; the others open what was sealed before a rotation. */
export interface KeyEncryptionKeys {
  readonly current: string
  readonly keys: ReadonlyMap<string, Uint8Array>
}

export interface VaultSecrets {
  /** The first is current; the others overlap until every cached `/keys` answer that names them has expired. */
  readonly frameKeys: readonly FrameKey[]
  readonly keyEncryptionKeys: KeyEncryptionKeys
  readonly tokenSecret: Uint8Array
}

export class SecretError extends Error {
  override readonly name = 'SecretError'
  constructor(secret: string, problem: string) {
    super(`the vault's secret ${secret} ${problem}`)
  }
}

const KEY_BYTES = 32
/** A P-256 coordinate or private key: 32 bytes in base64url. */
const coordinate = z.string().regex(/^[A-Za-z0-9_-]{43}$/)

const frameKeysSchema = z.object({
  keys: z
    .array(
      z.object({
        kty: z.literal('EC'),
        crv: z.literal('P-256'),
        kid: z.string().min(1).max(64),
        x: coordinate,
        y: coordinate,
        d: coordinate,
      }),
    )
    .min(1),
})

const keyEncryptionKeysSchema = z.object({
  current: z.string().regex(/^[0-9]{1,6}$/),
  keys: z.record(z.string().regex(/^[0-9]{1,6}$/), z.string()),
})

/** Below this the secret could be guessed, and with it every token's key. */
const SHORTEST_TOKEN_SECRET = 32

const SECRETS = ['FRAME_KEYS', 'KEY_ENCRYPTION_KEYS', 'TOKEN_SECRET'] as const

type SecretTexts = Readonly<Partial<Record<(typeof SECRETS)[number], string>>>

let parsed: { readonly from: SecretTexts; readonly secrets: VaultSecrets } | undefined

/** Reads the secrets once per isolate. A missing or malformed one is named; no value is ever repeated. */
export function secretsOf(env: SecretTexts): VaultSecrets {
  const known = parsed
  if (known !== undefined && SECRETS.every((name) => known.from[name] === env[name])) return known.secrets
  const from = {
    FRAME_KEYS: env.FRAME_KEYS,
    KEY_ENCRYPTION_KEYS: env.KEY_ENCRYPTION_KEYS,
    TOKEN_SECRET: env.TOKEN_SECRET,
  }
  const secrets = parseSecrets(env)
  parsed = { from, secrets }
  return secrets
}

export function parseSecrets(texts: SecretTexts): VaultSecrets {
  const tokenSecret = present(texts, 'TOKEN_SECRET')
  if (tokenSecret.length < SHORTEST_TOKEN_SECRET) {
    throw new SecretError('TOKEN_SECRET', `is shorter than ${SHORTEST_TOKEN_SECRET} characters`)
  }
  return {
    frameKeys: parseJson(texts, 'FRAME_KEYS', frameKeysSchema).keys,
    keyEncryptionKeys: parseKeyEncryptionKeys(texts),
    tokenSecret: new TextEncoder().encode(tokenSecret),
  }
}

function parseKeyEncryptionKeys(texts: SecretTexts): KeyEncryptionKeys {
  const { current, keys } = parseJson(texts, 'KEY_ENCRYPTION_KEYS', keyEncryptionKeysSchema)
  const bytes = new Map<string, Uint8Array>()
  for (const [version, text] of Object.entries(keys)) {
    const key = new Uint8Array(Buffer.from(text, 'base64'))
    if (key.length !== KEY_BYTES) throw new SecretError('KEY_ENCRYPTION_KEYS', `has no 32 bytes in key ${version}`)
    bytes.set(version, key)
  }
  if (!bytes.has(current)) throw new SecretError('KEY_ENCRYPTION_KEYS', 'has no key for its current version')
  return { current, keys: bytes }
}

function present(texts: SecretTexts, name: keyof SecretTexts): string {
  const text = texts[name]
  if (text === undefined || text === '') throw new SecretError(name, 'is missing')
  return text
}

function parseJson<Schema extends z.ZodType>(
  texts: SecretTexts,
  name: keyof SecretTexts,
  schema: Schema,
): z.infer<Schema> {
  const text = present(texts, name)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new SecretError(name, 'is not JSON')
  }
  const result = schema.safeParse(value)
  if (!result.success) {
    const where = result.error.issues[0]?.path.join('.') ?? ''
    throw new SecretError(name, `does not have the expected shape at "${where}"`)
  }
  return result.data
}
