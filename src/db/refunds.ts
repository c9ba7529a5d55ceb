import type { Refund } from '../payment/state.ts'
import type { RefundView } from '../payment/view.ts'
import type { CursorKey } from './cursor.ts'
import type { Database } from './database.ts'
import { conditionOf, type ListOwner, type ListPage, type ListRequest, newestFirst, pageOf } from './list.ts'
import { refunds } from './schema.ts'

export interface RefundNode {
  readonly id: string
  readonly paymentId: string
  readonly currency: string
  readonly view: RefundView
  /** The payment's event that the view shows. */
  readonly seq: number
  readonly asOf: Date
  readonly cursorKey: CursorKey
}

/** A merchant's refunds, newest first. Throws `UnavailableError`. */
export const listRefunds = (
  db: Database,
  owner: ListOwner,
  request: ListRequest<Refund['status']>,
): Promise<ListPage<RefundNode>> =>
  pageOf(
    db,
    owner,
    request.first,
    db
      .select({
        id: refunds.id,
        paymentId: refunds.paymentId,
        currency: refunds.currency,
        view: refunds.view,
        seq: refunds.seq,
        asOf: refunds.asOf,
        at: refunds.createdAt,
      })
      .from(refunds)
      .where(conditionOf(refunds, owner, request))
      .orderBy(...newestFirst(refunds))
      .limit(request.first + 1),
    ({ at, ...row }) => ({ ...row, cursorKey: { createdAtMs: at.getTime(), id: row.id } }),
  )
