/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
export type AddressInput = {
  city?: string | null | undefined;
  /** ISO 3166-1 alpha-2. */
  country?: string | null | undefined;
  line1?: string | null | undefined;
  line2?: string | null | undefined;
  postalCode?: string | null | undefined;
  state?: string | null | undefined;
};

export type CaptureMethod =
  | 'AUTOMATIC'
  | 'MANUAL';

export type CapturePaymentInput = {
  /** All that remains when omitted. */
  amount?: MoneyInput | null | undefined;
  /** True by default: nothing more will be captured. */
  finalCapture?: boolean | null | undefined;
  idempotencyKey: string;
  paymentId: string;
};

export type CreatePaymentInput = {
  amount: MoneyInput;
  billingAddress?: AddressInput | null | undefined;
  /** AUTOMATIC by default. */
  captureMethod?: CaptureMethod | null | undefined;
  confirm?: boolean | null | undefined;
  customer?: CustomerInput | null | undefined;
  description?: string | null | undefined;
  idempotencyKey: string;
  metadata?: Record<string, unknown> | null | undefined;
  paymentMethod?: PaymentMethodInput | null | undefined;
  reference?: string | null | undefined;
  returnUrl?: string | null | undefined;
  shippingAddress?: AddressInput | null | undefined;
};

export type CustomerInput = {
  email?: string | null | undefined;
  name?: string | null | undefined;
  phone?: string | null | undefined;
  reference?: string | null | undefined;
};

export type ErrorCode =
  | 'AMOUNT_TOO_LARGE'
  | 'FORBIDDEN'
  | 'IDEMPOTENCY_CONFLICT'
  | 'INVALID_STATE'
  | 'NOT_FOUND'
  | 'RATE_LIMITED'
  | 'VALIDATION_FAILED';

export type MoneyInput = {
  amount: string;
  currency: string;
};

export type PaymentAction =
  | 'CANCEL'
  | 'CAPTURE'
  | 'CONFIRM'
  | 'REFUND';

export type PaymentEventType =
  | 'ACTION_COMPLETED'
  | 'ACTION_REQUIRED'
  | 'ATTEMPT_ENDED'
  | 'ATTEMPT_STARTED'
  | 'AUTHORIZATION_RELEASED'
  | 'CANCEL_FAILED'
  | 'CANCEL_STARTED'
  | 'CAPTURE_FAILED'
  | 'CAPTURE_STARTED'
  | 'CAPTURE_SUCCEEDED'
  | 'COMPENSATED'
  | 'DISPUTE_CLOSED'
  | 'DISPUTE_OPENED'
  | 'DISPUTE_RESPONSE_STARTED'
  | 'DISPUTE_UPDATED'
  | 'GATEWAY_MESSAGE_IGNORED'
  | 'OUTCOME_RESOLVED'
  | 'OUTCOME_UNKNOWN'
  | 'PAYMENT_AUTHORIZED'
  | 'PAYMENT_CANCELED'
  | 'PAYMENT_CREATED'
  | 'PAYMENT_DECLINED'
  | 'PAYMENT_EXPIRED'
  | 'PAYMENT_FAILED'
  | 'REFUND_CREATED'
  | 'REFUND_FAILED'
  | 'REFUND_SUCCEEDED';

export type PaymentMethodInput = {
  /** As the vault made it: tok_… */
  token: string;
};

export type PaymentStatus =
  | 'AUTHORIZED'
  | 'CANCELED'
  | 'CAPTURED'
  | 'EXPIRED'
  | 'FAILED'
  | 'PARTIALLY_CAPTURED'
  | 'PROCESSING'
  | 'REQUIRES_ACTION'
  | 'REQUIRES_PAYMENT_METHOD';

export type RefundPaymentInput = {
  /** All that remains when omitted. */
  amount?: MoneyInput | null | undefined;
  idempotencyKey: string;
  paymentId: string;
  reason?: string | null | undefined;
};

export type RefundStatus =
  | 'FAILED'
  | 'PENDING'
  | 'SUCCEEDED';

export type CapturePaymentMutationVariables = Exact<{
  input: CapturePaymentInput;
}>;


export type CapturePaymentMutation = { capturePayment:
    | { __typename: 'AmountTooLargeError', code: ErrorCode, message: string, path: Array<string> | null }
    | { __typename: 'CapturePaymentPayload', payment: { id: string, status: PaymentStatus } }
    | { __typename: 'ForbiddenError', code: ErrorCode, message: string, path: Array<string> | null }
    | { __typename: 'IdempotencyConflictError', code: ErrorCode, message: string, path: Array<string> | null }
    | { __typename: 'InvalidStateError', code: ErrorCode, message: string, path: Array<string> | null }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string, path: Array<string> | null }
    | { __typename: 'RateLimitedError', code: ErrorCode, message: string, path: Array<string> | null }
    | { __typename: 'ValidationError', code: ErrorCode, message: string, path: Array<string> | null }
   };

export type CreatePaymentMutationVariables = Exact<{
  input: CreatePaymentInput;
}>;


