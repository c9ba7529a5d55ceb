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

/** What fields that every node has say of themselves. */
export const NODE_FIELDS = {
  id: 'A readable id that is unique everywhere; `node(id:)` takes it. Treat what follows the prefix as opaque.',
  mode: 'TEST or LIVE, as the key that the payment was made with.',
  updatedAt: 'When it last changed.',
} as const

/**
 * Readable ids are the global ids, and connections only go forward, so of Relay's conventions no more is needed than
 * these few types: the relay plugin encodes ids and adds `last` and `before`.
 */
export const NodeInterface = builder.interfaceRef<NodeValue>('Node').implement({
  description: 'An object with an id of its own: a payment or anything that belongs to one.',
  resolveType: (value) => ('__typename' in value ? value.__typename : 'Payment'),
  fields: (t) => ({ id: t.id({ description: NODE_FIELDS.id, resolve: unimplemented }) }),
})

function unimplemented(): never {
  throw new Error('every node type resolves its own id')
}

const PageInfoType = builder.objectRef<Connection<unknown>['pageInfo']>('PageInfo').implement({
  description: 'Where a page stands in its list, as Relay has it. Lists go forward only.',
  fields: (t) => ({
    hasNextPage: t.exposeBoolean('hasNextPage', { description: 'Whether `after: endCursor` has more.' }),
    hasPreviousPage: t.exposeBoolean('hasPreviousPage', {
      description: 'Whether the page was asked for with `after`.',
    }),
    startCursor: t.exposeString('startCursor', {
      description: 'The cursor of the first edge; null on an empty page.',
      nullable: true,
    }),
    endCursor: t.exposeString('endCursor', {
      description: 'The cursor of the last edge, for the next `after`; null on an empty page.',
      nullable: true,
    }),
  }),
})

/** `NameConnection` and `NameEdge`. With `asOf` it says for which moment the page is true. */
export function connectionType<Node>(
  name: string,
  type: OutputRef<Node>,
  { asOf }: { readonly asOf: boolean } = { asOf: true },
) {
  const noun = name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
  const edge = builder.objectRef<Connection<Node>['edges'][number]>(`${name}Edge`).implement({
    description: `A ${noun} and its place in the list.`,
    fields: (t) => ({
      cursor: t.exposeString('cursor', { description: 'Opaque; hand it back as `after` to read on from here.' }),
      node: t.field({ description: `The ${noun} itself.`, type, resolve: ({ node }) => node as never }),
    }),
  })
  const ref = builder.objectRef<Connection<Node>>(`${name}Connection`).implement({
    description: `A page of ${noun}s.`,
    fields: (t) => ({
      edges: t.field({ description: `The ${noun}s with their cursors.`, type: [edge], resolve: ({ edges }) => edges }),
      nodes: t.field({
        description: `The ${noun}s without their cursors.`,
        type: [type],
        resolve: ({ edges }) => edges.map(({ node }) => node) as never,
      }),
      pageInfo: t.field({
        description: 'Whether there is more, and from where.',
        type: PageInfoType,
        resolve: ({ pageInfo }) => pageInfo,
      }),
    }),
  })
  if (asOf) {
    builder.objectField(ref, 'asOf', (t) =>
      t.field({
        description:
          'The moment that the page is true for. Of a top-level list the commit time of the newest event that it has taken in: that event is there, while an older one of another payment may still be on its way. Under a payment the moment of reading.',
        type: 'DateTime',
        resolve: ({ asOfMs }) => asOfMs,
      }),
    )
  }
  return ref
}
