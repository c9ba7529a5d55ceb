import type { ObjectRef } from '@pothos/core'
import type { PaymentView } from '../../src/payment/view.ts'
import { builder } from '../builder.ts'
import {
  AmountTooLargeErrorType,
  type ErrorValue,
  ForbiddenErrorType,
  IdempotencyConflictErrorType,
  InvalidStateErrorType,
  NotFoundErrorType,
  RateLimitedErrorType,
  ValidationErrorType,
} from '../error.ts'
import { PaymentType } from '../payment.ts'

/** What every payload resolves from: the payment as the object answered it, and what the key meant. */
export interface PayloadValue {
  readonly __typename: string
  readonly payment: PaymentView
  readonly replayed: boolean
  readonly firstSeenAtMs: number
  /** The refund or dispute that it was about. */
  readonly number?: number
}

export type MutationResult = PayloadValue | ErrorValue

const IdempotencyType = builder.objectRef<PayloadValue>('Idempotency').implement({
  fields: (t) => ({
    replayed: t.exposeBoolean('replayed', { description: 'Whether the key had been seen before.' }),
    firstSeenAt: t.field({ type: 'DateTime', resolve: ({ firstSeenAtMs }) => firstSeenAtMs }),
  }),
})

/** `NamePayload` with `payment` and `idempotency`; further fields are added to it where the mutation is. */
export const payloadType = (name: string): ObjectRef<typeof builder.$inferSchemaTypes, PayloadValue> =>
  builder.objectRef<PayloadValue>(`${name}Payload`).implement({
    fields: (t) => ({
      payment: t.field({ type: PaymentType, resolve: ({ payment }) => payment }),
      idempotency: t.field({ type: IdempotencyType, resolve: (payload) => payload }),
    }),
  })

/** `NameResult`: the payload or one of the seven errors. */
export const resultType = (name: string, payload: ObjectRef<typeof builder.$inferSchemaTypes, PayloadValue>) =>
  builder.unionType(`${name}Result`, {
    types: [
      payload,
      ValidationErrorType,
      NotFoundErrorType,
      ForbiddenErrorType,
      IdempotencyConflictErrorType,
      InvalidStateErrorType,
      AmountTooLargeErrorType,
      RateLimitedErrorType,
    ],
    resolveType: (value) => (value as MutationResult).__typename,
  })
