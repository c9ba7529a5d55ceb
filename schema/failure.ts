import { FAILURES, type Failure, type FailureCategory } from '../src/gateway/failure.ts'
import { builder } from './builder.ts'
import { describedValues } from './enumValues.ts'

const FailureCategoryEnum = builder.enumType('FailureCategory', {
  description: 'What kind of failure it is, and so what may help.',
  values: describedValues<FailureCategory>({
    ISSUER_DECLINED: "The shopper's bank refused, often without saying why. Another card may work.",
    INSUFFICIENT_FUNDS: 'The card has too little money or credit.',
    INVALID_CARD: 'The card or its token cannot be used: expired, wrong security code, or already used.',
    AUTHENTICATION_FAILED: 'The shopper did not pass 3-D Secure.',
    SUSPECTED_FRAUD: 'Refused as suspected fraud. Do not tell the shopper; `message` does not either.',
    GATEWAY_UNAVAILABLE: 'No gateway processed it. What may be held is being released.',
    CONFIGURATION: 'The gateway account or the set-up is wrong, or no gateway is enabled; the merchant has to mend it.',
  }),
})

export const PaymentFailureType = builder.objectRef<Failure>('PaymentFailure').implement({
  description:
    'Why an attempt, capture or refund did not succeed. A failure is an answer about the card or the gateway, not an error of the API.',
  fields: (t) => ({
    code: t.exposeString('code', {
      description: `One of ${Object.keys(FAILURES).join(', ')}. More may be added.`,
    }),
    message: t.string({
      description:
        'For the shopper, as plain text, never HTML. Languages that are not translated yet answer in English.',
      args: { locale: t.arg.string({ description: 'A BCP 47 language tag such as `de` or `pt-BR`.' }) },
      resolve: (failure) => FAILURES[failure.code].message,
    }),
    category: t.field({
      description: 'The kind of failure; branch on this where `code` is too fine.',
      type: FailureCategoryEnum,
      resolve: (failure) => failure.category,
    }),
    retryable: t.exposeBoolean('retryable', {
      description: 'Whether the same request may succeed later without anything being mended.',
    }),
    gatewayCode: t.string({
      description: "The gateway's own code as it came, at most 64 characters, for support. Not for branching on.",
      nullable: true,
      resolve: (failure) => failure.gatewayCode,
    }),
  }),
})
