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

export const IdempotencyType = builder
  .objectRef<Pick<PayloadValue, 'replayed' | 'firstSeenAtMs'>>('Idempotency')
  .implement({
    description: 'What the idempotency key meant.',
    fields: (t) => ({
      replayed: t.exposeBoolean('replayed', {
        description:
          'Whether the key had been seen before: nothing was done again, and the outcome is that of the first request, while the fields of the objects show the present.',
      }),
      firstSeenAt: t.field({
        description: 'When the key was first used.',
        type: 'DateTime',
        resolve: ({ firstSeenAtMs }) => firstSeenAtMs,
      }),
    }),
  })

const PAYLOAD = 'The request was carried out, or had been before. That is not yet success: a decline is told here too.'

/** `NamePayload` with `payment` and `idempotency`; further fields are added to it where the mutation is. */
export const payloadType = (name: string): ObjectRef<typeof builder.$inferSchemaTypes, PayloadValue> =>
  builder.objectRef<PayloadValue>(`${name}Payload`).implement({
    description: PAYLOAD,
    fields: (t) => ({
      payment: t.field({
        description: 'The payment as it is now. Its `status` and `failure` tell a decline.',
        type: PaymentType,
        resolve: ({ payment }) => payment,
      }),
      idempotency: t.field({
        description: 'Whether this was the first request with the key.',
        type: IdempotencyType,
        resolve: (payload) => payload,
      }),
    }),
  })

/** `NameResult`: the payload or one of the seven errors. */
export const resultType = <Payload extends { readonly __typename: string }>(
  name: string,
  payload: ObjectRef<typeof builder.$inferSchemaTypes, Payload>,
) =>
  builder.unionType(`${name}Result`, {
    description: 'The payload, or one of the seven errors.',
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
    resolveType: (value) => (value as Payload | ErrorValue).__typename,
  })
