import type { DisputeStatus } from '../gateway/gateway.ts'
import type { DisputeView } from '../payment/view.ts'
import type { CursorKey } from './cursor.ts'
import type { Database } from './database.ts'
import { conditionOf, type ListOwner, type ListPage, type ListRequest, newestFirst, pageOf } from './list.ts'
import { disputes } from './schema.ts'

export interface DisputeNode {
  readonly id: string
  readonly paymentId: string
  readonly currency: string
  readonly view: DisputeView
  /** The payment's event that the view shows. */
  readonly seq: number
  readonly asOf: Date
  readonly cursorKey: CursorKey
}

/** A merchant's disputes, newest first. Throws `UnavailableError`. */
export const listDisputes = (
  db: Database,
  owner: ListOwner,
  request: ListRequest<DisputeStatus>,
): Promise<ListPage<DisputeNode>> =>
  pageOf(
    db,
    owner,
    request.first,
    db
      .select({
        id: disputes.id,
        paymentId: disputes.paymentId,
        currency: disputes.currency,
        view: disputes.view,
        seq: disputes.seq,
        asOf: disputes.asOf,
        at: disputes.createdAt,
      })
      .from(disputes)
      .where(conditionOf(disputes, owner, request))
      .orderBy(...newestFirst(disputes))
      .limit(request.first + 1),
    ({ at, ...row }) => ({ ...row, cursorKey: { createdAtMs: at.getTime(), id: row.id } }),
  )
