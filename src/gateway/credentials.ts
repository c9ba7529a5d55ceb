import type { Mode } from '../ids/ids.ts'
import type { Result } from '../result.ts'
import type { GatewayAnswer, GatewayRequest } from './forward.ts'

/**
 * The half of a gateway's folder that runs inside the vault: what its credentials are, how a request is authorized with
 * them, and how a webhook is verified. It sees secrets and never a card.
 */
export interface GatewayCredentials {
  readonly kind: string
  /**
   * Checks the shape; the refusal names what is missing and never repeats a value. With a mode also that they are of this
   * mode, where a gateway's credentials tell.
   */
  parse(credentials: unknown, mode?: Mode): Result<Credentials, string>
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
  /** Settings of the account that requests carry in their body, such as the merchant account's name: see `accountFields`. */
  readonly fields?: Readonly<Record<string, string>>
  /**
   * Whether the body is really from the gateway and fresh; some gateways have to be asked themselves. Always no without
   * the webhook's secret, which a gateway gives only when the webhook is made, and so after the account.
   */
  verifyWebhook(headers: Readonly<Record<string, string>>, rawBody: string, nowMs: number): boolean | WebhookQuestion
}

/** Asked of the gateway with the account's own credentials. Whatever is not a plain yes is a no. */
export interface WebhookQuestion {
  readonly request: GatewayRequest
  isGenuine(answer: GatewayAnswer): boolean
}
