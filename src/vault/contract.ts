import type { GatewayAnswer, GatewayRequest } from '../gateway/forward.ts'
import type { CardFacts } from '../gateway/outcome.ts'
import type { Mode } from '../ids/ids.ts'
import type { Result } from '../result.ts'
import { factsIn, KNOWN_BRANDS } from './token/facts.ts'

/** Who a credential speaks for, as the api Worker's `identify` entrypoint tells the vault and as the api itself uses it. */
export interface Identity {
  readonly kind: 'secret' | 'operator' | 'publishable' | 'client'
  readonly merchantId: string
  readonly mode: Mode
  /** For a client secret: the one payment it opens. */
  readonly paymentId?: string
  /** Stable name of the credential, to compare and to log; never the credential itself. */
  readonly credentialId: string
}

/** `unavailable`: neither cache nor database could say. It is no answer about the credential. */
export type IdentifyResult =
  | { readonly kind: 'identified'; readonly identity: Identity }
  | { readonly kind: 'refused' }
  | { readonly kind: 'unavailable' }

/** Where a merchant's pages may be, exact origins; `unavailable` is no answer about the merchant. */
export type AllowedOrigins =
  | { readonly kind: 'known'; readonly origins: readonly string[] }
  | { readonly kind: 'unavailable' }

/** A card that was kept or opened, as a shard wrote it down in the same commit. Nothing of the card is in it. */
export interface CardAccess {
  /** Grows within a shard, and is never given twice there. */
  readonly number: number
  readonly atMs: number
  readonly merchantId: string
  readonly mode: Mode
  readonly action: 'card.tokenize' | 'card.forward' | 'card.store' | 'card.wipe'
  /** The token's id, or the stored method's, which opens nothing. */
  readonly tokenId: string
  /** Who brought the card; absent where Turnpike opens it for a payment. */
  readonly actor?: { readonly kind: Identity['kind']; readonly id: string }
  readonly paymentId?: string
  /** The gateway account that the card was opened for. */
  readonly accountId?: string
}

/** What an operator is about to write at the vault's own door. Of what is written, the names of the fields and the host. */
export interface AccountWriting {
  readonly merchantId: string
  readonly mode: Mode
  readonly credentialId: string
  readonly requestId: string
  readonly accountId: string
  readonly action: 'vault.account.put' | 'vault.account.remove'
  readonly fields: readonly string[]
  readonly host?: string
}

/** The api Worker's entrypoint `IdentityEntrypoint`, bound in the vault as API. */
export interface IdentityService {
  identify(credential: string): Promise<IdentifyResult>
  /** The pages that may embed the merchant's checkout. None for a merchant that does not exist. */
  allowedOrigins(merchantId: string): Promise<AllowedOrigins>
  /** Puts it into the merchant's audit log. Throws where it cannot: then nothing may be written. */
  recordAccountWriting(writing: AccountWriting): Promise<void>
  /** Puts accesses into their merchants' audit logs, each once however often it comes. Answers the numbers that are there. */
  recordAccess(shard: string, accesses: readonly CardAccess[]): Promise<readonly number[]>
}

export interface ForwardCommand {
  readonly accountId: string
  readonly merchantId: string
  readonly mode: Mode
  readonly paymentId: string
  readonly request: GatewayRequest
  /** The whole token string, or a stored card's, where card fields are to be set. */
  readonly token?: string
  readonly timeoutMs: number
  /** Opens a connection to the gateway's host first where none has just succeeded; a refusal is `not_sent`. */
  readonly checkConnection?: boolean
  /** Fingerprints of cards that this payment may not try again: `token_refused` with `card_refused`, and nothing is sent. */
  readonly refusedCards?: readonly string[]
}

/** What an operator says of a gateway account. What is absent stays as it is. */
export interface VaultAccountChange {
  readonly accountId: string
  readonly merchantId: string
  readonly mode: Mode
  readonly kind: string
  readonly baseUrl?: string
  readonly credentials?: unknown
}

export interface VaultFieldError {
  readonly field: 'kind' | 'baseUrl' | 'credentials'
  readonly message: string
}

/** A token by its id, and the payment that claimed it. */
export interface SpendCommand {
  readonly tokenId: string
  /** How the card's attempt ended, for telling who only tries cards; `challenged` is asked by its issuer. */
  readonly outcome?: 'approved' | 'declined' | 'challenged'
  readonly paymentId: string
  readonly merchantId: string
  readonly mode: Mode
}

/** Whose a stored card is. */
export interface CardOwner {
  readonly merchantId: string
  readonly mode: Mode
}

/** A token's card, to be stored as this method of a customer. */
export interface StageCommand extends CardOwner {
  readonly methodId: string
  /** The whole token string. */
  readonly token: string
  /** The payment that the token is used for, which claims it; the method's own id where there is none. */
  readonly paymentId: string
}

