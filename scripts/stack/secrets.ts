import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { WebhookRegistration } from '../../sandbox/shop/server/register.ts'
import { newGatewayAccountId } from '../../src/access/accountId.ts'
import { newKey } from '../../src/access/credential.ts'
import { base32 } from '../../src/ids/base32.ts'
import { readJson, writePrivateJson } from './files.ts'

/** Everything random that a stack keeps: written once, mode 600, never in the repository. */
export interface StackSecrets {
  /** Of the api Worker alone. */
  readonly signingSecret: string
  /** Of the vault Worker alone: a private JWK set, and the key encryption keys by version. */
  readonly frameKeys: string
  readonly keyEncryptionKeys: string
  readonly tokenSecret: string
  /** Signs both acquirers' webhooks. */
  readonly webhookSecret: string
  /** Opens the launcher's control server. */
  readonly controlSecret: string
  /** Opens the launcher's database server. */
  readonly databasePassword: string
  /** The seed. */
  readonly merchantId: string
  readonly secretKey: string
  readonly publishableKey: string
  readonly operatorKey: string
  readonly accountIds: { readonly a: string; readonly b: string }
  /** The demo shop's own webhook endpoint, once Turnpike has made it. */
  readonly shopWebhooks?: WebhookRegistration
}

export function readOrWriteSecrets(stateDirectory: string): StackSecrets {
  const path = join(stateDirectory, 'secrets.json')
  const stored = readJson(path)
  const secrets = { ...newSecrets(), ...(typeof stored === 'object' ? stored : {}) }
  writePrivateJson(path, secrets)
  return secrets
}

/** Beside the rest of the file as it is now. */
export function keepShopWebhooks(stateDirectory: string, shopWebhooks: WebhookRegistration): void {
  const path = join(stateDirectory, 'secrets.json')
  writePrivateJson(path, { ...Object(readJson(path)), shopWebhooks })
}

/** 256 bits, and text that needs no escaping in a URL, a header or a shell. */
const randomText = (): string => base32(randomBytes(32))

export const newSecrets = (): StackSecrets => ({
  signingSecret: randomText(),
  frameKeys: JSON.stringify({ keys: [newFrameKey()] }),
  keyEncryptionKeys: JSON.stringify({ current: '1', keys: { 1: randomBytes(32).toString('base64') } }),
  tokenSecret: randomText(),
  webhookSecret: `whsec_${randomBytes(32).toString('base64')}`,
  controlSecret: randomText(),
  databasePassword: randomText(),
  merchantId: `mer_${randomUUID()}`,
  secretKey: newKey('secret', 'TEST'),
  publishableKey: newKey('publishable', 'TEST'),
  operatorKey: newKey('operator', 'TEST'),
  accountIds: { a: newGatewayAccountId(), b: newGatewayAccountId() },
})

/** A P-256 key that the card frame encrypts to. */
export const newFrameKey = () => ({
  ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }),
  kid: `frame_${base32(randomBytes(10))}`,
  alg: 'ECDH-ES',
  use: 'enc',
})
