import { DurableObject } from 'cloudflare:workers'
import { writeCustomer } from '../db/customers.ts'
import { createDatabase } from '../db/database.ts'
import type { ApiEnv } from '../env.ts'
import { errorFields, log } from '../http/log.ts'
import { firstDifference } from '../idempotency/replay.ts'
import type { PaymentService } from '../payment/contract.ts'
import { fingerprintOf, newSealKey, open, seal } from '../payment/seal.ts'
import { ok, type Result, refuse } from '../result.ts'
import { forgetUnmatched } from '../webhook/in/unmatched.ts'
import type {
  CreateCustomer,
  CustomerAnswer,
  CustomerChange,
  CustomerFields,
  CustomerOwner,
  CustomerRefusal,
  CustomerService,
  CustomerView,
  StoreCommand,
  StoreRefusal,
  UsableMethod,
} from './contract.ts'
import { erasePayments } from './erasure.ts'
import { createMethods, type Methods } from './methods.ts'
import { type CustomerRow, createCustomerStore } from './store.ts'
import { customerView } from './view.ts'

/** A row each. A customer with more is a shop's own account, and is not somebody whom a shop erases. */
const MOST_PAYMENTS = 100_000
/** What could not be done is tried again after this. */
const AGAIN_MS = 60_000

/** One customer: its fields, its stored methods, and which payments are about it. */
export class CustomerObject extends DurableObject<ApiEnv> implements CustomerService {
  readonly #store = createCustomerStore(this.ctx.storage)
  readonly #methods: Methods
  #row = this.#store.read()

  constructor(context: DurableObjectState, env: ApiEnv) {
    super(context, env)
    this.#methods = createMethods({
      store: this.#store,
      vault: env.VAULT,
      payment: (paymentId) => this.#payment(paymentId),
      active: () => (this.#row?.status === 'ACTIVE' ? this.#row : undefined),
      arm: (atMs) => this.ctx.waitUntil(this.#arm(atMs)),
    })
  }

