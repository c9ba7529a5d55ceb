import { adyenCredentials } from './adyen/credentials.ts'
import type { GatewayCredentials } from './credentials.ts'
import { paypalCredentials } from './paypal/credentials.ts'
import { sandboxCredentials } from './sandbox/credentials.ts'
import { stripeCredentials } from './stripe/credentials.ts'

/** One line per gateway, imported by the vault alone: nothing else has a use for how secrets are shaped. */
const CREDENTIALS: ReadonlyMap<string, GatewayCredentials> = new Map(
  [
    //
    sandboxCredentials,
    stripeCredentials,
    adyenCredentials,
    paypalCredentials,
  ].map((credentials) => [credentials.kind, credentials]),
)

export const GATEWAY_KINDS: readonly string[] = [...CREDENTIALS.keys()]

export const gatewayCredentials = (kind: string): GatewayCredentials | undefined => CREDENTIALS.get(kind)