/** What may be shown of a stored card, and the name by which the same number is found again at the same merchant. */
export interface StoredCardFacts {
  readonly facts: CardFacts
  readonly fingerprint: string
}

/** `secret` is what a payment sends in the place of a token, as long as the card is kept: the vault does not have it. */
export type StagedCard =
  | { readonly kind: 'staged'; readonly secret: string; readonly card: StoredCardFacts }
  | {
      readonly kind: 'refused'
      readonly reason: 'expired' | 'foreign' | 'claimed' | 'unknown' | 'card_refused' | 'full' | 'unavailable'
    }

export interface WebhookToVerify {
  readonly accountId: string
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  readonly rawBody: string
}

/** The vault Worker's entrypoint `VaultEntrypoint`, bound in the api as VAULT. */
export interface VaultService {
  forward(command: ForwardCommand): Promise<GatewayAnswer>
  /** The account's gateway kind, and whose it is, where the webhook is genuine and fresh. */
  verifyWebhook(webhook: WebhookToVerify): Promise<
    | {
        readonly kind: 'verified'
        readonly gatewayKind: string
        readonly merchantId: string
        readonly mode: Mode
      }
    | { readonly kind: 'refused' }
    | { readonly kind: 'no_account' }
    /** The gateway itself has to be asked, and does not answer. */
    | { readonly kind: 'unavailable' }
  >
  /**
   * The token is used up: its row is wiped soon (it expires by itself in any case). The id alone is no secret, so nothing
   * happens unless it is this payment that claimed the token.
   */
  spend(command: SpendCommand): Promise<void>
  /** Copies a token's card, without its security code, to where nothing can use it before it is kept. Safe to repeat. */
  stageCard(command: StageCommand): Promise<StagedCard>
  /** From now on the card can be used, until it is wiped. False where there is no such card. */
  keepCard(owner: CardOwner, methodId: string): Promise<boolean>
  /** The card is gone when this answers. Safe to repeat. */
  wipeCard(owner: CardOwner, methodId: string): Promise<void>
  /** The same for all cards of a customer. */
  wipeCards(owner: CardOwner, customerId: string): Promise<void>
  /** Makes an account, which then needs base URL and credentials, or changes one: write-only. Errors never repeat a value. */
  putAccount(change: VaultAccountChange): Promise<Result<'kept', 'not_found' | readonly VaultFieldError[]>>
  removeAccount(
    account: Pick<VaultAccountChange, 'accountId' | 'merchantId' | 'mode'>,
  ): Promise<'removed' | 'not_found'>
}

/** What a token's id tells of its card without opening anything; it is part of the id, so that nobody can change it. */
export interface TokenFacts {
  readonly brand?: string
  readonly funding?: 'CREDIT' | 'DEBIT' | 'PREPAID'
  /** ISO 3166-1 alpha-2 country of the issuer. */
  readonly country?: string
}

/** The brands that tokens may tell, and so all that a payment's card can be known by. */
export const TOKEN_BRANDS: readonly string[] = KNOWN_BRANDS

/** `tok_`, cell, shard (two base32 characters), row, key. The id is all but the key; the key opens the row. */
export const TOKEN_PATTERN = /^(tok_0[a-z2-7]{2}[a-z2-7]{26})_([a-z2-7]{52})$/

/** The part of a token that may be kept and logged, or undefined where the text is no token. */
export const tokenIdOf = (token: string): string | undefined =>
  token.length > 120 ? undefined : TOKEN_PATTERN.exec(token)?.[1]

/** A stored card as payments send it: its method's id, the key to its row, and a token that carries the security code alone. */
export const STORED_PATTERN =
  /^(pm_0[a-z2-7]{52}_[a-z2-7]{26})_([a-z2-7]{52})(?:~(tok_0[a-z2-7]{2}[a-z2-7]{26}_[a-z2-7]{52}))?$/
const LONGEST_STORED = 240

export const storedIdOf = (text: string): string | undefined =>
  text.length > LONGEST_STORED ? undefined : STORED_PATTERN.exec(text)?.[1]

/** The part that may be kept and logged of whatever a card is sent by: a token, or a stored card. */
export const cardIdOf = (text: string): string | undefined => tokenIdOf(text) ?? storedIdOf(text)

/** Whether this id is a stored card's, which is not used up by a payment. */
export const isStoredId = (cardId: string): boolean => cardId.startsWith('pm_')

/** The facts that a token's or a stored method's id carries; none where the text is no such id, or one from before ids carried any. */
export const tokenFactsOf = (cardId: string): TokenFacts => factsIn(cardId)
