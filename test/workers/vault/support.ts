import { env as bindings, exports } from 'cloudflare:workers'
import { type EncryptionKey, type EnteredCard, encryptCard } from '../../../checkout-widget/frame/encryptCard.ts'
import type { GatewayAnswer, GatewayRequest } from '../../../src/gateway/forward.ts'
import type { ForwardCommand, VaultService } from '../../../src/vault/contract.ts'
import type { VaultEnv } from '../../../src/vault/env.ts'
import type { VaultKeysEntrypoint } from '../../../src/vault/keys/entrypoint.ts'

export const env = bindings as unknown as VaultEnv & {
  readonly GATEWAY_URL: string
  readonly CLOSED_PORT: string
  /** Where a service that speaks Vault's Transit answers. */
  readonly TRANSIT: string
  readonly SANDBOX: string
}

const entry = exports as unknown as {
  default: { fetch: typeof fetch }
  VaultEntrypoint: VaultService
  VaultKeysEntrypoint: Pick<VaultKeysEntrypoint, 'status' | 'rewrap' | 'reseal' | 'list' | 'shred'>
}
export const vault: VaultService = entry.VaultEntrypoint
export const vaultKeys = entry.VaultKeysEntrypoint

export const ORIGIN = 'https://vault.test'
export const CARD: EnteredCard = { number: '4242424242424242', expiryMonth: 12, expiryYear: 2030, cvc: '123' }

export const call = (path: string, init: RequestInit = {}): Promise<Response> =>
  entry.default.fetch(ORIGIN + path, init)

export async function frameKeys(): Promise<readonly EncryptionKey[]> {
  const response = await call('/keys')
  return ((await response.json()) as { keys: EncryptionKey[] }).keys
}

export async function encrypted(card: unknown = CARD): Promise<string> {
  const [key] = await frameKeys()
  if (key === undefined) throw new Error('the vault shows no key')
  return encryptCard(key, card as EnteredCard)
}

export const postToken = (body: unknown, credential = 'pk_test_m1', headers: Record<string, string> = {}) =>
  call('/tokens', {
    method: 'POST',
    headers: { authorization: `Bearer ${credential}`, 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })

export interface Created {
  readonly token: string
  readonly expiresAt: string
  readonly card: Record<string, unknown>
}

export async function tokenOf(card: unknown = CARD, credential = 'pk_test_m1'): Promise<string> {
  const response = await postToken({ jwe: await encrypted(card) }, credential)
  if (response.status !== 201) throw new Error(`no token: ${response.status} ${await response.text()}`)
  return ((await response.json()) as Created).token
}

export const credentials = {
  clientId: 'turnpike',
  clientSecret: 's3cret',
  webhookSecret: `whsec_${btoa('a'.repeat(24))}`,
}

export const putAccount = (id: string, baseUrl: string, operator = 'op_test_m1', own: unknown = credentials) =>
  call(`/accounts/${id}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${operator}`, 'content-type': 'application/json' },
    body: JSON.stringify({ kind: 'sandbox', baseUrl, credentials: own }),
  })

/** An account whose gateway is the test's HTTP server; its name is the first segment of the path there. */
export async function openAccount(name: string): Promise<string> {
  const response = await putAccount(`acc_${name}`, `${env.GATEWAY_URL}/${name}`)
  if (response.status !== 204) throw new Error(`no account: ${response.status} ${await response.text()}`)
  return `acc_${name}`
}

export const send = (
  accountId: string,
  request: GatewayRequest,
  more: Partial<ForwardCommand> = {},
): Promise<GatewayAnswer> =>
  vault.forward({
    accountId,
    merchantId: 'm1',
    mode: 'TEST',
    paymentId: 'pay_one',
    request,
    timeoutMs: 5000,
    ...more,
  })

export const CHARGE: GatewayRequest = {
  method: 'POST',
  path: '/echo',
  body: { card: {}, amount: '123' },
  cardFields: [
    [['card', 'number'], 'number'],
    [['card', 'cvc'], 'cvc'],
    [['card', 'expiryMonth'], 'expiryMonth'],
    [['card', 'expiryYear'], 'expiryYear'],
  ],
}

export interface Seen {
  readonly tokens: number
  readonly requests: readonly {
    readonly url: string
    readonly headers: Record<string, string>
    readonly body: string
  }[]
}

export const seenBy = async (name: string): Promise<Seen> => (await fetch(`${env.GATEWAY_URL}/${name}/seen`)).json()
