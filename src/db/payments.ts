import type { PaymentStatus } from '../payment/state.ts'
import type { PaymentView } from '../payment/view.ts'
import type { CursorKey } from './cursor.ts'
import type { Database } from './database.ts'
import { conditionOf, type ListOwner, type ListPage, type ListRequest, newestFirst, pageOf } from './list.ts'
import { payments } from './schema.ts'

export interface PaymentNode {
  readonly view: PaymentView
  readonly seq: number
  readonly asOf: Date
  readonly cursorKey: CursorKey
}

/** A merchant's payments, newest first. Throws `UnavailableError`. */
export const listPayments = (
  db: Database,
  owner: ListOwner,
  request: ListRequest<PaymentStatus>,
): Promise<ListPage<PaymentNode>> =>
  pageOf(
    db,
    owner,
    request.first,
    db
      .select({ id: payments.id, view: payments.view, seq: payments.seq, asOf: payments.asOf, at: payments.createdAt })
      .from(payments)
      .where(conditionOf(payments, owner, request))
      .orderBy(...newestFirst(payments))
      .limit(request.first + 1),
    ({ id, view, seq, asOf, at }) => ({ view, seq, asOf, cursorKey: { createdAtMs: at.getTime(), id } }),
  )
