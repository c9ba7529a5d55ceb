/**
 * The vault's way out to gateways, as the rest of Turnpike sees it. A request names neither host nor credentials: the
 * vault adds those of the account. Card fields are set by the vault as values of the parsed body, at the given paths.
 */
export type CardField =
  | 'number'
  /** A whole number from 1 to 12. */
  | 'expiryMonth'
  /** The month as two digits: "03". */
  | 'expiryMonth2'
  /** A whole number of four digits. */
  | 'expiryYear'
  /** The year as a string of four digits: "2030". */
  | 'expiryYearText'
  /** The year's last two digits: "30". */
  | 'expiryYear2'
  /** Year and month: "2030-03". */
  | 'expiryYearMonth'
  | 'cvc'
  | 'name'
  /** What the gateway calls the network that the shopper chose, by `networkNames`; left out where there is no such name. */
  | 'network'

/** What a wallet gave for a card, encrypted by the wallet to whoever may open it. */
export type WalletField =
  /** As the wallet gave it: a JSON text. */
  | 'text'
  /** That text in base64. */
  | 'base64'
  /** The `id` within it, where a gateway's own token is what the wallet gives. */
  | 'tokenId'

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
  /** Where what a wallet gave goes in the body, by path. Needs a token of a wallet. */
  readonly walletFields?: readonly (readonly [path: readonly string[], field: WalletField])[]
  /** The gateway's own names of networks, for the card field `network`. What it has no name for, it is not asked for. */
  readonly networkNames?: Readonly<Record<string, string>>
  /** Where the account's own settings go in the body, by the names that its credentials give them. */
  readonly accountFields?: readonly (readonly [path: readonly string[], name: string])[]
  /**
   * JSON texts that go into a JSON body to the letter, by path: who checks a signature over one counts every byte of it,
   * and parsing and printing a text again changes its escapes, its numbers and its spaces.
   */
  readonly rawFields?: readonly (readonly [path: readonly string[], json: string])[]
}

/** What came of it. Only `not_sent` and `token_refused` prove that the request never left. */
export type GatewayAnswer =
  | {
      readonly kind: 'answered'
      readonly status: number
      /** Only those of `content-type`, `retry-after`, `idempotent-replayed`, `stripe-should-retry`, `transient-error`, lower-case. */
      readonly headers: Readonly<Record<string, string>>
      /** At most 256 KiB, card data masked. */
      readonly body: string
      /** With a card: a keyed digest of its number, the same for this merchant and mode whatever token it came in. */
      readonly cardFingerprint?: string
    }
  | {
      readonly kind: 'not_sent'
      readonly reason:
        | 'no_time_left'
        | 'no_access_token'
        | 'access_refused'
        | 'connection_refused'
        | 'no_account'
        | 'bad_request'
        | 'vault_unavailable'
    }
  | { readonly kind: 'token_refused'; readonly reason: 'expired' | 'foreign' | 'claimed' | 'unknown' | 'card_refused' }
  /** Time-out, reset, refused while sending, answer too large or cut: the gateway may have acted. */
  | { readonly kind: 'unknown'; readonly reason: string }

/** What a gateway's folder calls. It never throws. */
export type Send = (request: GatewayRequest) => Promise<GatewayAnswer>
