import type { ActivityObject } from './activity/object.ts'
import type { AuditObject } from './audit/object.ts'
import type { CustomerObject } from './customer/object.ts'
import type { ProjectionQueue } from './event/message.ts'
import type { StackHealthObject } from './health/object.ts'
import type { LiveConnectionObject } from './live/object.ts'
import type { PaymentObject } from './payment/object.ts'
import type { GatewayHealthObject } from './resilience/object.ts'
import type { VaultService } from './vault/contract.ts'
import type { WebhookEndpointObject } from './webhook/out/object.ts'

/** The api Worker's bindings, as wrangler.toml names them, and its secrets. */
export interface ApiEnv {
  readonly ENVIRONMENT: 'production' | 'development'
  /** Where shoppers and gateways reach this Worker, without a trailing slash. */
  readonly PUBLIC_ORIGIN: string
  /** Where the checkout's frame is served. */
  readonly VAULT_ORIGIN: string
  readonly PAYMENTS: DurableObjectNamespace<PaymentObject>
  readonly LIVE_CONNECTIONS: DurableObjectNamespace<LiveConnectionObject>
  readonly STACK_HEALTH: DurableObjectNamespace<StackHealthObject>
  readonly ACTIVITY: DurableObjectNamespace<ActivityObject>
  readonly AUDIT: DurableObjectNamespace<AuditObject>
  readonly GATEWAY_HEALTH: DurableObjectNamespace<GatewayHealthObject>
  readonly WEBHOOK_ENDPOINTS: DurableObjectNamespace<WebhookEndpointObject>
  readonly CUSTOMERS: DurableObjectNamespace<CustomerObject>
  readonly VAULT: VaultService
  readonly PAYMENT_EVENTS: ProjectionQueue
  readonly ARCHIVE: R2Bucket
  readonly CONFIG: KVNamespace
  readonly DATABASE_URL: string
  readonly SIGNING_SECRET: string
  /** The one before, while it is being rotated: it opens what was sealed with it, and seals nothing. */
  readonly SIGNING_SECRET_PREVIOUS?: string
  /** Development only: the server that speaks Neon's HTTP protocol in the place of Neon. */
  readonly DATABASE_FETCH_ENDPOINT?: string
  /** Development only: the Worker that serves GraphiQL. */
  readonly GRAPHIQL?: Fetcher
  /** Development only: which start of the stack this is. */
  readonly INSTANCE_ID?: string
}

export interface Settings {
  readonly production: boolean
  readonly publicOrigin: string
  readonly vaultOrigin: string
  readonly signingSecret: string
  readonly signingSecretPrevious?: string
}

/** Shorter secrets are refused: 32 random bytes are 43 characters in base64url. */
const SHORTEST_SECRET = 32

/** Variables and secrets, checked. Throws an error that names what is missing, and never its value. */
export function readSettings(env: ApiEnv): Settings {
  const missing = (['DATABASE_URL', 'SIGNING_SECRET', 'PUBLIC_ORIGIN', 'VAULT_ORIGIN'] as const).filter(
    (name) => !env[name],
  )
  if (missing.length > 0) throw new Error(`missing settings of the api Worker: ${missing.join(', ')}`)
  if (env.SIGNING_SECRET.length < SHORTEST_SECRET) {
    throw new Error(`SIGNING_SECRET must have at least ${SHORTEST_SECRET} characters`)
  }
  return {
    production: env.ENVIRONMENT !== 'development',
    publicOrigin: env.PUBLIC_ORIGIN.replace(/\/+$/, ''),
    vaultOrigin: env.VAULT_ORIGIN.replace(/\/+$/, ''),
    signingSecret: env.SIGNING_SECRET,
    ...(env.SIGNING_SECRET_PREVIOUS ? { signingSecretPrevious: env.SIGNING_SECRET_PREVIOUS } : {}),
  }
}
