import type { CardFacts } from '../gateway/outcome.ts'
import type { Mode } from '../ids/ids.ts'
import type { Address, InputFields } from '../payment/command.ts'
import type { Result } from '../result.ts'

/** Whose customer it is. To another merchant or mode it does not exist. */
export interface CustomerOwner {
  readonly merchantId: string
  readonly mode: Mode
}

/** `ERASING` has lost its fields and cards already, and still asks payments. */
export type CustomerStatus = 'ACTIVE' | 'DELETED' | 'ERASING' | 'ERASED'

/** Whether the shopper is there when the method is charged. */
export type MethodUsage = 'ON_SESSION' | 'OFF_SESSION'

/** What the shopper agreed to: when, to which version of the shop's text, and from where. */
export interface Consent {
  readonly agreedAtMs: number
  readonly textVersion: string
}

/** Shopper fields, sealed with the customer's own key. */
export interface CustomerFields {
  readonly reference?: string
  readonly email?: string
  readonly name?: string
  readonly phone?: string
  readonly address?: Address
  readonly metadata?: Readonly<Record<string, string>>
}

/** What is absent stays, what is null goes. */
export type CustomerChange = { readonly [Name in keyof CustomerFields]?: CustomerFields[Name] | null }

export interface StoredMethod {
  readonly id: string
  readonly usage: MethodUsage
  readonly consent: Consent
  readonly card: CardFacts
  /** The same for the same number at the same merchant and mode. */
  readonly fingerprint: string
  readonly createdAtMs: number
  /** The payment that stored it; absent where none did. */
  readonly paymentId?: string
  /** The network's reference of the first approval, which later payments are known by. */
  readonly networkTransactionId?: string
}

export interface CustomerView {
  readonly id: string
  readonly mode: Mode
  readonly status: CustomerStatus
  /** Empty once the key is gone. */
  readonly fields: CustomerFields
  /** Those that can be charged, newest first. */
  readonly methods: readonly StoredMethod[]
  readonly createdAtMs: number
  readonly updatedAtMs: number
}

export interface CreateCustomer extends CustomerOwner {
  readonly id: string
  readonly fields: CustomerFields
  /** The input, for telling a repetition from another request. */
  readonly input: InputFields
}

export type CustomerAnswer =
  | {
      readonly kind: 'made'
      readonly customer: CustomerView
      readonly replayed: boolean
      readonly firstSeenAtMs: number
    }
  | { readonly kind: 'conflict'; readonly differingField: string }

/** `absent` is a customer that does not exist for this caller; `gone` one that is deleted or erased. */
export type CustomerRefusal = 'absent' | 'gone'

export interface StoreCommand {
  /** The whole token string. */
  readonly token: string
  readonly usage: MethodUsage
  readonly consent: Consent
  /** The payment whose approval it waits for; without one it is kept at once. */
  readonly paymentId?: string
}

/** `unavailable`: nothing was stored, and the same may be asked again. */
export type StoreRefusal = CustomerRefusal | 'token' | 'full' | 'unavailable'

/** What a payment needs of a stored method: the text that goes in a token's place, and what networks want to know. */
export interface UsableMethod {
  readonly secret: string
  readonly usage: MethodUsage
  readonly networkTransactionId?: string
}

/**
 * A customer's object, by the customer's id: the one writer of its fields, its methods, and of which payments are about it.
 * Asking for one that does not exist writes nothing.
 */
export interface CustomerService {
  create(command: CreateCustomer): Promise<CustomerAnswer>
  read(owner: CustomerOwner): Promise<CustomerView | null>
  update(owner: CustomerOwner, change: CustomerChange): Promise<Result<CustomerView, CustomerRefusal>>
  /** Fields and cards are gone when this answers; with `erase` also what the payments have, now or soon. Safe to repeat. */
  remove(owner: CustomerOwner, erase: boolean): Promise<Result<CustomerView, 'absent'>>
  /** Notes that a payment is about this customer, before there is one, so that an erasure finds it. */
  attach(owner: CustomerOwner, paymentId: string): Promise<Result<true, CustomerRefusal>>
  /** Stores a token's card; with a payment it can be charged only once that is approved. The same token is the same method. */
  store(owner: CustomerOwner, command: StoreCommand): Promise<Result<{ readonly id: string }, StoreRefusal>>
  /** Looks at what became of the payment that a method waits for. */
  settle(owner: CustomerOwner, methodId: string): Promise<void>
  /** A method that can be charged, for this payment, which is noted. */
  use(owner: CustomerOwner, methodId: string, paymentId: string): Promise<Result<UsableMethod, CustomerRefusal>>
  /** The card is gone when this answers. Safe to repeat. */
  removeMethod(owner: CustomerOwner, methodId: string): Promise<Result<CustomerView, CustomerRefusal>>
}
