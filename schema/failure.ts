import {
  type Failure,
  type FailureActor,
  type FailureCategory,
  type FailureRetry,
  isUnmapped,
  leafOf,
} from '../src/failure/failure.ts'
import { messageOf } from '../src/failure/message.ts'
import { localeFor } from '../src/locale.ts'
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

const FailureRetryEnum = builder.enumType('FailureRetry', {
  description: 'What may help where a payment, capture or refund did not succeed.',
  values: {
    SAME_REQUEST: { value: 'same_request', description: 'The same request may succeed as it is, soon.' },
    LATER: { value: 'later', description: 'The same card may succeed at another time.' },
    CORRECT_DETAILS: {
      value: 'correct_details',
      description: 'The same card may succeed once it is entered correctly.',
    },
    AUTHENTICATE: { value: 'authenticate', description: 'The same card may succeed with 3-D Secure.' },
    ANOTHER_METHOD: { value: 'another_method', description: 'Another card or wallet may succeed.' },
    NEVER: {
      value: 'never',
      description: 'Refused for good: this card is not tried again for the payment. Another one may succeed.',
    },
    AFTER_CHANGE: { value: 'after_change', description: 'Merchant or operator have to mend something first.' },
  } as const satisfies Record<Uppercase<FailureRetry>, { value: FailureRetry; description: string }>,
})

const FailureActorEnum = builder.enumType('FailureActor', {
  description: 'Who can do something about a failure.',
  values: {
    SHOPPER: { value: 'shopper', description: 'The shopper: another card, other details, a call to the bank.' },
    MERCHANT: {
      value: 'merchant',
      description: "The merchant: an order, a rule or its account in the gateway's dashboard.",
    },
    OPERATOR: {
      value: 'operator',
      description: 'Whoever runs Turnpike: gateway accounts, credentials, routing, a mapping.',
    },
    ISSUER: { value: 'issuer', description: "The shopper's bank, by itself." },
    GATEWAY: { value: 'gateway', description: 'The gateway, by itself.' },
    NOBODY: { value: 'nobody', description: 'Nobody needs to, or can.' },
  } as const satisfies Record<Uppercase<FailureActor>, { value: FailureActor; description: string }>,
})

export const PaymentFailureType = builder.objectRef<Failure>('PaymentFailure').implement({
  description:
    'Why an attempt, capture or refund did not succeed. A failure is an answer about the card or the gateway, not an error of the API.',
  fields: (t) => ({
    code: t.exposeString('code', {
      description:
        'One code of the taxonomy in docs/error-codes.md, such as `insufficient_funds`. More are added over time, so treat one that you do not know by its `category`.',
    }),
    message: t.string({
      description:
        'For the shopper, as plain text, never HTML. In the language asked for; in English where that is none of those there are (docs/widget.md lists them).',
      args: { locale: t.arg.string({ description: 'A BCP 47 language tag such as `de` or `pt-BR`.' }) },
      resolve: (failure, { locale }) => messageOf(failure.code, localeFor(locale == null ? [] : [locale])),
    }),
    operatorMessage: t.string({
      description:
        'For merchant and operator: what it means and what to do. Not for shoppers, as it may speak of suspicion; null for client secrets.',
      nullable: true,
      resolve: (failure, _args, { identity }) =>
        identity === undefined || identity.kind === 'client' ? null : leafOf(failure.code).operatorMessage,
    }),
    category: t.field({
      description: 'The kind of failure; branch on this where `code` is too fine.',
      type: FailureCategoryEnum,
      resolve: (failure) => failure.category,
    }),
    retry: t.field({
      description: 'What may help.',
      type: FailureRetryEnum,
      resolve: (failure) => leafOf(failure.code).retry,
    }),
    actor: t.field({
      description: 'Who can do something about it.',
      type: FailureActorEnum,
      resolve: (failure) => leafOf(failure.code).actor,
    }),
    retryable: t.exposeBoolean('retryable', {
      description: 'Whether the same request may succeed later without anything being mended.',
    }),
    unmapped: t.boolean({
      description:
        "Whether the gateway's own code is not in our map. `gatewayCode` keeps it; it is never taken to be retryable.",
      resolve: (failure) => isUnmapped(failure),
    }),
    gatewayCode: t.string({
      description: "The gateway's own code as it came, at most 64 characters, for support. Not for branching on.",
      nullable: true,
      resolve: (failure) => failure.gatewayCode,
    }),
  }),
})