export type CreatePaymentMutation = { createPayment:
    | { __typename: 'AmountTooLargeError', code: ErrorCode, message: string, path: Array<string> | null }
    | { __typename: 'CreatePaymentPayload', clientSecret: string, payment: { id: string, status: PaymentStatus } }
    | { __typename: 'ForbiddenError', code: ErrorCode, message: string, path: Array<string> | null }
    | { __typename: 'IdempotencyConflictError', code: ErrorCode, message: string, path: Array<string> | null }
    | { __typename: 'InvalidStateError', code: ErrorCode, message: string, path: Array<string> | null }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string, path: Array<string> | null }
    | { __typename: 'RateLimitedError', code: ErrorCode, message: string, path: Array<string> | null }
    | { __typename: 'ValidationError', code: ErrorCode, message: string, path: Array<string> | null }
   };

export type PaymentQueryVariables = Exact<{
  id: string;
}>;


export type PaymentQuery = { payment: { id: string, status: PaymentStatus, allowedActions: Array<PaymentAction>, amountAuthorized: { amount: string }, amountCaptured: { amount: string }, amountRefunded: { amount: string }, amountCapturable: { amount: string, currency: string }, amountRefundable: { amount: string, currency: string }, events: { nodes: Array<{ seq: number, data: Record<string, unknown> }> } } | null };

export type PaymentEventsSubscriptionVariables = Exact<{
  paymentId: string;
  after?: number | null | undefined;
}>;


export type PaymentEventsSubscription = { paymentEvents: { seq: number, type: PaymentEventType, occurredAt: string, payment: { status: PaymentStatus, failure: { code: string, message: string } | null, nextAction:
        | { __typename: 'RedirectAction', url: string }
        | { __typename: 'ThreeDSChallengeAction', url: string }
       | null } } };

export type RefundPaymentMutationVariables = Exact<{
  input: RefundPaymentInput;
}>;


export type RefundPaymentMutation = { refundPayment:
    | { __typename: 'AmountTooLargeError', code: ErrorCode, message: string, path: Array<string> | null }
    | { __typename: 'ForbiddenError', code: ErrorCode, message: string, path: Array<string> | null }
    | { __typename: 'IdempotencyConflictError', code: ErrorCode, message: string, path: Array<string> | null }
    | { __typename: 'InvalidStateError', code: ErrorCode, message: string, path: Array<string> | null }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string, path: Array<string> | null }
    | { __typename: 'RateLimitedError', code: ErrorCode, message: string, path: Array<string> | null }
    | { __typename: 'RefundPaymentPayload', refund: { id: string, status: RefundStatus }, payment: { id: string, status: PaymentStatus } }
    | { __typename: 'ValidationError', code: ErrorCode, message: string, path: Array<string> | null }
   };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}

export const CapturePaymentDocument = new TypedDocumentString(`
    mutation CapturePayment($input: CapturePaymentInput!) {
  capturePayment(input: $input) {
    __typename
    ... on CapturePaymentPayload {
      payment {
        id
        status
      }
    }
    ... on Error {
      code
      message
      path
    }
  }
}
    `) as unknown as TypedDocumentString<CapturePaymentMutation, CapturePaymentMutationVariables>;
export const CreatePaymentDocument = new TypedDocumentString(`
    mutation CreatePayment($input: CreatePaymentInput!) {
  createPayment(input: $input) {
    __typename
    ... on CreatePaymentPayload {
      clientSecret
      payment {
        id
        status
      }
    }
    ... on Error {
      code
      message
      path
    }
  }
}
    `) as unknown as TypedDocumentString<CreatePaymentMutation, CreatePaymentMutationVariables>;
export const PaymentDocument = new TypedDocumentString(`
    query Payment($id: ID!) {
  payment(id: $id) {
    id
    status
    allowedActions
    amountAuthorized {
      amount
    }
    amountCaptured {
      amount
    }
    amountRefunded {
      amount
    }
    amountCapturable {
      amount
      currency
    }
    amountRefundable {
      amount
      currency
    }
    events(first: 100) {
      nodes {
        seq
        data
      }
    }
  }
}
    `) as unknown as TypedDocumentString<PaymentQuery, PaymentQueryVariables>;
export const PaymentEventsDocument = new TypedDocumentString(`
    subscription PaymentEvents($paymentId: ID!, $after: Int) {
  paymentEvents(paymentId: $paymentId, after: $after) {
    seq
    type
    occurredAt
    payment {
      status
      failure {
        code
        message
      }
      nextAction {
        __typename
        ... on RedirectAction {
          url
        }
        ... on ThreeDSChallengeAction {
          url
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<PaymentEventsSubscription, PaymentEventsSubscriptionVariables>;
export const RefundPaymentDocument = new TypedDocumentString(`
    mutation RefundPayment($input: RefundPaymentInput!) {
  refundPayment(input: $input) {
    __typename
    ... on RefundPaymentPayload {
      refund {
        id
        status
      }
      payment {
        id
        status
      }
    }
    ... on Error {
      code
      message
      path
    }
  }
}
    `) as unknown as TypedDocumentString<RefundPaymentMutation, RefundPaymentMutationVariables>;