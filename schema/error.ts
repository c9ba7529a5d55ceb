import type { ConfigurationRefusal } from '../src/configuration/contract.ts'
import type { Refusal } from '../src/payment/command.ts'
import { builder } from './builder.ts'
import { DisputeStatusEnum } from './disputeEnums.ts'
import { PaymentActionEnum, PaymentStatusEnum } from './enums.ts'
import { describedValues } from './enumValues.ts'
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

/** Where the payment stood; a gateway or a policy has no such state. */
type State = Partial<Pick<RefusalOf<'invalid_state'>, 'status' | 'disputeStatus' | 'allowedActions'>>

/** What an error says beyond its message, where it says more. */
interface Details {
  ValidationError: undefined
  NotFoundError: undefined
  ForbiddenError: undefined
  IdempotencyConflictError: RefusalOf<'idempotency_conflict'>
  InvalidStateError: State
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

const ErrorCodeEnum = builder.enumType('ErrorCode', {
  description: 'The kind of an error, one for each type that implements Error.',
  values: describedValues<(typeof CODES)[ErrorName]>({
    VALIDATION_FAILED: 'The input is wrong by itself. Mend it and send the same key.',
    NOT_FOUND: 'There is no such object for this credential.',
    FORBIDDEN: 'This credential may not do that.',
    IDEMPOTENCY_CONFLICT: 'The key was used with another input.',
    INVALID_STATE: 'It is not accepted as things stand.',
    AMOUNT_TOO_LARGE: 'More was asked for than there is.',
    RATE_LIMITED: 'Too many requests.',
  }),
})

const ErrorInterface = builder.interfaceRef<ErrorValue>('Error')

ErrorInterface.implement({
  description: 'Why a mutation was not carried out. Nothing moved, and it is for the caller to handle.',
  fields: (t) => ({
    code: t.field({
      description: 'For branching on; it says the same as the type.',
      type: ErrorCodeEnum,
      resolve: (error) => CODES[error.__typename],
    }),
    message: t.exposeString('message', {
      description: 'For developers, in English. Not for shoppers, and not for branching on.',
    }),
    path: t.stringList({
      description: 'The field it is about, from below `input`: ["amount", "amount"]. Null where it is about none.',
      nullable: true,
      resolve: (error) => (error.path === undefined ? undefined : [...error.path]),
    }),
  }),
})

export const ValidationErrorType = builder.objectRef<ErrorOf<'ValidationError'>>('ValidationError').implement({
  description:
    'The input is wrong by itself; `path` names the field. Nothing is stored under the key: mend it and send the same key.',
  interfaces: [ErrorInterface],
})

export const NotFoundErrorType = builder.objectRef<ErrorOf<'NotFoundError'>>('NotFoundError').implement({
  description: "There is no such object. Another merchant's, another mode's and a malformed id answer alike.",
  interfaces: [ErrorInterface],
})

export const ForbiddenErrorType = builder.objectRef<ErrorOf<'ForbiddenError'>>('ForbiddenError').implement({
  description: 'This credential may not call this mutation. Nothing is stored under the key.',
  interfaces: [ErrorInterface],
})

export const IdempotencyConflictErrorType = builder
  .objectRef<ErrorOf<'IdempotencyConflictError'>>('IdempotencyConflictError')
  .implement({
    interfaces: [ErrorInterface],
    description:
      'The key was used before with another input. What the first input did stands; send the first input again, or use a new key.',
    fields: (t) => ({
      differingField: t.string({
        description: 'The first field that differs, from below `input`: "amount.amount".',
        resolve: (error) => error.detail.differingField,
      }),
    }),
  })

export const InvalidStateErrorType = builder.objectRef<ErrorOf<'InvalidStateError'>>('InvalidStateError').implement({
  description:
    'It is not accepted as things stand. Of a payment or dispute it stays the answer of that key for good, except for a confirmation without a key: use a new key when the state has changed. Gateways and policies have no keys: `message` says what stands in the way.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    status: t.field({
      description: 'Where the payment stood when it was refused; null where it is about a gateway or a policy.',
      type: PaymentStatusEnum,
      nullable: true,
      resolve: (error) => error.detail.status,
    }),
    disputeStatus: t.field({
      description: 'Where the dispute stood; null where it is not about one.',
      type: DisputeStatusEnum,
      nullable: true,
      resolve: (error) => error.detail.disputeStatus,
    }),
    allowedActions: t.field({
      description: 'What the payment would have accepted instead; empty where it is about none.',
      type: [PaymentActionEnum],
      resolve: (error) => [...(error.detail.allowedActions ?? [])],
    }),
  }),
})

export const AmountTooLargeErrorType = builder
  .objectRef<ErrorOf<'AmountTooLargeError'>>('AmountTooLargeError')
  .implement({
    interfaces: [ErrorInterface],
    description:
      'More was asked for than there is. It stays the answer of that key for good: use a new key for another amount.',
    fields: (t) => ({
      available: t.field({
        description: 'What would have been accepted; exactly this is accepted while nothing else changes.',
        type: MoneyType,
        resolve: ({ detail }) => ({ amountMinor: detail.availableMinor, currency: detail.currency }),
      }),
    }),
  })

export const RateLimitedErrorType = builder.objectRef<ErrorOf<'RateLimitedError'>>('RateLimitedError').implement({
  interfaces: [ErrorInterface],
  description: 'Too many requests. Nothing is stored: send the same key again later.',
  fields: (t) => ({
    retryAfterMs: t.int({
      description: 'How long to wait, in milliseconds.',
      resolve: (error) => error.detail.retryAfterMs,
    }),
  }),
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

/**
 * What the configuration refused. `idField` names the input's id, and `toInput` turns a path of the domain into one of
 * the input.
 */
export function configurationError(
  refusal: ConfigurationRefusal,
  idField: string,
  toInput: (path: readonly string[]) => readonly string[] = (path) => path,
): ErrorValue {
  switch (refusal.kind) {
    case 'not_found':
      return notFoundError(idField)
    case 'validation':
      // A whole sentence, as the payment's object says it.
      return {
        __typename: 'ValidationError',
        message: refusal.message,
        path: toInput(refusal.path),
        detail: undefined,
      }
    case 'invalid_state':
      return { __typename: 'InvalidStateError', message: refusal.message, detail: {} }
  }
}
