import * as z from 'zod'
import { type KeyEncryptionKeys, SecretError, secretsOf, type VaultEnv } from '../env.ts'
import { faultOf, log } from '../http/log.ts'
import { keyringProvider } from './keyring.ts'
import type { KeyProvider } from './provider.ts'
import { combineShares, parseShare, type Share } from './share.ts'
import { SHARE_SECRETS } from './shareSecrets.ts'
import { type TransitSettings, transitProvider } from './transit.ts'

export type KeyProviderEnv = {
  /** Who wraps what is new: `local`, `transit` or `shares`. The others still open what they wrapped. */
  readonly KEY_PROVIDER?: string
  readonly KEY_TRANSIT?: string
} & Readonly<Partial<Record<(typeof SHARE_SECRETS)[number], string>>>

const KINDS = ['local', 'transit', 'shares'] as const
type ProviderKind = (typeof KINDS)[number]

export interface KeyProviders {
  readonly current: KeyProvider
  /** Who can open what is under this key-encryption key; undefined where nobody here is set up for it. */
  forKek(kek: string): KeyProvider | undefined
}

const NAMES = ['KEY_PROVIDER', 'KEY_TRANSIT', 'KEY_ENCRYPTION_KEYS', 'ENVIRONMENT', ...SHARE_SECRETS] as const
let known: { readonly from: readonly (string | undefined)[]; readonly providers: KeyProviders } | undefined

/** The providers of this installation, made once per isolate. A secret that is malformed is named, never shown. */
export function providersOf(env: VaultEnv): KeyProviders {
  const from = NAMES.map((name) => env[name])
  if (known?.from.every((text, at) => text === from[at])) return known.providers
  const providers = makeProviders(env)
  known = { from, providers }
  return providers
}

function makeProviders(env: VaultEnv): KeyProviders {
  const kind = KINDS.find((one) => one === (env.KEY_PROVIDER || 'local'))
  if (kind === undefined) throw new SecretError('KEY_PROVIDER', `is not one of ${KINDS.join(', ')}`)
  const shared = sharedKeys(env)
  const transit = env.KEY_TRANSIT ? parseTransit(env.KEY_TRANSIT, env.ENVIRONMENT === 'development') : undefined
  if (kind === 'transit' && transit === undefined) throw new SecretError('KEY_TRANSIT', 'is missing')
  const providers: Readonly<Record<ProviderKind, KeyProvider | undefined>> = {
    local: keyringProvider('local', secretsOf(env).keyEncryptionKeys, tellTrouble),
    shares: keyringProvider('shares', shared, tellTrouble),
    transit: transit && transitProvider(transit, tellTrouble),
  }
  const current = providers[kind]
  if (current === undefined) throw new SecretError('KEY_PROVIDER', `${kind} is not set up`)
  return {
    current,
    forKek: (kek) => {
      const one = KINDS.find((name) => kek.startsWith(`${name}:`))
      return one === undefined ? undefined : providers[one]
    },
  }
}

function tellTrouble(fault: string): void {
  log({ level: 'error', event: 'key_provider_unavailable', requestId: crypto.randomUUID(), fault })
}

const transitSchema = z.object({
  address: z.url().max(256),
  mount: z
    .string()
    .regex(/^[\w-]{1,64}(\/[\w-]{1,64}){0,3}$/)
    .default('transit'),
  key: z.string().regex(/^[\w.-]{1,128}$/),
  token: z.string().regex(/^[\x21-\x7e]{1,4096}$/),
  namespace: z
    .string()
    .regex(/^[\w./-]{1,128}$/)
    .optional(),
})

function parseTransit(text: string, development: boolean): TransitSettings {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new SecretError('KEY_TRANSIT', 'is not JSON')
  }
  const parsed = transitSchema.safeParse(value)
  if (!parsed.success) {
    throw new SecretError(
      'KEY_TRANSIT',
      `does not have the expected shape at "${parsed.error.issues[0]?.path.join('.')}"`,
    )
  }
  const isHttps = new URL(parsed.data.address).protocol === 'https:'
  if (!isHttps && !development) throw new SecretError('KEY_TRANSIT', 'has an address that is not https')
  return parsed.data
}

/**
 * What the shares that were given combine to, by version. The newest complete set is current, so that custodians may give
 * theirs one after the other while the older set goes on.
 */
export function sharedKeys(texts: KeyProviderEnv): KeyEncryptionKeys {
  const sets = new Map<string, Share[]>()
  for (const name of SHARE_SECRETS) {
    const text = texts[name]
    if (!text) continue
    const share = parseShare(text)
    if (share === undefined) throw new SecretError(name, 'is no share: it was changed or cut on its way')
    sets.set(share.version, [...(sets.get(share.version) ?? []), share])
  }
  const keys = new Map<string, Uint8Array>()
  for (const [version, shares] of sets) {
    const combined = combineShares(shares)
    if (combined.ok) keys.set(version, combined.value)
    else if (combined.error.kind === 'do_not_fit') {
      throw new SecretError('KEY_SHARE_1 to 10', `have shares of version ${version} that are not of one set`)
    } else tellTrouble(`version ${version} lacks ${combined.error.missing} of its custodians' shares`)
  }
  const current = [...keys.keys()].sort((one, other) => Number(other) - Number(one))[0] ?? ''
  return { current, keys }
}

/** What is wrong with the settings is told once, in the log, and is trouble of the provider's like any other. */
export function providersOrTrouble(env: VaultEnv): KeyProviders | undefined {
  try {
    return providersOf(env)
  } catch (error) {
    tellTrouble(faultOf(error))
    return undefined
  }
}
