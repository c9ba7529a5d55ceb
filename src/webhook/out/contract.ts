import type { ActivityOwner } from '../../activity/contract.ts'
import type { Changer } from '../../audit/audited.ts'
import type { Configured } from '../../configuration/contract.ts'
import type { Mode } from '../../ids/ids.ts'
import type { Follower } from '../../live/contract.ts'
import type { PaymentEventType } from '../../payment/event.ts'
import type { Result } from '../../result.ts'

/** `FAILED` is given up, `CANCELED` is not wanted any more: the endpoint was disabled. Both can be redelivered. */
export type DeliveryStatus = 'PENDING' | 'SUCCEEDED' | 'FAILED' | 'CANCELED'

export type DisabledReason = 'OPERATOR' | 'GONE'

/** `SENDING`: payloads cannot be made or signed. `FOLLOWING`: events are not heard of. `GAP`: some can never be sent any more. */
export type TroubleKind = 'SENDING' | 'FOLLOWING' | 'GAP'

/** Trouble of ours, not of the receiver. */
export interface Trouble {
  readonly kind: TroubleKind
  readonly message: string
  readonly sinceMs: number
  /** When the log had it last. */
  readonly toldAtMs: number
}

/** What an operator says of an endpoint. */
export interface EndpointSettings {
  readonly url: string
  readonly description?: string
  /** Absent: all of them. */
  readonly eventTypes?: readonly PaymentEventType[]
  readonly apiVersion: string
  /** A GraphQL selection set over PaymentEvent. */
  readonly selection: string
  /** Whether the next event of a payment waits for the one before. */
  readonly ordered: boolean
}

export interface Endpoint extends EndpointSettings {
  readonly id: string
  readonly mode: Mode
  readonly enabled: boolean
  readonly disabledReason?: DisabledReason
  readonly createdAtMs: number
  readonly updatedAtMs: number
  /** How many attempts failed since the last that succeeded. */
  readonly failuresInARow: number
  /** Set while only probes are sent: when the next one is. */
  readonly probeAtMs?: number
  readonly troubles: readonly Trouble[]
  /** How many deliveries wait. */
  readonly pending: number
  /** Set while secrets before sign as well: until when the last of them does. */
  readonly oldSecretExpiresAtMs?: number
}

/** What came of an attempt. Without a status there was no answer, and `error` says why. */
export interface Answer {
  readonly status?: number
  /** Those that say something about the answer, by lower-case name. */
  readonly headers?: Readonly<Record<string, string>>
  /** The first part of the body, as text. */
  readonly body?: string
  readonly error?: string
  readonly durationMs: number
}

export interface Attempt {
  readonly number: number
  readonly startedAtMs: number
  /** Absent while it runs. */
  readonly answer?: Answer
}

export interface Delivery {
  readonly id: string
  readonly endpointId: string
  /** `evt_…`, the `webhook-id`. */
  readonly eventId: string
  readonly type: PaymentEventType
  readonly paymentId: string
  readonly seq: number
  readonly status: DeliveryStatus
  /** Made up to try the endpoint. */
  readonly test: boolean
  readonly createdAtMs: number
  /** When it is given up. */
  readonly deadlineMs: number
  /** While it is pending: when it is sent next, as far as the endpoint's other deliveries allow. */
  readonly dueAtMs?: number
  readonly endedAtMs?: number
  /** What is sent, once it was rendered. */
  readonly body?: string
  /** Oldest first; of very many the newest. */
  readonly attempts: readonly Attempt[]
}

export interface DeliveryFilter {
  readonly status?: DeliveryStatus
  readonly type?: PaymentEventType
  readonly paymentId?: string
  readonly eventId?: string
}

export interface DeliveryQuery extends DeliveryFilter {
  readonly first: number
  /** The number of a delivery: what is older. */
  readonly before?: number
}

export interface RedeliverRange {
  /** When the deliveries were made: `from` is included, `to` is not. */
  readonly fromMs?: number
  readonly toMs?: number
  readonly status?: DeliveryStatus
  readonly type?: PaymentEventType
}

export interface Redelivery {
  /** How many are sent again that were not waiting already. */
  readonly queued: number
  /** How many of the range there was no room for. */
  readonly left: number
  /** Where some are left: the `fromMs` to ask for them with, once there is room again. */
  readonly leftFromMs?: number
}

export interface OpenEndpoint extends EndpointSettings {
  readonly owner: ActivityOwner
  readonly secret: string
  readonly enabled: boolean
}

