import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import * as z from 'zod'
import { SHARE_SECRETS } from '../../src/vault/keys/shareSecrets.ts'
import { LaunchError } from '../stack/launch-error.ts'
import { newSecrets } from '../stack/secrets.ts'

/** Which Worker is given which secret. The two share none. */
export const SECRETS_OF = {
  api: ['DATABASE_URL', 'SIGNING_SECRET'],
  vault: ['FRAME_KEYS', 'KEY_ENCRYPTION_KEYS', 'TOKEN_SECRET'],
} as const

/**
 * Nothing is missing where they are not there: one that is there only while another is rotated, and what the vault has where
 * others hold the key-encryption keys (docs/vault-keys.md).
 */
export const OPTIONAL_SECRETS_OF = {
  api: ['SIGNING_SECRET_PREVIOUS'],
  vault: ['KEY_PROVIDER', 'KEY_TRANSIT', ...SHARE_SECRETS],
} as const

const ALL_SECRETS = [
  ...SECRETS_OF.api,
  ...OPTIONAL_SECRETS_OF.api,
  ...SECRETS_OF.vault,
  ...OPTIONAL_SECRETS_OF.vault,
] as const

export type WorkerName = keyof typeof SECRETS_OF

const SecretsFile = z.partialRecord(z.enum(ALL_SECRETS), z.string().min(1))
export type DeploySecrets = z.infer<typeof SecretsFile>

/** From the file where one is named, else from the environment. What is missing keeps the value it has on the platform. */
export function readDeploySecrets(file: string | undefined, environment: NodeJS.ProcessEnv): DeploySecrets {
  const fromFile = file === undefined ? {} : JSON.parse(readFileSync(file, 'utf8'))
  const fromEnvironment = Object.fromEntries(
    ALL_SECRETS.flatMap((name) => (environment[name] ? [[name, environment[name]]] : [])),
  )
  const parsed = SecretsFile.safeParse({ ...fromEnvironment, ...fromFile })
  if (!parsed.success) throw new LaunchError(`${file ?? 'The environment'} holds a secret that is empty or not known.`)
  return parsed.data
}

/** Makes a production set of random secrets, to be kept where the organization keeps its secrets. Never overwrites. */
export function writeNewSecrets(file: string): void {
  if (existsSync(file)) throw new LaunchError(`${file} exists already, and secrets are not made twice by accident.`)
  const { signingSecret, frameKeys, keyEncryptionKeys, tokenSecret } = newSecrets()
  const secrets = {
    SIGNING_SECRET: signingSecret,
    FRAME_KEYS: frameKeys,
    KEY_ENCRYPTION_KEYS: keyEncryptionKeys,
    TOKEN_SECRET: tokenSecret,
  }
  writeFileSync(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600, flag: 'wx' })
}

export const secretsFor = (worker: WorkerName, secrets: DeploySecrets): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...SECRETS_OF[worker], ...OPTIONAL_SECRETS_OF[worker]].flatMap((name) =>
      secrets[name] ? [[name, secrets[name]]] : [],
    ),
  )

/** What a first deployment lacks. Where others hold the key-encryption keys, it needs none of its own. */
export const missingSecrets = (worker: WorkerName, secrets: DeploySecrets): readonly string[] =>
  SECRETS_OF[worker].filter(
    (name) =>
      secrets[name] === undefined && !(name === 'KEY_ENCRYPTION_KEYS' && (secrets.KEY_PROVIDER ?? 'local') !== 'local'),
  )
