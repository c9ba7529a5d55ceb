import { sql } from 'drizzle-orm'
import { boolean, index, integer, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core'
import type { CustomerStatus } from '../customer/contract.ts'
import type { DisputeStage, DisputeStatus } from '../gateway/gateway.ts'
import type { Mode } from '../ids/ids.ts'
import type { PaymentStatus, Refund } from '../payment/state.ts'
import type { DisputeView, PaymentView, RefundView } from '../payment/view.ts'
import type { Cost } from '../routing/request.ts'
import { cellColumn, minorUnits, modeColumn, moment, plainJson, sequence, viewJson } from './columns.ts'

export const merchants = pgTable('merchants', {
  /** `mer_` and a random uuid; never shown to anybody outside. */
  id: text('id').primaryKey(),
  organizationId: text('organization_id').notNull(),
  cell: cellColumn(),
  name: text('name').notNull(),
  /** Where the merchant's objects should live, in the platform's words. */
  locationHint: text('location_hint'),
  /** Origins that may embed the checkout. */
  allowedOrigins: text('allowed_origins').array().notNull().default([]),
  createdAt: moment('created_at').notNull().defaultNow(),
})

export type ApiKeyKind = 'secret' | 'operator' | 'publishable'

export const apiKeys = pgTable(
  'api_keys',
  {
    id: text('id').primaryKey(),
    merchantId: text('merchant_id')
      .notNull()
      .references(() => merchants.id),
    mode: modeColumn(),
    cell: cellColumn(),
    kind: text('kind').$type<ApiKeyKind>().notNull(),
    /** SHA-256 of the whole key in hex. A key has 32 random bytes, so a slow hash would add nothing. */
    hash: text('hash').notNull(),
    /** Prefix and last four characters, for people to tell keys apart. */
    hint: text('hint').notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
    revokedAt: moment('revoked_at'),
  },
  (table) => [
    uniqueIndex('api_keys_hash').on(table.hash),
    index('api_keys_merchant').on(table.merchantId, table.createdAt),
  ],
)

/** What is not secret of a gateway account. Its base URL and credentials are in the vault. */
export const gatewayAccounts = pgTable(
  'gateway_accounts',
  {
    id: text('id').primaryKey(),
    merchantId: text('merchant_id')
      .notNull()
      .references(() => merchants.id),
    mode: modeColumn(),
    cell: cellColumn(),
    name: text('name').notNull(),
    kind: text('kind').notNull(),
    /** The order in which accounts are tried, from 1. */
    position: integer('position').notNull(),
    weight: integer('weight').notNull().default(1),
    enabled: boolean('enabled').notNull().default(true),
    costs: viewJson<readonly Cost[]>('costs').notNull().default([]),
    /** The longest one call may take; null where the general bound holds. */
    timeoutMs: integer('timeout_ms'),
    /** The most calls under way at once; null where the general bound holds. */
    maxConcurrency: integer('max_concurrency'),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (table) => [uniqueIndex('gateway_accounts_name').on(table.merchantId, table.mode, table.name)],
)

/** Every version of a merchant's routing policy. Rows are only ever added; the greatest version is the one meant to hold. */
export const routingPolicies = pgTable(
  'routing_policies',
  {
    merchantId: text('merchant_id')
      .notNull()
      .references(() => merchants.id),
    mode: modeColumn(),
    cell: cellColumn(),
    /** 1, 2, 3 … per merchant and mode. */
    version: integer('version').notNull(),
    /** As `policyToJson` writes them. Whoever reads them checks them: another release may have saved them. */
    rules: plainJson('rules').notNull(),
    note: text('note'),
    /** The id of the credential that saved it. */
    savedBy: text('saved_by').notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.merchantId, table.mode, table.version] })],
)

