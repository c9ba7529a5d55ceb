import { FAILURES, type Failure } from '../src/gateway/failure.ts'
import { builder } from './builder.ts'
import { FailureCategoryEnum } from './enums.ts'

export const PaymentFailureType = builder.objectRef<Failure>('PaymentFailure').implement({
  description: 'Why an attempt, capture or refund did not succeed.',
  fields: (t) => ({
    code: t.exposeString('code'),
    message: t.string({
      description: 'For the shopper, as plain text. Languages that are not translated yet answer in English.',
      args: { locale: t.arg.string() },
      resolve: (failure) => FAILURES[failure.code].message,
    }),
    category: t.field({ type: FailureCategoryEnum, resolve: (failure) => failure.category }),
    retryable: t.exposeBoolean('retryable', {
      description: 'Whether the same request may succeed later without anything being mended.',
    }),
    gatewayCode: t.string({ nullable: true, resolve: (failure) => failure.gatewayCode }),
  }),
})
