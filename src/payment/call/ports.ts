import type { AuthorizeRequest, DisputeEvidence } from '../../gateway/gateway.ts'
import type { AuthorizeOutcome, Lookup, OperationOutcome } from '../../gateway/outcome.ts'
import type { VaultService } from '../../vault/contract.ts'
import type { ResolvedBy } from '../event.ts'
import type { Attempt } from '../state.ts'

/** What the calls need of the world. */
export interface CallPorts {
  readonly vault: Pick<VaultService, 'forward'>
  /** Where the gateway sends the shopper of this attempt back to. */
  returnUrlFor(attemptId: string): string
  /** Where Turnpike's own page takes this attempt's steps of 3-D Secure. */
  stepUrlFor(attemptId: string, step: number): string
  /** What the shopper's browser told, opened. */
  browserOf(attempt: Attempt): AuthorizeRequest['browser']
  /** Who pays, as the shop told it, opened. */
  payerOf(): AuthorizeRequest['payer']
  /** The evidence to send, opened. */
  evidenceOf(dispute: number): DisputeEvidence
  /** What the last return visit carried, opened. */
  returnedOf(attempt: Attempt): Readonly<Record<string, string>>
  /** A text as the log keeps it, so that an erasure takes it along, and back. */
  sealed(text: string): string
  opened(kept: string): string | undefined
  /** The whole token, while it is in memory. */
  tokenOf(tokenId: string): string | undefined
}

export interface CallResult {
  readonly outcome: Lookup<AuthorizeOutcome> | OperationOutcome
  readonly by: 'call' | ResolvedBy
  /** The card that was sent, where one was, as the log keeps it. */
  readonly cardFingerprint?: string
}
