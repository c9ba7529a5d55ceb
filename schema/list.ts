import type { InputFieldBuilder } from '@pothos/core'
import type { ListFilter, ListOwner } from '../src/db/list.ts'
import { builder } from './builder.ts'
import { type Connection, checkFirst, connection } from './connection.ts'
import type { ApiContext, ListQuery, ListResult } from './context.ts'
import { DisputeConnectionType } from './dispute.ts'
import { DisputeStatusEnum } from './disputeEnums.ts'
import { PaymentStatusEnum, RefundStatusEnum } from './enums.ts'
import { type FilterInput, readFilter } from './input/filter.ts'
import { pageArguments } from './pageArguments.ts'
import { PaymentType } from './payment.ts'
import { topLevelError } from './problem.ts'
import { RefundConnectionType } from './refund.ts'
import { connectionType } from './relay.ts'

const DateTimeRangeInput = builder.inputType('DateTimeRangeInput', {
  description: 'A span of time, half open so that spans can be lined up without counting anything twice.',
  fields: (t) => ({
    from: t.field({ description: 'The first moment of it; open when omitted.', type: 'DateTime' }),
    before: t.field({ description: 'The first moment after it; open when omitted.', type: 'DateTime' }),
  }),
})

const AmountRangeInput = builder.inputType('AmountRangeInput', {
  description: 'Amounts of one currency.',
  fields: (t) => ({
    currency: t.field({
      description: 'Only objects in this currency are found.',
      type: 'CurrencyCode',
      required: true,
    }),
    min: t.field({
      description: 'The smallest amount, included; more than zero, in major units. Open when omitted.',
      type: 'Decimal',
    }),
    max: t.field({ description: 'The largest amount, included, in major units. Open when omitted.', type: 'Decimal' }),
  }),
})

type FilterBuilder = InputFieldBuilder<typeof builder.$inferSchemaTypes, 'InputObject'>

/** What all three lists are narrowed by beside the status; `noun` is what is listed. */
const commonFields = (t: FilterBuilder, noun: string) => ({
  reference: t.string({ description: "The payment's reference, exactly as it was given. At most 255 characters." }),
  createdAt: t.field({ description: `When the ${noun} was made.`, type: DateTimeRangeInput }),
  amount: t.field({ description: `How much the ${noun} is about.`, type: AmountRangeInput }),
  gateway: t.id({
    description:
      'A gateway account: its name, as `PaymentAttempt.gateway` has it, or its id, from `gateways`. One that does not exist finds nothing.',
  }),
})

const STATUS = 'Any of these, at most 20. An empty list finds nothing.'
const FILTER = 'Everything when omitted. A bad value is BAD_REQUEST and names the field.'
const NARROWS = 'What a list is narrowed by: all given fields have to hold.'

const PaymentFilterInput = builder.inputType('PaymentFilter', {
  description: NARROWS,
  fields: (t) => ({
    status: t.field({ description: STATUS, type: [PaymentStatusEnum] }),
    ...commonFields(t, 'payment'),
  }),
})

const RefundFilterInput = builder.inputType('RefundFilter', {
  description: NARROWS,
  fields: (t) => ({ status: t.field({ description: STATUS, type: [RefundStatusEnum] }), ...commonFields(t, 'refund') }),
})

const DisputeFilterInput = builder.inputType('DisputeFilter', {
  description: NARROWS,
  fields: (t) => ({
    status: t.field({ description: STATUS, type: [DisputeStatusEnum] }),
    ...commonFields(t, 'dispute'),
  }),
})

const PaymentConnectionType = connectionType('Payment', PaymentType)

interface ListArguments<Status extends string> {
  readonly first?: number | null | undefined
  readonly after?: string | null | undefined
  readonly filter?: FilterInput<Status> | null | undefined
}

/** Checks the arguments, asks the read model, and shapes the page. A bad argument is named in a top-level error. */
async function list<Status extends string, Row extends object, Node>(
  { first, after, filter }: ListArguments<Status>,
  context: ApiContext,
  read: (query: ListQuery<Status>) => ListResult<Row>,
  toNode: (row: Row, mode: ListQuery<Status>['mode']) => Node,
): Promise<Connection<Node>> {
  const { identity } = context
  if (identity?.kind !== 'secret' && identity?.kind !== 'operator') {
    throw topLevelError('FORBIDDEN', 'Lists need a secret key.')
  }
  const checked = readFilter(filter)
  if (!checked.ok) {
    const { path, message } = checked.error
    throw topLevelError('BAD_REQUEST', `${['filter', ...path].join('.')} ${message}.`)
  }
  const { merchantId, mode } = identity
  const page = await read({
    merchantId,
    mode,
    first: checkFirst(first),
    filter: await withAccountId(checked.value, { merchantId, mode }, context),
    ...(after === undefined || after === null ? {} : { after }),
  })
  if (!page.ok) throw topLevelError('BAD_REQUEST', 'after is not a cursor of this list.')
  const edges = page.value.rows.map(({ row, cursor }) => ({ node: toNode(row, mode), cursor }))
  // Before the first event there is nothing that the page could be as new as: the beginning of time says so.
  const asOfMs = page.value.asOfMs ?? 0
  return connection(edges, page.value.hasNextPage, after !== undefined && after !== null, asOfMs)
}

/** Names are the merchant's own, and unique within a mode. What is no name stays as it is: an id, or nothing that exists. */
async function withAccountId<Status extends string>(
  filter: ListFilter<Status>,
  owner: ListOwner,
  { services }: ApiContext,
): Promise<ListFilter<Status>> {
  if (filter.gateway === undefined) return filter
  const accounts = await services.gatewayAccounts(owner)
  const named = accounts.find(({ name }) => name === filter.gateway)
  return named === undefined ? filter : { ...filter, gateway: named.id }
}

builder.queryFields((t) => ({
  payments: t.field({
    description:
      "All payments of the key's merchant and mode, newest first. For secret and operator keys. The list may lag behind by moments, see `asOf`; for one payment ask `payment(id:)`.",
    type: PaymentConnectionType,
    args: { ...pageArguments(t), filter: t.arg({ description: FILTER, type: PaymentFilterInput }) },
    resolve: (_root, args, context) =>
      list(
        args,
        context,
        (query) => context.services.listPayments(query),
        (view) => view,
      ),
  }),
  refunds: t.field({
    description:
      "The refunds of all payments of the key's merchant and mode, newest first. For secret and operator keys. The list may lag behind by moments, see `asOf`; for one payment ask `payment(id:)`.",
    type: RefundConnectionType,
    args: { ...pageArguments(t), filter: t.arg({ description: FILTER, type: RefundFilterInput }) },
    resolve: (_root, args, context) =>
      list(
        args,
        context,
        (query) => context.services.listRefunds(query),
        (row, mode) => ({ __typename: 'Refund' as const, mode, ...row }),
      ),
  }),
  disputes: t.field({
    description:
      "The disputes of all payments of the key's merchant and mode, newest first. For secret and operator keys. The list may lag behind by moments, see `asOf`; for one payment ask `payment(id:)`.",
    type: DisputeConnectionType,
    args: { ...pageArguments(t), filter: t.arg({ description: FILTER, type: DisputeFilterInput }) },
    resolve: (_root, args, context) =>
      list(
        args,
        context,
        (query) => context.services.listDisputes(query),
        (row, mode) => ({ __typename: 'Dispute' as const, mode, ...row }),
      ),
  }),
}))