/** Which webhook endpoints a merchant has. What they are and what became of deliveries is in each one's own object. */
export const webhookEndpoints = pgTable(
  'webhook_endpoints',
  {
    /** `whe_…` */
    id: text('id').primaryKey(),
    merchantId: text('merchant_id')
      .notNull()
      .references(() => merchants.id),
    mode: modeColumn(),
    cell: cellColumn(),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (table) => [index('webhook_endpoints_merchant').on(table.merchantId, table.mode, table.createdAt)],
)

/** Which customers a merchant has, as their objects last told. What shoppers entered is in those alone, sealed. */
export const customers = pgTable(
  'customers',
  {
    /** `cus_…` */
    id: text('id').primaryKey(),
    merchantId: text('merchant_id').notNull(),
    mode: modeColumn(),
    cell: cellColumn(),
    status: text('status').$type<CustomerStatus>().notNull(),
    /** The object's own count of its changes: a row is replaced only by a later one. */
    version: integer('version').notNull(),
    createdAt: moment('created_at').notNull(),
  },
  (table) => [index('customers_newest').on(table.merchantId, table.mode, table.createdAt.desc(), table.id.desc())],
)

/** What the three listed tables share, so that the same filters serve them. */
const listedColumns = () => ({
  merchantId: text('merchant_id').notNull(),
  mode: modeColumn(),
  cell: cellColumn(),
  seq: sequence('seq').notNull(),
  /** When the event `seq` was committed. */
  asOf: moment('as_of').notNull(),
  amountMinor: minorUnits('amount_minor').notNull(),
  currency: text('currency').notNull(),
  /** The payment's own, also in the rows of its refunds and disputes. */
  reference: text('reference'),
  /** The account of the payment's last attempt. */
  gatewayAccountId: text('gateway_account_id'),
  createdAt: moment('created_at').notNull(),
})

/** A payment with an attempt on the merchant's initiative. The index is found only where a query says it in these words. */
export const IS_RECURRING = sql.raw(`view @> '{"attempts": [{"credential": {"initiatedBy": "MERCHANT"}}]}'::jsonb`)

/**
 * The read model: what the payments' objects last told. `seq` is the payment's event the row shows; a row is replaced
 * only by one with a greater `seq`. It refers to no merchant by a foreign key, so that it can be rebuilt on its own.
 */
export const payments = pgTable(
  'payments',
  {
    id: text('id').primaryKey(),
    ...listedColumns(),
    status: text('status').$type<PaymentStatus>().notNull(),
    view: viewJson<PaymentView>('view').notNull(),
  },
  (table) => [
    index('payments_newest').on(table.merchantId, table.mode, table.createdAt.desc(), table.id.desc()),
    index('payments_status').on(table.merchantId, table.mode, table.status, table.createdAt.desc(), table.id.desc()),
    index('payments_reference').on(table.merchantId, table.mode, table.reference, table.createdAt.desc()),
    index('payments_amount').on(table.merchantId, table.mode, table.currency, table.amountMinor),
    index('payments_gateway').on(table.merchantId, table.mode, table.gatewayAccountId, table.createdAt.desc()),
    index('payments_recurring').on(table.merchantId, table.mode, table.createdAt).where(IS_RECURRING),
  ],
)

export const refunds = pgTable(
  'refunds',
  {
    id: text('id').primaryKey(),
    paymentId: text('payment_id').notNull(),
    ...listedColumns(),
    status: text('status').$type<Refund['status']>().notNull(),
    view: viewJson<RefundView>('view').notNull(),
  },
  (table) => [
    index('refunds_newest').on(table.merchantId, table.mode, table.createdAt.desc(), table.id.desc()),
    index('refunds_status').on(table.merchantId, table.mode, table.status, table.createdAt.desc(), table.id.desc()),
    index('refunds_reference').on(table.merchantId, table.mode, table.reference, table.createdAt.desc()),
  ],
)

export const disputes = pgTable(
  'disputes',
  {
    id: text('id').primaryKey(),
    paymentId: text('payment_id').notNull(),
    ...listedColumns(),
    stage: text('stage').$type<DisputeStage>().notNull(),
    status: text('status').$type<DisputeStatus>().notNull(),
    view: viewJson<DisputeView>('view').notNull(),
  },
  (table) => [
    index('disputes_newest').on(table.merchantId, table.mode, table.createdAt.desc(), table.id.desc()),
    index('disputes_status').on(table.merchantId, table.mode, table.status, table.createdAt.desc(), table.id.desc()),
    index('disputes_reference').on(table.merchantId, table.mode, table.reference, table.createdAt.desc()),
  ],
)

/**
 * How far the read model of a merchant and mode has come: the commit time of the newest projected event. A row of its
 * own, because finding it among the payments would need one more index on every one of them.
 */
export const projections = pgTable(
  'projections',
  {
    merchantId: text('merchant_id').notNull(),
    mode: text('mode').$type<Mode>().notNull(),
    cell: cellColumn(),
    asOf: moment('as_of').notNull(),
  },
  (table) => [primaryKey({ columns: [table.merchantId, table.mode, table.cell] })],
)
