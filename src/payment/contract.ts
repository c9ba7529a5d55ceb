import type { GatewayMessage } from '../gateway/gateway.ts'
import type { ThreeDSStep } from '../gateway/threeDS.ts'
import type { Mode } from '../ids/ids.ts'
import type { SubscribeResult } from '../live/contract.ts'
import type { Answer, Caller, Command } from './command.ts'
import type { EventPage, PaymentView } from './view.ts'

/** What became of a gateway's message: `unknown_payment` wrote nothing, for there is nothing here to write to. */
export type Receipt = 'stored' | 'duplicate' | 'unknown_payment'

/** The gateway account that a message came through, with whose it is. */
export interface MessageAccount {
  readonly accountId: string
  readonly merchantId: string
  readonly mode: Mode
}

/** Where to send a shopper who came back: the shop's page, or nowhere when the shop gave none. */
export interface ReturnDestination {
  readonly returnUrl?: string
}

/**
 * The payment's object as the rest of the api Worker sees it: `env.PAYMENTS.getByName(paymentId)`. Reads of a payment
 * that does not exist, or that is not the caller's, answer null and write nothing.
 */
export interface PaymentService {
  execute(command: Command): Promise<Answer>
  read(caller: Caller): Promise<PaymentView | null>
  /**
   * Events with seq beyond `after`, at most `first` of them. Sealed fields are opened into `data`; `withViews` adds the
   * payment as it stood just after each event.
   */
  readEvents(caller: Caller, after: number, first: number, withViews: boolean): Promise<EventPage | null>
  /**
   * The payment as it stood after the last commit at or before this moment, marked with it; null before it existed. From
   * now on it is the payment as it is.
   */
  readAt(caller: Caller, atMs: number): Promise<PaymentView | null>
  /** Tells this live connection of every change from now on, until it says that it is gone. */
  subscribe(caller: Caller, connectionId: string): Promise<SubscribeResult>
  /** The payment after each commit beyond the seq `after`, oldest first; without `after`, as it stands. */
  readStates(caller: Caller, after: number | undefined): Promise<readonly PaymentView[] | null>
  /** Resolves with the log's seq once it is beyond this one, or when the time is over, at most 20 s. */
  waitBeyond(caller: Caller, seq: number, timeoutMs: number): Promise<number | null>
  /** A verified webhook's message from this gateway account, which must be the attempt's own; resolves once it is stored. */
  receive(message: GatewayMessage, account: MessageAccount): Promise<Receipt>
  /** The shopper came back for this attempt. Hands the values on the first time only. Null where there is no such attempt. */
  returned(attempt: number, values: Readonly<Record<string, string>>): Promise<ReturnDestination | null>
  /** The step of 3-D Secure that this attempt waits for on our own page, if any. Null where there is no such attempt. */
  stepOf(attempt: number): Promise<{ readonly step?: ThreeDSStep } | null>
  /**
   * Forgets the shopper: everything sealed so far opens no more. `busy` while a call to a gateway is under way that may need it.
   * Safe to repeat.
   */
  erase(owner: Pick<MessageAccount, 'merchantId' | 'mode'>): Promise<'erased' | 'absent' | 'busy'>
  /** The archive and Postgres have every event up to this seq. */
  projected(seq: number): Promise<void>
}
