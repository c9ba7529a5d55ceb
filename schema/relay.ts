import type { OutputRef } from '@pothos/core'
import type { PaymentView } from '../src/payment/view.ts'
import type { AttemptNode, CaptureNode } from './attempt.ts'
import { builder } from './builder.ts'
import type { Connection } from './connection.ts'
import type { DisputeNode } from './dispute.ts'
import type { EventNode } from './event.ts'
import type { RefundNode } from './refund.ts'

/** What `node(id:)` may answer. A payment's view carries no type name of its own: it crosses from the object as it is. */
export type NodeValue = PaymentView | RefundNode | DisputeNode | CaptureNode | AttemptNode | EventNode

/**
 * Readable ids are the global ids, and connections only go forward, so of Relay's conventions no more is needed than
 * these few types: the relay plugin encodes ids and adds `last` and `before`.
 */
export const NodeInterface = builder.interfaceRef<NodeValue>('Node').implement({
  resolveType: (value) => ('__typename' in value ? value.__typename : 'Payment'),
  fields: (t) => ({ id: t.id({ resolve: unimplemented }) }),
})

function unimplemented(): never {
  throw new Error('every node type resolves its own id')
}

const PageInfoType = builder.objectRef<Connection<unknown>['pageInfo']>('PageInfo').implement({
  fields: (t) => ({
    hasNextPage: t.exposeBoolean('hasNextPage'),
    hasPreviousPage: t.exposeBoolean('hasPreviousPage'),
    startCursor: t.exposeString('startCursor', { nullable: true }),
    endCursor: t.exposeString('endCursor', { nullable: true }),
  }),
})

/** `NameConnection` and `NameEdge`. With `asOf` it says for which moment the page is true. */
export function connectionType<Node>(
  name: string,
  type: OutputRef<Node>,
  { asOf }: { readonly asOf: boolean } = { asOf: true },
) {
  const edge = builder.objectRef<Connection<Node>['edges'][number]>(`${name}Edge`).implement({
    fields: (t) => ({
      cursor: t.exposeString('cursor'),
      node: t.field({ type, resolve: ({ node }) => node as never }),
    }),
  })
  const ref = builder.objectRef<Connection<Node>>(`${name}Connection`).implement({
    fields: (t) => ({
      edges: t.field({ type: [edge], resolve: ({ edges }) => edges }),
      /** The edges' nodes without their cursors, for readers who need no more. */
      nodes: t.field({ type: [type], resolve: ({ edges }) => edges.map(({ node }) => node) as never }),
      pageInfo: t.field({ type: PageInfoType, resolve: ({ pageInfo }) => pageInfo }),
    }),
  })
  if (asOf) {
    builder.objectField(ref, 'asOf', (t) => t.field({ type: 'DateTime', resolve: ({ asOfMs }) => asOfMs }))
  }
  return ref
}
