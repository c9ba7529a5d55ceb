import type { CustomerView, StoredMethod } from '../src/customer/contract.ts'
import { isCustomerId } from '../src/ids/customerIds.ts'
import type { Address } from '../src/payment/command.ts'
import { builder } from './builder.ts'
import { CardDetailsType } from './card.ts'
import { type Connection, checkFirst, connection } from './connection.ts'
import { type ApiContext, callerOf, type Identity } from './context.ts'
import { ModeEnum } from './enums.ts'
import { describedValues } from './enumValues.ts'
import { pageArguments } from './pageArguments.ts'
import { PaymentMethodUsageEnum } from './paymentMethod.ts'
import { topLevelError } from './problem.ts'
import { connectionType } from './relay.ts'

/** Customers are the shop's: a secret or an operator key. */
export const shopOf = ({ identity }: Pick<ApiContext, 'identity'>): Identity | undefined =>
  identity?.kind === 'secret' || identity?.kind === 'operator' ? identity : undefined

/** Null for another merchant's, another mode's and a malformed id alike. */
export async function loadCustomer(context: ApiContext, id: string): Promise<CustomerView | null> {
  const shop = shopOf(context)
  if (shop === undefined || !isCustomerId(id)) return null
  return context.services.customer(id).read({ merchantId: shop.merchantId, mode: shop.mode })
}

const CustomerStatusEnum = builder.enumType('CustomerStatus', {
  description: 'Whether a customer is there.',
  values: describedValues<CustomerView['status']>({
    ACTIVE: 'It can be changed and charged.',
    DELETED: 'Its fields and stored methods are gone. Its payments keep what they have.',
    ERASING: 'Its fields and stored methods are gone, and its payments are being erased, which goes on by itself.',
    ERASED: 'Nothing of the shopper is left, in its payments neither.',
  }),
})

const AddressType = builder.objectRef<Address>('Address').implement({
  description: 'A postal address.',
  fields: (t) => ({
    line1: t.exposeString('line1', { description: 'Street and number.', nullable: true }),
    line2: t.exposeString('line2', { description: 'Flat, floor, company or the like.', nullable: true }),
    city: t.exposeString('city', { description: 'Town or city.', nullable: true }),
    state: t.exposeString('state', { description: 'State, province or region.', nullable: true }),
    postalCode: t.exposeString('postalCode', { description: 'Postal or ZIP code.', nullable: true }),
    country: t.exposeString('country', { description: 'ISO 3166-1 alpha-2.', nullable: true }),
  }),
})

const ConsentType = builder.objectRef<StoredMethod['consent']>('Consent').implement({
  description: 'What the shopper agreed to.',
  fields: (t) => ({
    agreedAt: t.field({ description: 'When.', type: 'DateTime', resolve: ({ agreedAtMs }) => agreedAtMs }),
    textVersion: t.exposeString('textVersion', { description: 'Which version of your text.' }),
  }),
})

export const StoredPaymentMethodType = builder.objectRef<StoredMethod>('StoredPaymentMethod').implement({
  description: 'A card that is kept for a customer. Its number is in the vault, its security code nowhere.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'What `paymentMethod: { stored }` takes; it begins with pm_.' }),
    card: t.field({ description: 'What may be shown of it.', type: CardDetailsType, resolve: ({ card }) => card }),
    fingerprint: t.exposeString('fingerprint', {
      description:
        'The same for the same number at the same merchant and mode: a card that is stored twice has it twice.',
    }),
    usage: t.field({
      description: 'What it may be used for.',
      type: PaymentMethodUsageEnum,
      resolve: (one) => one.usage,
    }),
    consent: t.field({ description: 'What the shopper agreed to.', type: ConsentType, resolve: (one) => one.consent }),
    networkTransactionId: t.exposeString('networkTransactionId', {
      description:
        "The network's reference of the first approval, sent with every later payment. Null where the gateway told none, or no payment stored it.",
      nullable: true,
    }),
    createdAt: t.field({ description: 'When it was stored.', type: 'DateTime', resolve: (one) => one.createdAtMs }),
  }),
})

export const CustomerType = builder.objectRef<CustomerView>('Customer').implement({
  description:
    'A shopper as the shop knows them, with their stored payment methods. What it says of the shopper is sealed with a key of its own, and null once that is gone.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'It begins with cus_.' }),
    mode: t.field({ description: 'TEST or LIVE.', type: ModeEnum, resolve: ({ mode }) => mode }),
    status: t.field({ description: 'Whether it is there.', type: CustomerStatusEnum, resolve: ({ status }) => status }),
    reference: t.string({
      description: "The shop's own number of the shopper.",
      nullable: true,
      resolve: ({ fields }) => fields.reference,
    }),
    email: t.string({ description: 'Email address.', nullable: true, resolve: ({ fields }) => fields.email }),
    name: t.string({ description: 'As the shopper writes it.', nullable: true, resolve: ({ fields }) => fields.name }),
    phone: t.string({ description: 'Telephone number.', nullable: true, resolve: ({ fields }) => fields.phone }),
    address: t.field({
      description: 'Where they live.',
      type: AddressType,
      nullable: true,
      resolve: ({ fields }) => fields.address,
    }),
    metadata: t.field({
      description: 'A flat object of strings, as it was given.',
      type: 'JSON',
      nullable: true,
      resolve: ({ fields }) => fields.metadata,
    }),
    paymentMethods: t.field({
      description: 'Those that can be charged, newest first; at most 50.',
      type: [StoredPaymentMethodType],
      resolve: ({ methods }) => [...methods],
    }),
    createdAt: t.field({ description: 'When it was made.', type: 'DateTime', resolve: (one) => one.createdAtMs }),
    updatedAt: t.field({ description: 'When it last changed.', type: 'DateTime', resolve: (one) => one.updatedAtMs }),
  }),
})

const CustomerConnectionType = connectionType('Customer', CustomerType, { asOf: false })

async function list(
  { first, after }: { readonly first?: number | null; readonly after?: string | null },
  context: ApiContext,
): Promise<Connection<CustomerView>> {
  const shop = shopOf(context)
  if (shop === undefined) throw topLevelError('FORBIDDEN', 'Lists need a secret key.')
  const { merchantId, mode } = shop
  const query = { merchantId, mode, first: checkFirst(first), ...(after == null ? {} : { after }) }
  const page = await context.services.listCustomers(query)
  if (!page.ok) throw topLevelError('BAD_REQUEST', 'after is not a cursor of this list.')
  // Each tells how it stands; one that ended since the list was made is not shown any more.
  const views = await Promise.all(page.value.rows.map(({ id }) => loadCustomer(context, id)))
  const edges = views.flatMap((node, index) => {
    const cursor = page.value.rows[index]?.cursor
    return node?.status === 'ACTIVE' && cursor !== undefined ? [{ node, cursor }] : []
  })
  return connection(edges, page.value.hasNextPage, after != null, Date.now())
}

builder.queryFields((t) => ({
  customer: t.field({
    description:
      'One customer as it is now, straight from its writer. For secret and operator keys. Null where there is none for this credential.',
    type: CustomerType,
    nullable: true,
    args: { id: t.arg.id({ description: 'As `createCustomer` answered it; it begins with cus_.', required: true }) },
    resolve: (_root, { id }, context) => (callerOf(context.identity) === undefined ? null : loadCustomer(context, id)),
  }),
  customers: t.field({
    description:
      "The active customers of the key's merchant and mode, newest first. For secret and operator keys. A customer may be on the list moments after it was made.",
    type: CustomerConnectionType,
    args: pageArguments(t),
    resolve: (_root, args, context) => list(args, context),
  }),
}))
