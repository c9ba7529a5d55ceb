import * as z from 'zod'
import type { GatewayAccountObject } from './account/object.ts'
import type { IdentityService } from './contract.ts'
import type { DefenceObject } from './defence/object.ts'
import type { VaultKeyDirectoryObject } from './keys/directory.ts'
import type { VaultKeyObject } from './keys/object.ts'
import type { KeyProviderEnv } from './keys/providers.ts'
import type { VaultShardObject } from './shard/object.ts'
import type { StoredCardsObject } from './stored/object.ts'

/** The vault Worker's bindings, as wrangler.vault.toml names them, and its secrets. */
export interface VaultEnv extends KeyProviderEnv {
  readonly ENVIRONMENT: string
  /** The api Worker as browsers reach it. */
  readonly API_ORIGIN: string
  /** How wallets are set up, as JSON (src/vault/wallet/setting.ts). Without it there are none. */
  readonly WALLETS?: string
  /** Sends with the merchant's certificate for Apple Pay. */
  readonly APPLE_PAY?: { fetch(request: Request): Promise<Response> }
  readonly FRAME_KEYS: string
  readonly KEY_ENCRYPTION_KEYS: string
  readonly TOKEN_SECRET: string
  readonly VAULT_SHARDS: DurableObjectNamespace<VaultShardObject>
  readonly STORED_CARDS: DurableObjectNamespace<StoredCardsObject>
  readonly GATEWAY_ACCOUNTS: DurableObjectNamespace<GatewayAccountObject>
  readonly VAULT_KEYS: DurableObjectNamespace<VaultKeyObject>
  readonly VAULT_KEY_DIRECTORY: DurableObjectNamespace<VaultKeyDirectoryObject>
  readonly DEFENCE: DurableObjectNamespace<DefenceObject>
  readonly API: IdentityService
}

/** A P-256 key that frames encrypt cards to; `d` never leaves this Worker. */
export interface FrameKey {
  readonly kid: string
  /** From then on it is neither shown nor opens anything. The newest has no end. */
  readonly endsAtMs?: number
  readonly x: string
  readonly y: string
  readonly d: string
}

/** Key-encryption keys by version. What is new is wrapped by the current one; the others open what was before a rotation. */
export interface KeyEncryptionKeys {
  readonly current: string
  readonly keys: ReadonlyMap<string, Uint8Array>
}

export interface VaultSecrets {
  /** The first is current; the others overlap until their ends, or until they are taken out. */
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
        /** When it ends, as `npm run vault-keys -- rotate frame` writes it. */
        ends: z.iso.datetime().optional(),
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

const SECRETS = ['FRAME_KEYS', 'KEY_ENCRYPTION_KEYS', 'TOKEN_SECRET', 'KEY_PROVIDER'] as const

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
    KEY_PROVIDER: env.KEY_PROVIDER,
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
    frameKeys: parseFrameKeys(texts),
    keyEncryptionKeys: parseKeyEncryptionKeys(texts),
    tokenSecret: new TextEncoder().encode(tokenSecret),
  }
}

function parseFrameKeys(texts: SecretTexts): readonly FrameKey[] {
  const { keys } = parseJson(texts, 'FRAME_KEYS', frameKeysSchema)
  if (keys[0]?.ends !== undefined)
    throw new SecretError('FRAME_KEYS', 'has an end on its first key, which is the newest')
  return keys.map(({ kid, x, y, d, ends }) => ({
    ...{ kid, x, y, d },
    ...(ends === undefined ? {} : { endsAtMs: Date.parse(ends) }),
  }))
}

/** Those that have not ended, newest first. */
export const liveFrameKeys = ({ frameKeys }: VaultSecrets, nowMs: number): readonly FrameKey[] =>
  frameKeys.filter(({ endsAtMs }) => endsAtMs === undefined || nowMs < endsAtMs)

function parseKeyEncryptionKeys(texts: SecretTexts): KeyEncryptionKeys {
  // Where others hold the keys there are none here, unless something is still under one.
  const areElsewhere = (texts.KEY_PROVIDER || 'local') !== 'local'
  if (areElsewhere && !texts.KEY_ENCRYPTION_KEYS) return { current: '', keys: new Map() }
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
