import type { Result } from '../result.ts'

/**
 * The half of a gateway's folder that runs inside the vault: what its credentials are, how a request is authorized with
 * them, and how a webhook is verified. It sees secrets and never a card.
 */
export interface GatewayCredentials {
  readonly kind: string
  /** Checks the shape; the refusal names what is missing and never repeats a value. */
  parse(credentials: unknown): Result<Credentials, string>
}

export interface Credentials {
  readonly authorization:
    | {
        readonly kind: 'oauth2_client_credentials'
        readonly tokenPath: string
        readonly clientId: string
        readonly clientSecret: string
      }
    | { readonly kind: 'header'; readonly name: string; readonly value: string }
  /** True where the body is really from the gateway and fresh. */
  verifyWebhook(headers: Readonly<Record<string, string>>, rawBody: string, nowMs: number): boolean
}
