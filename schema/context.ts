import type { GatewayAccount } from '../src/access/accounts.ts'
import type { ActivityFeed } from '../src/activity/feed.ts'
import type { Changer } from '../src/audit/audited.ts'
import type { AuditService } from '../src/audit/contract.ts'
import type { ConfigurationService } from '../src/configuration/contract.ts'
import type { CustomerService, CustomerView } from '../src/customer/contract.ts'
import type { CardWishes } from '../src/customer/send.ts'
import type { ListFilter, ListOwner } from '../src/db/list.ts'
import type { DeadLetterService } from '../src/event/deadLetters.ts'
import type { Answer, Caller, Command } from '../src/payment/command.ts'
import type { PaymentService } from '../src/payment/contract.ts'
import type { PaymentStatus } from '../src/payment/state.ts'
import type { DisputeView, PaymentView, RefundView } from '../src/payment/view.ts'
import type { RecurringSuccess } from '../src/recurring/success.ts'
import type { GatewayHealthService, HealthDetails } from '../src/resilience/snapshot.ts'
import type { Result } from '../src/result.ts'
import type { RoutingInput } from '../src/routing/request.ts'
import type { Identity } from '../src/vault/contract.ts'
import type { UnmatchedService } from '../src/webhook/in/unmatched.ts'
import type { WebhookService } from '../src/webhook/out/contract.ts'

/** One page of a top-level list, as the read model has it. */
export interface ListPage<Row> {
  readonly rows: readonly { readonly row: Row; readonly cursor: string }[]
  readonly hasNextPage: boolean
  /** The commit time of the newest projected event; null where there has been none. */
  readonly asOfMs: number | null
}

export interface ListQuery<Status extends string> extends ListOwner {
  readonly first: number
  readonly after?: string
  readonly filter: ListFilter<Status>
}

/** A cursor that was not made by this list is refused, never guessed at. */
export type ListResult<Row> = Promise<Result<ListPage<Row>, 'bad_cursor'>>

export interface CustomerIdPage {
  readonly rows: readonly { readonly id: string; readonly cursor: string }[]
  readonly hasNextPage: boolean
}

/** A refund or dispute of the read model, with what its fields need of the payment it belongs to. */
export interface ChildRow<View> {
  readonly paymentId: string
  readonly currency: string
  readonly view: View
}

/** Everything the schema asks of the rest of Turnpike. */
export interface ApiServices {
  payment(paymentId: string): PaymentService
  /** Sends a command to its payment's object, with what it wishes of stored methods. */
  send(command: Command, wishes?: CardWishes): Promise<Answer>
  customer(customerId: string): CustomerService
  /** Deletes or erases a customer; in the audit log before it is done. */
  removeCustomer(changer: Changer, customerId: string, erase: boolean): Promise<Result<CustomerView, 'absent'>>
  /** The ids of active customers, as the read model has them. */
  listCustomers(
    query: ListOwner & { readonly first: number; readonly after?: string },
  ): Promise<Result<CustomerIdPage, 'bad_cursor'>>
  /** How payments on the merchant's initiative went that were made in a span of time. */
  recurringSuccess(
    owner: ListOwner,
    span: { readonly from: Date; readonly before: Date },
  ): Promise<RecurringSuccess & { readonly asOfMs: number }>
  listPayments(query: ListQuery<PaymentStatus>): ListResult<PaymentView>
  listRefunds(query: ListQuery<RefundView['status']>): ListResult<ChildRow<RefundView>>
  listDisputes(query: ListQuery<DisputeView['status']>): ListResult<ChildRow<DisputeView>>
  /** Every event of the merchant's payments, as they are committed. */
  activity(owner: ListOwner): ActivityFeed
  gatewayAccounts(owner: ListOwner): Promise<readonly GatewayAccount[]>
  /** The merchant's policy and gateway accounts with their health: what a payment's attempts are chosen from. */
  routing(owner: ListOwner): Promise<RoutingInput>
  /** What operators see and change of gateway accounts and routing. */
  readonly configuration: ConfigurationService
  /** The merchant's audit log, for those who may read it. */
  audit(owner: ListOwner): Pick<AuditService, 'head' | 'readBack'>
  /** What is measured of an account; null where nothing is. */
  gatewayHealth(accountId: string): Promise<HealthDetails | null>
  /** The object of an account's health, for those who follow it. Asked for anew with each call. */
  health(accountId: string): Pick<GatewayHealthService, 'subscribe' | 'waitForChange'>
  /** Takes an account out of use by hand, or puts it back; in the audit log before it is done. */
  isolateGateway(changer: Changer, accountId: string, isolated: boolean): Promise<HealthDetails | null>
  /** Where the gateway of this account sends its webhooks. */
  webhookUrl(accountId: string): string
  clientSecret(payment: ListOwner & { readonly paymentId: string }): string
  readonly deadLetters: DeadLetterService
  readonly unmatchedWebhooks: UnmatchedService
  /** What operators see and change of the merchant's webhook endpoints. */
  webhooks(): WebhookService
}

export type { Identity }

/** What every resolver gets. `identity` is absent only for introspection in development. */
export interface ApiContext {
  readonly requestId: string
  readonly development: boolean
  readonly identity: Identity | undefined
  readonly services: ApiServices
  /** Payments read in this request, so that many fields cost one call. */
  readonly loaded: Map<string, Promise<PaymentView | null>>
  /** Health read in this request, by the account's id, likewise. */
  readonly measured: Map<string, Promise<HealthDetails | null>>
}

/** The caller as the payment's object knows it, or undefined for those who may not speak to payments at all. */
export function callerOf(identity: Identity | undefined): Caller | undefined {
  if (identity === undefined || identity.kind === 'publishable') return undefined
  const { kind, merchantId, mode, credentialId } = identity
  return { kind, merchantId, mode, credentialId }
}

/** Whether this credential may touch the payment at all; the object itself compares merchant and mode. */
export const mayReach = (identity: Identity | undefined, paymentId: string): boolean =>
  callerOf(identity) !== undefined && (identity?.kind !== 'client' || identity.paymentId === paymentId)

/** Reads a payment from its object, once per request. Null where it does not exist for this caller. */
export function loadPayment(context: ApiContext, paymentId: string): Promise<PaymentView | null> {
  const caller = callerOf(context.identity)
  if (caller === undefined || !mayReach(context.identity, paymentId)) return Promise.resolve(null)
  const known = context.loaded.get(paymentId)
  if (known !== undefined) return known
  const reading = context.services.payment(paymentId).read(caller)
  context.loaded.set(paymentId, reading)
  return reading
}

/** Reads a payment as it stood at a moment. Not remembered: the next field may ask for another moment. */
export async function loadPaymentAt(context: ApiContext, paymentId: string, atMs: number): Promise<PaymentView | null> {
  const caller = callerOf(context.identity)
  if (caller === undefined || !mayReach(context.identity, paymentId)) return null
  return context.services.payment(paymentId).readAt(caller, atMs)
}

/** Everything under a payment comes from its object, also where the payment itself came from the read model. */
export const presentOf = async (payment: PaymentView, context: ApiContext): Promise<PaymentView> =>
  payment.details === undefined ? ((await loadPayment(context, payment.id)) ?? payment) : payment
