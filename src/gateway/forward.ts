/**
 * The vault's way out to gateways, as the rest of Turnpike sees it. A request names neither host nor credentials: the
 * vault adds those of the account. Card fields are set by the vault as values of the parsed body, at the given paths.
 */
export type CardField = 'number' | 'expiryMonth' | 'expiryYear' | 'expiryYear2' | 'cvc' | 'name'

export interface GatewayRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Path and query below the account's base URL, starting with "/". */
  readonly path: string
  /** Lower-case names. `host`, `authorization`, `cookie`, `content-length` and hop-by-hop headers are refused. */
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON, or form-encoded with nested brackets where `encoding` says so. */
  readonly body?: unknown
  readonly encoding?: 'json' | 'form'
  /** Where card fields go in the body, by path: [['card', 'number'], 'number']. Needs a token. */
  readonly cardFields?: readonly (readonly [path: readonly string[], field: CardField])[]
}

/** What came of it. Only `not_sent` and `token_refused` prove that the request never left. */
export type GatewayAnswer =
  | {
      readonly kind: 'answered'
      readonly status: number
      /** Only `content-type`, `retry-after` and `idempotent-replayed`, lower-case. */
      readonly headers: Readonly<Record<string, string>>
      /** At most 256 KiB, card data masked. */
      readonly body: string
    }
  | {
      readonly kind: 'not_sent'
      readonly reason: 'no_access_token' | 'connection_refused' | 'no_account' | 'bad_request' | 'vault_unavailable'
    }
  | { readonly kind: 'token_refused'; readonly reason: 'expired' | 'foreign' | 'claimed' | 'unknown' }
  /** Time-out, reset, refused while sending, answer too large or cut: the gateway may have acted. */
  | { readonly kind: 'unknown'; readonly reason: string }

/** What a gateway's folder calls. It never throws. */
export type Send = (request: GatewayRequest) => Promise<GatewayAnswer>
