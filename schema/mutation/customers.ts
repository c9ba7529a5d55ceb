import type {
  CustomerRefusal,
  CustomerService,
  CustomerView,
  StoredMethod,
  StoreRefusal,
} from '../../src/customer/contract.ts'
import { offeredNow } from '../../src/customer/offer.ts'
import { customerIdFor, customerOfMethod, isCustomerId } from '../../src/ids/customerIds.ts'
import type { Result } from '../../src/result.ts'
import { tokenIdOf } from '../../src/vault/contract.ts'
import { builder } from '../builder.ts'
import { type ApiContext, type Identity, loadPayment } from '../context.ts'
import { CustomerType, StoredPaymentMethodType, shopOf } from '../customer.ts'
import { type ErrorValue, forbiddenError, notFoundError, refusalError, validationError } from '../error.ts'
import { readCreateCustomer, readUpdateCustomer } from '../input/customer.ts'
import { readConsent } from '../input/wishes.ts'
import { topLevelError } from '../problem.ts'
import {
  CreateCustomerInputType,
  DeleteCustomerInputType,
  EraseCustomerInputType,
  RemovePaymentMethodInputType,
  StorePaymentMethodInputType,
  UpdateCustomerInputType,
} from './customerInputs.ts'
import { IdempotencyType, resultType } from './result.ts'
import { INPUT } from './words.ts'

const SHOPS = 'Customers are for secret and operator keys.'

interface Payload {
  readonly __typename: string
  readonly customer: CustomerView
}
type CreatedPayload = Payload & { readonly replayed: boolean; readonly firstSeenAtMs: number }
type StoredPayload = Payload & { readonly method: StoredMethod }

const customerPayload = <Value extends Payload>(name: string, description: string) =>
  builder.objectRef<Value>(`${name}Payload`).implement({
    description,
    fields: (t) => ({
      customer: t.field({ description: 'As it is now.', type: CustomerType, resolve: ({ customer }) => customer }),
    }),
  })

const DONE = 'It was done.'
const CreatePayload = customerPayload<CreatedPayload>('CreateCustomer', 'The customer is there, or was before.')
builder.objectField(CreatePayload, 'idempotency', (t) =>
  t.field({
    description: 'Whether this was the first request with the key.',
    type: IdempotencyType,
    resolve: (payload) => payload,
  }),
)
const StorePayload = customerPayload<StoredPayload>('StorePaymentMethod', 'The card is stored, or was before.')
builder.objectField(StorePayload, 'paymentMethod', (t) =>
  t.field({ description: 'The stored method.', type: StoredPaymentMethodType, resolve: ({ method }) => method }),
)

/** Asks a customer's object on a shop's word. A malformed id asks nobody. */
async function about(
  context: ApiContext,
  name: string,
  customerId: string | undefined,
  idField: string,
  work: (customer: CustomerService, shop: Identity) => Promise<Result<CustomerView, CustomerRefusal>>,
): Promise<Payload | ErrorValue> {
  const shop = shopOf(context)
  if (shop === undefined) return forbiddenError(SHOPS)
  if (customerId === undefined || !isCustomerId(customerId)) return notFoundError(idField)
  const done = await work(context.services.customer(customerId), shop)
  if (done.ok) return { __typename: `${name}Payload`, customer: done.value }
  return customerError(done.error, idField)
}

const GONE = 'The customer is deleted or erased.'

const customerError = (refusal: CustomerRefusal, idField: string): ErrorValue =>
  refusal === 'absent' ? notFoundError(idField) : { __typename: 'InvalidStateError', message: GONE, detail: {} }

const ownerOf = ({ merchantId, mode }: Identity) => ({ merchantId, mode })

function end(context: ApiContext, name: string, id: string, erase: boolean) {
  return about(context, name, id, 'id', (_customer, shop) => {
    const actor = { kind: shop.kind === 'operator' ? 'operator' : 'secret', id: shop.credentialId } as const
    const changer = { ...ownerOf(shop), actor: { ...actor, requestId: context.requestId } }
    return context.services.removeCustomer(changer, id, erase)
  })
}

async function store(
  context: ApiContext,
  input: typeof StorePaymentMethodInputType.$inferInput,
): Promise<StoredPayload | ErrorValue> {
  const shop = shopOf(context)
  if (shop === undefined) return forbiddenError(SHOPS)
  if (!isCustomerId(input.customerId)) return notFoundError('customerId')
  const consent = readConsent(input.consent, ['consent'])
  if (!consent.ok) return validationError(consent.error)
  const { token, usage } = input
  if (tokenIdOf(token) === undefined) {
    return validationError({ path: ['token'], message: 'must be a token as the vault made it' })
  }
  const customer = context.services.customer(input.customerId)
  const stored = await customer.store(ownerOf(shop), { token, usage, consent: consent.value })
  if (!stored.ok) return storeError(stored.error)
  const view = await customer.read(ownerOf(shop))
  const method = view?.methods.find(({ id }) => id === stored.value.id)
  // Removed again in the same moment.
  if (view === null || method === undefined) return notFoundError('customerId')
  return { __typename: 'StorePaymentMethodPayload', customer: view, method }
}

/** The shopper removes what the payment offers to be chosen; to its client secret, no other customer's method exists. */
async function removeByShopper(
  context: ApiContext,
  client: Identity,
  customerId: string | undefined,
  methodId: string,
): Promise<Payload | ErrorValue> {
  const payment = await loadPayment(context, client.paymentId ?? '')
  const offered = payment === null ? undefined : offeredNow(payment)
  if (offered === undefined || offered.customerId !== customerId) return notFoundError('id')
  const done = await context.services.customer(offered.customerId).removeMethod(ownerOf(client), methodId)
  return done.ok ? { __typename: 'RemovePaymentMethodPayload', customer: done.value } : notFoundError('id')
}