export interface EndpointChange extends Partial<Omit<EndpointSettings, 'eventTypes' | 'description'>> {
  /** Null takes it away. */
  readonly description?: string | null
  /** Null: all of them. */
  readonly eventTypes?: readonly PaymentEventType[] | null
  readonly enabled?: boolean
  /** With `enabled`: also what happened while it was disabled, as far as the feed has it. */
  readonly catchUp?: boolean
}

/**
 * A webhook endpoint's own object, by the endpoint's id. To another merchant or mode it does not exist, and what does
 * not exist answers null and writes nothing.
 */
export interface WebhookEndpointService extends Pick<Follower, 'poke'> {
  /** Makes the endpoint; it begins at what happens from now on. */
  open(endpoint: OpenEndpoint): Promise<Endpoint>
  read(owner: ActivityOwner): Promise<Endpoint | null>
  change(owner: ActivityOwner, change: EndpointChange): Promise<Endpoint | null>
  /** Signs with this secret from now on, with the one before until then, and with those before it until their own time. */
  rotate(owner: ActivityOwner, secret: string, oldUntilMs: number): Promise<Endpoint | null>
  /** Forgets everything, what waits included. */
  remove(owner: ActivityOwner): Promise<boolean>
  /** Sends a made-up event of this type. */
  sendTest(owner: ActivityOwner, type: PaymentEventType): Promise<Result<Delivery, 'not_found' | 'disabled'>>
  /** Sends one again, under its id and with its bytes. What waits already is sent as soon as it can be. */
  redeliver(owner: ActivityOwner, number: number): Promise<Result<Delivery, 'not_found' | 'disabled'>>
  /** The same for many, behind everything else, the oldest first and as many as there is room for. */
  redeliverMany(owner: ActivityOwner, range: RedeliverRange): Promise<Result<Redelivery, 'not_found' | 'disabled'>>
  /** Newest first. */
  deliveries(owner: ActivityOwner, query: DeliveryQuery): Promise<DeliveryPage | null>
}

/** A new endpoint as it is asked for; what is absent is the newest version, the default selection, all types, enabled. */
export interface AddEndpoint {
  /** Chosen beforehand, so that the audit log names the endpoint before there is one; absent it is made up. */
  readonly id?: string
  readonly url: string
  readonly description?: string | null
  readonly eventTypes?: readonly PaymentEventType[] | null
  readonly apiVersion?: string | null
  readonly selection?: string | null
  readonly ordered?: boolean | null
  readonly enabled?: boolean | null
}

/** What is absent stays as it is, and so does what is null, but for `description` and `eventTypes`. */
export interface UpdateEndpoint extends Omit<Partial<AddEndpoint>, 'id'> {
  readonly id: string
  readonly catchUp?: boolean | null
}

export interface RotateSecret {
  readonly id: string
  /** How long the old secret signs as well; 24 hours where absent. */
  readonly overlapHours?: number | null
  /** All old ones. */
  readonly expireOldNow?: boolean | null
}

/** An endpoint with a secret that is shown this once. */
export interface WithSecret {
  readonly endpoint: Endpoint
  readonly secret: string
}

export interface DeliveryPage {
  readonly deliveries: readonly Delivery[]
  readonly hasMore: boolean
}

/**
 * What operators see and change of webhook endpoints. Who calls is for the caller to check. Lists of endpoints come from
 * Postgres and may throw `UnavailableError`, as adding and removing may; everything else works without it. A change is in
 * the audit log before it is made, and is not made where it cannot be.
 */
export interface WebhookService {
  list(owner: ActivityOwner): Promise<readonly Endpoint[]>
  read(owner: ActivityOwner, id: string): Promise<Endpoint | null>
  add(changer: Changer, input: AddEndpoint): Configured<WithSecret>
  change(changer: Changer, input: UpdateEndpoint): Configured<Endpoint>
  rotate(changer: Changer, input: RotateSecret): Configured<WithSecret>
  remove(changer: Changer, id: string): Configured<{ readonly id: string }>
  sendTest(owner: ActivityOwner, id: string, type: PaymentEventType): Configured<Delivery>
  redeliver(owner: ActivityOwner, deliveryId: string): Configured<Delivery>
  redeliverMany(owner: ActivityOwner, id: string, range: RedeliverRange): Configured<Redelivery>
  /** Newest first; null where there is no such endpoint. */
  deliveries(owner: ActivityOwner, id: string, query: DeliveryQuery): Promise<DeliveryPage | null>
  /** What became of one event at all endpoints. */
  deliveriesOf(owner: ActivityOwner, eventId: string): Promise<readonly Delivery[]>
}
