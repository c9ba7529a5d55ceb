import {
  type DocumentNode,
  type GraphQLCompositeType,
  type GraphQLError,
  type GraphQLSchema,
  isObjectType,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql'
import { topLevelError } from '../../../schema/problem.ts'
import type { Identity } from '../../vault/contract.ts'

type Reader = 'client' | 'publishable' | 'anonymous'

/** What a client secret may select, by type. Payloads and errors are free; a type that is not here is closed. */
const CLIENT: Readonly<Record<string, ReadonlySet<string> | 'all'>> = {
  Query: new Set(['node', 'payment', 'paymentMethods']),
  Subscription: new Set(['payment', 'paymentEvents']),
  Node: new Set(['id']),
  Payment: new Set([
    'id',
    'mode',
    'status',
    'amount',
    'amountCaptured',
    'amountRefunded',
    'captureMethod',
    'allowedActions',
    'nextAction',
    'nextCheckAt',
    'failure',
    'paymentMethod',
    'description',
    'events',
    'createdAt',
    'updatedAt',
    'expiresAt',
    'storedMethods',
  ]),
  OfferedMethods: 'all',
  OfferedMethod: 'all',
  PaymentFailure: new Set(['code', 'message', 'retryable']),
  PaymentEvent: new Set(['id', 'mode', 'seq', 'version', 'type', 'occurredAt', 'payment']),
  PaymentEventConnection: 'all',
  PaymentEventEdge: 'all',
  PageInfo: 'all',
  Money: 'all',
  PaymentMethodOption: 'all',
  CardDetails: 'all',
  RedirectAction: 'all',
  ThreeDSChallengeAction: 'all',
  Idempotency: 'all',
  ConfirmPaymentPayload: 'all',
  Error: 'all',
}

/** The same for a publishable key, which every visitor of the shop has: what the checkout shows before there is a payment. */
const PUBLISHABLE: Readonly<Record<string, ReadonlySet<string> | 'all'>> = {
  Query: new Set(['paymentMethods']),
  PaymentMethodOption: 'all',
}

const readerOf = (identity: Identity | undefined): Reader | undefined => {
  if (identity === undefined) return 'anonymous'
  return identity.kind === 'client' || identity.kind === 'publishable' ? identity.kind : undefined
}

/**
 * Before anything is executed: whether this credential may select what the document selects. Fields below a mutation that
 * the credential may not call are left alone, for that mutation answers ForbiddenError by itself.
 */
export function checkSelection(schema: GraphQLSchema, document: DocumentNode, identity: Identity | undefined): void {
  const reader = readerOf(identity)
  if (reader === undefined) return
  const typeInfo = new TypeInfo(schema)
  visit(
    document,
    visitWithTypeInfo(typeInfo, {
      Field(node) {
        const parent = typeInfo.getParentType()
        const name = node.name.value
        if (!parent || name === '__typename') return undefined
        if (reader === 'anonymous' && isRoot(schema, parent) && !name.startsWith('__')) throw unauthenticated()
        if (parent === schema.getMutationType())
          return reader === 'client' && name === 'confirmPayment' ? undefined : false
        if (!mayRead(reader, parent, name)) {
          throw topLevelError('FORBIDDEN', `This credential may not select ${parent.name}.${name}.`, 403)
        }
        return undefined
      },
    }),
  )
}

function mayRead(reader: Reader, parent: GraphQLCompositeType, field: string): boolean {
  if (field.startsWith('__') || parent.name.startsWith('__')) return true
  if (reader === 'anonymous') return false
  if (reader === 'publishable') return isIn(PUBLISHABLE[parent.name], field)
  const isError = isObjectType(parent) && parent.getInterfaces().some(({ name }) => name === 'Error')
  return isError || isIn(CLIENT[parent.name], field)
}

const isIn = (allowed: ReadonlySet<string> | 'all' | undefined, field: string): boolean =>
  allowed === 'all' || (allowed?.has(field) ?? false)

const isRoot = (schema: GraphQLSchema, type: GraphQLCompositeType): boolean =>
  type === schema.getQueryType() || type === schema.getMutationType() || type === schema.getSubscriptionType()

export const unauthenticated = (): GraphQLError =>
  topLevelError('UNAUTHENTICATED', 'A valid key is needed: Authorization: Bearer …', 401)
