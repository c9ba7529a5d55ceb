import { builder } from './builder.ts'
import { type Connection, checkFirst, connection } from './connection.ts'
import type { ApiContext, ListQuery, ListResult } from './context.ts'
import { DisputeConnectionType } from './dispute.ts'
import { DisputeStatusEnum, PaymentStatusEnum, RefundStatusEnum } from './enums.ts'
import { type FilterInput, readFilter } from './input/filter.ts'
import { PaymentType } from './payment.ts'
import { topLevelError } from './problem.ts'
import { RefundConnectionType } from './refund.ts'
import { connectionType } from './relay.ts'

const DateTimeRangeInput = builder.inputType('DateTimeRangeInput', {
  description: '`from` is included, `before` is not.',
  fields: (t) => ({ from: t.field({ type: 'DateTime' }), before: t.field({ type: 'DateTime' }) }),
})

const AmountRangeInput = builder.inputType('AmountRangeInput', {
  description: 'Both ends are included.',
  fields: (t) => ({
    currency: t.field({ type: 'CurrencyCode', required: true }),
    min: t.field({ type: 'Decimal' }),
    max: t.field({ type: 'Decimal' }),
  }),
})

const gatewayField = { description: "The gateway account's id." } as const

const PaymentFilterInput = builder.inputType('PaymentFilter', {
  fields: (t) => ({
    status: t.field({ type: [PaymentStatusEnum] }),
    reference: t.string(),
    createdAt: t.field({ type: DateTimeRangeInput }),
    amount: t.field({ type: AmountRangeInput }),
    gateway: t.id(gatewayField),
  }),
})

const RefundFilterInput = builder.inputType('RefundFilter', {
  fields: (t) => ({
    status: t.field({ type: [RefundStatusEnum] }),
    reference: t.string({ description: "The payment's reference." }),
    createdAt: t.field({ type: DateTimeRangeInput }),
    amount: t.field({ type: AmountRangeInput }),
    gateway: t.id(gatewayField),
  }),
})

const DisputeFilterInput = builder.inputType('DisputeFilter', {
  fields: (t) => ({
    status: t.field({ type: [DisputeStatusEnum] }),
    reference: t.string({ description: "The payment's reference." }),
    createdAt: t.field({ type: DateTimeRangeInput }),
    amount: t.field({ type: AmountRangeInput }),
    gateway: t.id(gatewayField),
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
    filter: checked.value,
    ...(after === undefined || after === null ? {} : { after }),
  })
  if (!page.ok) throw topLevelError('BAD_REQUEST', 'after is not a cursor of this list.')
  const edges = page.value.rows.map(({ row, cursor }) => ({ node: toNode(row, mode), cursor }))
  // Before the first event there is nothing that the page could be as new as: the beginning of time says so.
  const asOfMs = page.value.asOfMs ?? 0
  return connection(edges, page.value.hasNextPage, after !== undefined && after !== null, asOfMs)
}

builder.queryFields((t) => ({
  payments: t.field({
    description: 'Newest first.',
    type: PaymentConnectionType,
    args: { first: t.arg.int(), after: t.arg.string(), filter: t.arg({ type: PaymentFilterInput }) },
    resolve: (_root, args, context) =>
      list(
        args,
        context,
        (query) => context.services.listPayments(query),
        (view) => view,
      ),
  }),
  refunds: t.field({
    description: 'Newest first.',
    type: RefundConnectionType,
    args: { first: t.arg.int(), after: t.arg.string(), filter: t.arg({ type: RefundFilterInput }) },
    resolve: (_root, args, context) =>
      list(
        args,
        context,
        (query) => context.services.listRefunds(query),
        (row, mode) => ({ __typename: 'Refund' as const, mode, ...row }),
      ),
  }),
  disputes: t.field({
    description: 'Newest first.',
    type: DisputeConnectionType,
    args: { first: t.arg.int(), after: t.arg.string(), filter: t.arg({ type: DisputeFilterInput }) },
    resolve: (_root, args, context) =>
      list(
        args,
        context,
        (query) => context.services.listDisputes(query),
        (row, mode) => ({ __typename: 'Dispute' as const, mode, ...row }),
      ),
  }),
}))