  async create({ id, merchantId, mode, fields, input }: CreateCustomer): Promise<CustomerAnswer> {
    const known = this.#row
    if (known !== undefined) {
      // Once the key is gone, what the input was cannot be told any more.
      const differingField =
        known.fingerprint && firstDifference(known.fingerprint, fingerprintOf(known.sealKey, input))
      if (typeof differingField === 'string') return { kind: 'conflict', differingField }
      return { kind: 'made', customer: this.#view(known), replayed: true, firstSeenAtMs: known.createdAtMs }
    }
    const nowMs = Date.now()
    const sealKey = newSealKey()
    const row: CustomerRow = {
      ...{ id, merchantId, mode, status: 'ACTIVE', sealKey, createdAtMs: nowMs, updatedAtMs: nowMs, version: 1 },
      sealed: seal(sealKey, id, fields),
      fingerprint: fingerprintOf(sealKey, input),
    }
    this.ctx.storage.transactionSync(() => this.#store.create(row))
    this.#row = row
    this.#tell()
    return { kind: 'made', customer: this.#view(row), replayed: false, firstSeenAtMs: nowMs }
  }

  async read(owner: CustomerOwner): Promise<CustomerView | null> {
    const row = this.#of(owner)
    return row === undefined ? null : this.#view(row)
  }

  async update(owner: CustomerOwner, change: CustomerChange): Promise<Result<CustomerView, CustomerRefusal>> {
    const found = this.#active(owner)
    if (!found.ok) return found
    const row = found.value
    const before = row.sealed === null ? {} : (open<CustomerFields>(row.sealKey, row.id, row.sealed) ?? {})
    const fields = Object.fromEntries(
      Object.entries({ ...before, ...change }).filter(([, value]) => value !== null && value !== undefined),
    )
    return ok(this.#view(this.#write({ ...row, sealed: seal(row.sealKey, row.id, fields) })))
  }

  async remove(owner: CustomerOwner, erase: boolean): Promise<Result<CustomerView, 'absent'>> {
    const row = this.#of(owner)
    if (row === undefined) return refuse('absent')
    const isFurther = row.status === 'ACTIVE' || (erase && row.status === 'DELETED')
    if (isFurther) {
      // One commit: from here on nothing of it can be read or charged, whatever becomes of the rest.
      this.ctx.storage.transactionSync(() => {
        const status = erase ? 'ERASING' : 'DELETED'
        const methods = this.#store.methods()
        this.#write({ ...row, status, sealKey: newSealKey(), sealed: null, fingerprint: null })
        for (const method of methods) {
          this.#store.keepMethod({ ...method, status: 'LEAVING', secretSealed: '' })
        }
      })
      await this.#arm(Date.now() + AGAIN_MS)
    }
    await this.#finishRemoval()
    return ok(this.#view(this.#row ?? row))
  }

  async attach(owner: CustomerOwner, paymentId: string): Promise<Result<true, CustomerRefusal>> {
    const found = this.#active(owner)
    if (!found.ok) return found
    return this.#store.attach(paymentId, MOST_PAYMENTS, Date.now()) ? ok(true) : refuse('gone')
  }

  async store(owner: CustomerOwner, command: StoreCommand): Promise<Result<{ readonly id: string }, StoreRefusal>> {
    const found = this.#active(owner)
    if (!found.ok) return found
    const { paymentId } = command
    if (paymentId !== undefined && !this.#store.attach(paymentId, MOST_PAYMENTS, Date.now())) return refuse('full')
    return this.#methods.add(found.value, command)
  }

  async settle(owner: CustomerOwner, methodId: string): Promise<void> {
    const found = this.#active(owner)
    if (found.ok) await this.#methods.settle(found.value, methodId)
  }

  async use(owner: CustomerOwner, methodId: string, paymentId: string): Promise<Result<UsableMethod, CustomerRefusal>> {
    const found = this.#active(owner)
    if (!found.ok) return found
    const method = this.#methods.find(methodId)
    if (method?.status !== 'ACTIVE' || !this.#store.attach(paymentId, MOST_PAYMENTS, Date.now()))
      return refuse('absent')
    const secret = open<string>(found.value.sealKey, methodId, method.secretSealed)
    if (secret === undefined) return refuse('absent')
    const { usage, networkTransactionId } = method
    return ok({ secret, usage, ...(networkTransactionId === undefined ? {} : { networkTransactionId }) })
  }

  async removeMethod(owner: CustomerOwner, methodId: string): Promise<Result<CustomerView, CustomerRefusal>> {
    const found = this.#active(owner)
    if (!found.ok) return found
    const method = this.#methods.find(methodId)
    if (method === undefined) return refuse('absent')
    await this.#methods.wipe(found.value, method)
    return ok(this.#view(this.#write(this.#row ?? found.value)))
  }

  override async alarm(): Promise<void> {
    const row = this.#row
    if (row === undefined) return
    try {
      await (row.status === 'ACTIVE' ? this.#methods.resume(row) : this.#finishRemoval())
      await this.#project()
    } catch (error) {
      log('warn', 'what a customer has under way is tried again', { customerId: row.id, ...errorFields(error) })
      await this.#arm(Date.now() + AGAIN_MS)
    }
  }

  /** Wipes the cards, and where it is an erasure asks the payments. Throws where the vault or a payment did not answer. */
  async #finishRemoval(): Promise<void> {
    const row = this.#row
    if (row === undefined || row.status === 'ACTIVE' || row.status === 'ERASED') return
    const owner = { merchantId: row.merchantId, mode: row.mode }
    if (row.status === 'ERASING' || this.#store.methods().length > 0) await this.env.VAULT.wipeCards(owner, row.id)
    for (const { id } of this.#store.methods()) this.#store.forgetMethod(id)
    if (row.status !== 'ERASING') return
    const isDone = await erasePayments(owner, {
      store: this.#store,
      payment: (id) => this.#payment(id),
      forgetUnmatched: (id) => forgetUnmatched(this.env.ARCHIVE, id),
      nowMs: Date.now,
    })
    // What was sealed for the wiping, the methods that were to leave, goes with its key as well.
    if (isDone && this.#row?.status === 'ERASING')
      this.#write({ ...this.#row, status: 'ERASED', sealKey: newSealKey() })
    else await this.#arm(Date.now() + AGAIN_MS)
  }

  #write(row: CustomerRow): CustomerRow {
    const next = { ...row, updatedAtMs: Date.now(), version: row.version + 1 }
    this.#store.write(next)
    this.#row = next
    this.#tell()
    return next
  }

  /** Tells the list how things stand; where Postgres does not answer, the alarm does. */
  #tell(): void {
    this.ctx.waitUntil(
      this.#project().catch(async (error: unknown) => {
        log('warn', 'a customer is not in the list yet', errorFields(error))
        await this.#arm(Date.now() + AGAIN_MS)
      }),
    )
  }

  async #project(): Promise<void> {
    const row = this.#row
    if (row === undefined || this.#store.projectedVersion() >= row.version) return
    const { id, merchantId, mode, status, version, createdAtMs } = row
    await writeCustomer(createDatabase(this.env), { id, merchantId, mode, status, version, createdAtMs })
    this.#store.projected(version)
  }

  async #arm(atMs: number): Promise<void> {
    const setMs = await this.ctx.storage.getAlarm()
    if (setMs === null || atMs < setMs) await this.ctx.storage.setAlarm(atMs)
  }

  #of({ merchantId, mode }: CustomerOwner): CustomerRow | undefined {
    const row = this.#row
    return row?.merchantId === merchantId && row.mode === mode ? row : undefined
  }

  #active(owner: CustomerOwner): Result<CustomerRow, CustomerRefusal> {
    const row = this.#of(owner)
    if (row === undefined) return refuse('absent')
    return row.status === 'ACTIVE' ? ok(row) : refuse('gone')
  }

  #view(row: CustomerRow): CustomerView {
    return customerView(row, this.#store.methods())
  }

  #payment(paymentId: string): PaymentService {
    return this.env.PAYMENTS.getByName(paymentId) as unknown as PaymentService
  }
}
