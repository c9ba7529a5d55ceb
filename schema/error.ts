import type { Refusal } from '../src/payment/command.ts'
import { builder } from './builder.ts'
import { DisputeStatusEnum, PaymentActionEnum, PaymentStatusEnum } from './enums.ts'
import type { Problem } from './input/problem.ts'
import { MoneyType } from './money.ts'

const CODES = {
  ValidationError: 'VALIDATION_FAILED',
  NotFoundError: 'NOT_FOUND',
  ForbiddenError: 'FORBIDDEN',
  IdempotencyConflictError: 'IDEMPOTENCY_CONFLICT',
  InvalidStateError: 'INVALID_STATE',
  AmountTooLargeError: 'AMOUNT_TOO_LARGE',
  RateLimitedError: 'RATE_LIMITED',
} as const

type ErrorName = keyof typeof CODES
type RefusalOf<Kind extends Refusal['kind']> = Extract<Refusal, { kind: Kind }>

/** What an error says beyond its message, where it says more. */
interface Details {
  ValidationError: undefined
  NotFoundError: undefined
  ForbiddenError: undefined
  IdempotencyConflictError: RefusalOf<'idempotency_conflict'>
  InvalidStateError: RefusalOf<'invalid_state'>
  AmountTooLargeError: RefusalOf<'amount_too_large'>
  RateLimitedError: RefusalOf<'rate_limited'>
}

/** An error of a result union, as its type resolves it. */
export interface ErrorOf<Name extends ErrorName> {
  readonly __typename: Name
  readonly message: string
  readonly path?: readonly string[]
  readonly detail: Details[Name]
}

export type ErrorValue = { [Name in ErrorName]: ErrorOf<Name> }[ErrorName]

const ErrorCodeEnum = builder.enumType('ErrorCode', { values: Object.values(CODES) })

const ErrorInterface = builder.interfaceRef<ErrorValue>('Error')

ErrorInterface.implement({
  fields: (t) => ({
    code: t.field({ type: ErrorCodeEnum, resolve: (error) => CODES[error.__typename] }),
    message: t.exposeString('message'),
    path: t.stringList({
      description: 'The field it is about, from below input: ["amount", "amount"].',
      nullable: true,
      resolve: (error) => (error.path === undefined ? undefined : [...error.path]),
    }),
  }),
})

export const ValidationErrorType = builder
  .objectRef<ErrorOf<'ValidationError'>>('ValidationError')
  .implement({ interfaces: [ErrorInterface] })

export const NotFoundErrorType = builder
  .objectRef<ErrorOf<'NotFoundError'>>('NotFoundError')
  .implement({ interfaces: [ErrorInterface] })

export const ForbiddenErrorType = builder
  .objectRef<ErrorOf<'ForbiddenError'>>('ForbiddenError')
  .implement({ interfaces: [ErrorInterface] })

export const IdempotencyConflictErrorType = builder
  .objectRef<ErrorOf<'IdempotencyConflictError'>>('IdempotencyConflictError')
  .implement({
    interfaces: [ErrorInterface],
    fields: (t) => ({ differingField: t.string({ resolve: (error) => error.detail.differingField }) }),
  })

export const InvalidStateErrorType = builder.objectRef<ErrorOf<'InvalidStateError'>>('InvalidStateError').implement({
  interfaces: [ErrorInterface],
  fields: (t) => ({
    status: t.field({ type: PaymentStatusEnum, resolve: (error) => error.detail.status }),
    disputeStatus: t.field({
      type: DisputeStatusEnum,
      nullable: true,
      resolve: (error) => error.detail.disputeStatus,
    }),
    allowedActions: t.field({ type: [PaymentActionEnum], resolve: (error) => [...error.detail.allowedActions] }),
  }),
})

export const AmountTooLargeErrorType = builder
  .objectRef<ErrorOf<'AmountTooLargeError'>>('AmountTooLargeError')
  .implement({
    interfaces: [ErrorInterface],
    fields: (t) => ({
      available: t.field({
        type: MoneyType,
        resolve: ({ detail }) => ({ amountMinor: detail.availableMinor, currency: detail.currency }),
      }),
    }),
  })

export const RateLimitedErrorType = builder.objectRef<ErrorOf<'RateLimitedError'>>('RateLimitedError').implement({
  interfaces: [ErrorInterface],
  fields: (t) => ({ retryAfterMs: t.int({ resolve: (error) => error.detail.retryAfterMs }) }),
})

export const validationError = ({ path, message }: Problem): ErrorValue => ({
  __typename: 'ValidationError',
  message: `${path.join('.')} ${message}`,
  path,
  detail: undefined,
})

export const forbiddenError = (message: string): ErrorValue => ({
  __typename: 'ForbiddenError',
  message,
  detail: undefined,
})

/** Another merchant's, another mode's, another kind's and a malformed id are answered in the same words. */
export const notFoundError = (path: string): ErrorValue => ({
  __typename: 'NotFoundError',
  message: 'There is no such object.',
  path: [path],
  detail: undefined,
})

/** What the payment's object refused, as the error of the public contract. `idField` names the input's id. */
export function refusalError(refusal: Refusal, idField: string): ErrorValue {
  switch (refusal.kind) {
    case 'not_found':
      return notFoundError(idField)
    case 'validation':
      // The object says it in a whole sentence; what inputs say begins with the field.
      return { __typename: 'ValidationError', message: refusal.message, path: refusal.path, detail: undefined }
    case 'idempotency_conflict':
      return {
        __typename: 'IdempotencyConflictError',
        message: `This idempotency key was used with another ${refusal.differingField}.`,
        path: ['idempotencyKey'],
        detail: refusal,
      }
    case 'invalid_state':
      return { __typename: 'InvalidStateError', message: refusal.message, detail: refusal }
    case 'amount_too_large':
      return {
        __typename: 'AmountTooLargeError',
        message: 'The amount is more than what is available.',
        path: ['amount', 'amount'],
        detail: refusal,
      }
    case 'rate_limited':
      return { __typename: 'RateLimitedError', message: 'Too many requests. Try again later.', detail: refusal }
  }
}
