import type { GatewayMessage } from '../gateway/gateway.ts'
import type { AuthorizeOutcome, Lookup, OperationOutcome } from '../gateway/outcome.ts'
import type { Result } from '../result.ts'
import type { Refusal } from './command.ts'
import type { CallReference, ConfirmRequest, NewEvent, ResolvedBy } from './event.ts'

type CreatedData = Extract<NewEvent, { type: 'PAYMENT_CREATED' }>['data']

/** One thing that happens to a payment, as the core sees it: sealed, timed and free of everything that is not decided on. */
export type Step =
  | { readonly kind: 'create'; readonly created: Omit<CreatedData, 'expiresAtMs'>; readonly confirm?: ConfirmRequest }
  | { readonly kind: 'confirm'; readonly confirm: ConfirmRequest }
  | { readonly kind: 'capture'; readonly amountMinor?: bigint; readonly final: boolean }
  | { readonly kind: 'cancel'; readonly sealed?: string }
  | { readonly kind: 'refund'; readonly amountMinor?: bigint; readonly sealed?: string }
  | { readonly kind: 'acceptDispute'; readonly dispute: number }
  | { readonly kind: 'submitEvidence'; readonly dispute: number; readonly sealed: string; readonly submit: boolean }
  /** A call of ours came back. `cards` are the tokens still in memory, by id. */
  | {
      readonly kind: 'outcome'
      readonly call: CallReference
      readonly outcome: Lookup<AuthorizeOutcome> | OperationOutcome
      /** The name under which it was asked for, where there may be several. */
      readonly askedAs: string | undefined
      readonly by: 'call' | ResolvedBy
      readonly cards: readonly string[]
      /** The card that was sent with it, where one was. */
      readonly cardFingerprint?: string
      /** Accounts that take no attempt just now, by id, as their health objects said a moment ago. */
      readonly unavailable?: readonly string[]
    }
  | {
      readonly kind: 'message'
      readonly message: GatewayMessage
      readonly accountId: string
      readonly cards: readonly string[]
    }
  /** `values` are what is kept of the visit, sealed by the object; `said` is the same in the clear, to be looked at and not kept. */
  | {
      readonly kind: 'returned'
      readonly attempt: number
      readonly values: Readonly<Record<string, string>>
      readonly said?: Readonly<Record<string, string>>
    }
  /** The clock: `running` are the calls that this object waits for in memory; `woken` says that its memory is new. */
  | { readonly kind: 'check'; readonly running: readonly CallReference[]; readonly woken: boolean }

/** What has to be done after the events are committed. `call` sends it the first time, `resolve` finds out what became of it. */
export interface Effect {
  readonly kind: 'call' | 'resolve'
  readonly call: CallReference
  /** The call leaves this much later. */
  readonly delayMs?: number
}

export interface Decision {
  readonly events: readonly NewEvent[]
  readonly effects: readonly Effect[]
  /** The message came before what it is about: keep it and offer it again after the next change. */
  readonly parked?: true
}

export type Transition = Result<Decision, Refusal>