function storeError(refusal: StoreRefusal): ErrorValue {
  switch (refusal) {
    case 'absent':
    case 'gone':
      return customerError(refusal, 'customerId')
    case 'token':
      return validationError({ path: ['token'], message: 'is used up, expired or another’s: encrypt the card again' })
    case 'full':
      return {
        __typename: 'InvalidStateError',
        message: 'The customer has 50 stored methods, which is the most.',
        detail: {},
      }
    case 'unavailable':
      throw topLevelError('UNAVAILABLE', 'The vault cannot seal a card just now. Nothing was stored; try again.')
  }
}

async function create(
  context: ApiContext,
  input: typeof CreateCustomerInputType.$inferInput,
): Promise<CreatedPayload | ErrorValue> {
  const shop = shopOf(context)
  if (shop === undefined) return forbiddenError(SHOPS)
  const checked = readCreateCustomer(input)
  if (!checked.ok) return validationError(checked.error)
  const { idempotencyKey, fields, input: given } = checked.value
  const { merchantId, mode } = shop
  const id = customerIdFor(merchantId, mode, idempotencyKey)
  const made = await context.services.customer(id).create({ id, merchantId, mode, fields, input: given })
  if (made.kind === 'conflict') {
    const { differingField } = made
    return refusalError({ kind: 'idempotency_conflict', differingField }, 'idempotencyKey')
  }
  const { customer, replayed, firstSeenAtMs } = made
  return { __typename: 'CreateCustomerPayload', customer, replayed, firstSeenAtMs }
}

builder.mutationFields((t) => ({
  createCustomer: t.field({
    description:
      'Makes a customer. Its fields are sealed with a key of its own, which `deleteCustomer` and `eraseCustomer` delete. The same key again answers the same customer. For secret and operator keys. Errors to expect: ValidationError, IdempotencyConflictError.',
    type: resultType('CreateCustomer', CreatePayload),
    args: { input: t.arg({ description: INPUT, type: CreateCustomerInputType, required: true }) },
    resolve: (_root, { input }, context) => create(context, input),
  }),
  updateCustomer: t.field({
    description:
      'Changes what is said of a customer: what is left out stays, what is null goes. The same again changes nothing more. For secret and operator keys. Errors to expect: ValidationError, NotFoundError, InvalidStateError where it is deleted or erased.',
    type: resultType('UpdateCustomer', customerPayload('UpdateCustomer', DONE)),
    args: { input: t.arg({ description: INPUT, type: UpdateCustomerInputType, required: true }) },
    resolve: (_root, { input }, context) => {
      const checked = readUpdateCustomer(input)
      if (!checked.ok && shopOf(context) !== undefined) return validationError(checked.error)
      const change = checked.ok ? checked.value : {}
      return about(context, 'UpdateCustomer', input.id, 'id', (customer, shop) =>
        customer.update(ownerOf(shop), change),
      )
    },
  }),
  deleteCustomer: t.field({
    description:
      'Deletes what is said of a customer and its stored payment methods, which are gone from the vault when this answers. Its payments keep what they have. Safe to repeat. For secret and operator keys, and in the audit log. Errors to expect: NotFoundError.',
    type: resultType('DeleteCustomer', customerPayload('DeleteCustomer', DONE)),
    args: { input: t.arg({ description: INPUT, type: DeleteCustomerInputType, required: true }) },
    resolve: (_root, { input }, context) => end(context, 'DeleteCustomer', input.id, false),
  }),
  eraseCustomer: t.field({
    description:
      'Forgets a shopper: what `deleteCustomer` does, and beyond that all shopper fields and free text of every payment that named the customer, in logs, archive, lists, kept webhooks and backups alike, by deleting the keys to them. Amounts, ids and card facts stay. ERASED says that all of it is done, ERASING that some payments are still busy, which goes on by itself. It cannot be undone. Safe to repeat. For secret and operator keys, and in the audit log. Errors to expect: NotFoundError.',
    type: resultType('EraseCustomer', customerPayload('EraseCustomer', DONE)),
    args: { input: t.arg({ description: INPUT, type: EraseCustomerInputType, required: true }) },
    resolve: (_root, { input }, context) => end(context, 'EraseCustomer', input.id, true),
  }),
  storePaymentMethod: t.field({
    description:
      'Stores a card for a customer without a payment. No issuer has agreed to it: where it is to be charged OFF_SESSION, store it with a payment. The token is used up; the same token again answers the same method. For secret and operator keys. Errors to expect: ValidationError for a token that is no good, NotFoundError, InvalidStateError.',
    type: resultType('StorePaymentMethod', StorePayload),
    args: { input: t.arg({ description: INPUT, type: StorePaymentMethodInputType, required: true }) },
    resolve: (_root, { input }, context) => store(context, input),
  }),
  removePaymentMethod: t.field({
    description:
      'Deletes a stored payment method. Its card is gone from the vault when this answers. For secret and operator keys, and for a client secret among those that its payment offers. Errors to expect: NotFoundError, also where it is gone already.',
    type: resultType('RemovePaymentMethod', customerPayload('RemovePaymentMethod', DONE)),
    args: { input: t.arg({ description: INPUT, type: RemovePaymentMethodInputType, required: true }) },
    resolve: async (_root, { input }, context) => {
      const customerId = customerOfMethod(input.id)
      const client = context.identity?.kind === 'client' ? context.identity : undefined
      if (client !== undefined) return removeByShopper(context, client, customerId, input.id)
      return about(context, 'RemovePaymentMethod', customerId, 'id', (customer, shop) =>
        customer.removeMethod(ownerOf(shop), input.id),
      )
    },
  }),
}))
