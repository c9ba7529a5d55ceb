import { parseId } from '../src/ids/ids.ts'
import { topLevelError } from './problem.ts'

const DEFAULT_FIRST = 20
/** A page is one answer of one request: more would not fit the cost limit or a phone's screen. */
const LARGEST_FIRST = 100

export function checkFirst(first: number | null | undefined): number {
  const wanted = first ?? DEFAULT_FIRST
  if (wanted < 1 || wanted > LARGEST_FIRST) {
    throw topLevelError('BAD_REQUEST', `first must be between 1 and ${LARGEST_FIRST}.`)
  }
  return wanted
}

/** A connection's backing value: its edges, and the moment that the page is true for. */
export interface Connection<Node> {
  readonly edges: { readonly node: Node; readonly cursor: string }[]
  readonly pageInfo: {
    readonly hasNextPage: boolean
    readonly hasPreviousPage: boolean
    readonly startCursor: string | null
    readonly endCursor: string | null
  }
  readonly asOfMs: number
}

export function connection<Node>(
  edges: { readonly node: Node; readonly cursor: string }[],
  hasNextPage: boolean,
  hasPreviousPage: boolean,
  asOfMs: number,
): Connection<Node> {
  const startCursor = edges[0]?.cursor ?? null
  const endCursor = edges.at(-1)?.cursor ?? null
  return { edges, pageInfo: { hasNextPage, hasPreviousPage, startCursor, endCursor }, asOfMs }
}

/** Under a payment the cursor is the child's own id, so a cursor of another payment or kind is known at sight. */
export function checkChildCursor(
  after: string | null | undefined,
  kind: 'refund' | 'dispute' | 'event',
  paymentId: string,
): number | undefined {
  if (after === undefined || after === null) return undefined
  const id = parseId(after)
  if (id === undefined || id.kind === 'payment' || id.kind !== kind || id.paymentId !== paymentId) {
    throw topLevelError('BAD_REQUEST', 'after is not a cursor of this list.')
  }
  return id.number
}

/** A payment's own few children, newest first, cut to a page. */
export function childPage<Child extends { readonly number: number }, Node>(
  children: readonly Child[],
  page: { readonly first: number; readonly before: number | undefined },
  toEdge: (child: Child) => { readonly node: Node; readonly cursor: string },
  asOfMs: number,
): Connection<Node> {
  const { first, before } = page
  const newestFirst = children
    .filter((child) => before === undefined || child.number < before)
    .sort((a, b) => b.number - a.number)
  return connection(newestFirst.slice(0, first).map(toEdge), newestFirst.length > first, before !== undefined, asOfMs)
}
