/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** What 3-D Secure wants to know of the shopper's browser, under EMVCo's names. The widget fills it in; texts are at most 2,048 characters, numbers at most 999,999. */
export type BrowserInput = {
  /** The Accept header that the browser sends. */
  browserAcceptHeader?: string | null | undefined;
  /** `screen.colorDepth`, in bits. */
  browserColorDepth?: number | null | undefined;
  /** The shopper's address, IPv4 or IPv6. */
  browserIP?: string | null | undefined;
  /** `navigator.javaEnabled()`. */
  browserJavaEnabled?: boolean | null | undefined;
  /** Whether the browser runs JavaScript. */
  browserJavascriptEnabled?: boolean | null | undefined;
  /** `navigator.language`, a BCP 47 tag. */
  browserLanguage?: string | null | undefined;
  /** `screen.height`, in pixels. */
  browserScreenHeight?: number | null | undefined;
  /** `screen.width`, in pixels. */
  browserScreenWidth?: number | null | undefined;
  /** Minutes from local time to UTC, as `getTimezoneOffset()` has them: -60 in Berlin in winter. */
  browserTZ?: number | null | undefined;
  /** The User-Agent header that the browser sends. */
  browserUserAgent?: string | null | undefined;
  /** How large the issuer's question is to be: 01 is 250x400 pixels, 02 is 390x400, 03 is 500x600, 04 is 600x400, 05 the whole window. As the routing rule says when omitted, else 02. */
  challengeWindowSize?: string | null | undefined;
};

/** What to pay with, for a payment that waits for it. */
export type ConfirmPaymentInput = {
  /** For 3-D Secure; without it challenges are more likely. */
  browser?: BrowserInput | null | undefined;
  /** 1 to 255 printable ASCII characters; needed with a stored method. Without one the token, or the method, is the key: the same one joins or replays the attempt, and no refusal is stored. */
  idempotencyKey?: string | null | undefined;
  /** CUSTOMER when omitted. MERCHANT charges a stored method without the shopper: no challenge is possible, and where the issuer wants one the payment waits in REQUIRES_PAYMENT_METHOD with the failure `authentication_required`. */
  initiatedBy?: PaymentInitiator | null | undefined;
  /** As `createPayment` answered it; it begins with pay_. */
  paymentId: string;
  /** The card to try, or another method. */
  paymentMethod: PaymentMethodInput;
  /** Where the shopper comes back to after a redirect; the one of `createPayment` when omitted. The same rules apply. */
  returnUrl?: string | null | undefined;
  /** Stores the card of `paymentMethod.token` once it is approved. */
  savePaymentMethod?: SavePaymentMethodInput | null | undefined;
};

/** What the shopper agreed to. Networks and courts ask for it. */
export type ConsentInput = {
  /** When. */
  agreedAt: string;
  /** Which version of your text they agreed to. At most 100 characters. */
  textVersion: string;
};

/** The kind of an error, one for each type that implements Error. */
export type ErrorCode =
  /** More was asked for than there is. */
  | 'AMOUNT_TOO_LARGE'
  /** This credential may not do that. */
  | 'FORBIDDEN'
  /** The key was used with another input. */
  | 'IDEMPOTENCY_CONFLICT'
  /** It is not accepted as things stand. */
  | 'INVALID_STATE'
  /** There is no such object for this credential. */
  | 'NOT_FOUND'
  /** Too many requests. */
  | 'RATE_LIMITED'
  /** The input is wrong by itself. Mend it and send the same key. */
  | 'VALIDATION_FAILED';

/** Whether money is real. The key decides it; objects of one mode do not exist for the credentials of the other. */
export type Mode =
  /** Real cards and real money. */
  | 'LIVE'
  /** Test data: test keys, test gateway accounts, no real money. */
  | 'TEST';

/** On whose initiative a payment is made. */
export type PaymentInitiator =
  /** The shopper is there. */
  | 'CUSTOMER'
  /** The merchant charges what was agreed before, and nobody is there. */
  | 'MERCHANT';

/** What the shopper does to pay. */
export type PaymentMethodFlow =
  /** Approves in an app. */
  | 'APP'
  /** Enters or approves something on the page itself. */
  | 'INLINE'
  /** Scans a code, or opens it on the same telephone. */
  | 'QR'
  /** Is sent to another page and comes back. */
  | 'REDIRECT'
  /** Takes a reference, a slip or an account away and pays to it later. */
  | 'VOUCHER';

/** What to pay with: the token of a card, or the type of another method. */
export type PaymentMethodInput = {
  /** With `stored`: a token of the security code alone, which the shopper entered for this payment. `POST /tokens` makes it of `{ "cvc", "paymentMethod": "pm_…" }`. */
  cvcToken?: string | null | undefined;
  /** A stored payment method in the place of a token: pm_…. It pays as often as it is asked to; one that is gone is an INVALID_CARD failure. */
  stored?: string | null | undefined;
  /** A card as the vault made it: tok_…. It is good for one payment and 15 minutes, and used up once an attempt ends approved, declined or with an action. A malformed one is a ValidationError; one that the vault refuses is an INVALID_CARD failure. */
  token?: string | null | undefined;
  /** CARD when omitted. With another one there is no token: the shopper is sent to the gateway. */
  type?: PaymentMethodType | null | undefined;
};

/** What a shopper pays with. */
export type PaymentMethodType =
  /** Apple Pay, by the vault's token of what the wallet gave. */
  | 'APPLE_PAY'
  /** Bancontact: the shopper approves at the bank and comes back. */
  | 'BANCONTACT'
  /** A card, by the vault's token. */
  | 'CARD'
  /** EPS: the shopper approves at the bank and comes back. */
  | 'EPS'
  /** Google Pay, by the vault's token of what the wallet gave. */
  | 'GOOGLE_PAY'
  /** iDEAL: the shopper approves at the bank and comes back. */
  | 'IDEAL'
  /** Przelewy24: the shopper approves at the bank and comes back. */
  | 'P24'
  /** A PayPal account: the shopper approves at PayPal and comes back. */
  | 'PAYPAL';

/** What the shopper agreed that a stored method is for. */
export type PaymentMethodUsage =
  /** Payments without the shopper as well: subscriptions, top-ups, fees. */
  | 'OFF_SESSION'
  /** Payments with the shopper there: a card that does not have to be entered again. */
  | 'ON_SESSION';

/** Where a payment stands. It never moves backwards because of a late or repeated gateway message. Refunds and disputes do not change it: a refunded payment stays CAPTURED. */
export type PaymentStatus =
  /** The amount is held on the card and nothing is captured. The hold ends at `expiresAt`. */
  | 'AUTHORIZED'
  /** Canceled before anything was captured, and the hold is certainly released. Final. */
  | 'CANCELED'
  /** The money is taken and nothing more can be captured, also where less than the authorized amount was. It can be refunded or disputed. */
  | 'CAPTURED'
  /** Not paid, or not captured, in time, and any hold is certainly released. Final. */
  | 'EXPIRED'
  /** All 10 attempts are used up and none succeeded. Final; the payment keeps no money. */
  | 'FAILED'
  /** A part is captured and more can be, until `expiresAt`. */
  | 'PARTIALLY_CAPTURED'
  /** An attempt or an automatic capture is under way, or its outcome is being found out. Neither paid nor failed: do not take the money another way. It never expires. */
  | 'PROCESSING'
  /** The shopper has to do something, which `nextAction` names, most often a 3-D Secure challenge. Nothing is charged yet. */
  | 'REQUIRES_ACTION'
  /** Waits for a card: none was confirmed yet, or the last attempt was declined and `failure` says why. The payment keeps no money. */
  | 'REQUIRES_PAYMENT_METHOD';

/** How a card is to be stored. A card that is not approved is not stored. */
export type SavePaymentMethodInput = {
  /** What the shopper agreed to. */
  consent: ConsentInput;
  /** The customer that it is stored for, cus_…; the payment's own when omitted. A client secret stores for no other. */
  customerId?: string | null | undefined;
  /** Whether it will be charged with the shopper there. */
  usage: PaymentMethodUsage;
};

/** What the page of a 3-D Secure step does. */
export type ThreeDsStage =
  /** The issuer asks the shopper. */
  | 'CHALLENGE'
  /** The issuer asks the shopper elsewhere, most often in the bank's app. The page says so and waits. */
  | 'DECOUPLED'
  /** The issuer looks at the browser from a hidden frame, ten seconds at most. There is nothing to see: show the page in a hidden frame, or open it. */
  | 'DEVICE_DATA';

export type CheckoutPaymentFragment = { id: string, mode: Mode, status: PaymentStatus, description: string | null, updatedAt: string, amount: { amount: string, currency: string }, failure: { code: string, message: string, retryable: boolean } | null, paymentMethod:
    | { __typename: 'CardDetails', brand: string, last4: string, expiryMonth: number, expiryYear: number }
    | { __typename: 'OtherMethodDetails' }
    | { __typename: 'PayPalDetails' }
   | null, nextAction:
    | { __typename: 'RedirectAction', url: string }
    | { __typename: 'ThreeDSChallengeAction', url: string, stage: ThreeDsStage, windowWidth: number | null, windowHeight: number | null }
   | null };

export type CheckoutConfirmPaymentMutationVariables = Exact<{
  input: ConfirmPaymentInput;
  locale?: string | null | undefined;
}>;


export type CheckoutConfirmPaymentMutation = { confirmPayment:
    | { __typename: 'AmountTooLargeError', code: ErrorCode, message: string, path: Array<string> | null }
    | { __typename: 'ConfirmPaymentPayload', payment: { id: string, mode: Mode, status: PaymentStatus, description: string | null, updatedAt: string, amount: { amount: string, currency: string }, failure: { code: string, message: string, retryable: boolean } | null, paymentMethod:
          | { __typename: 'CardDetails', brand: string, last4: string, expiryMonth: number, expiryYear: number }
          | { __typename: 'OtherMethodDetails' }
          | { __typename: 'PayPalDetails' }
         | null, nextAction:
          | { __typename: 'RedirectAction', url: string }
          | { __typename: 'ThreeDSChallengeAction', url: string, stage: ThreeDsStage, windowWidth: number | null, windowHeight: number | null }
         | null } }
    | { __typename: 'ForbiddenError', code: ErrorCode, message: string, path: Array<string> | null }
    | { __typename: 'IdempotencyConflictError', code: ErrorCode, message: string, path: Array<string> | null }
    | { __typename: 'InvalidStateError', code: ErrorCode, message: string, path: Array<string> | null }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string, path: Array<string> | null }
    | { __typename: 'RateLimitedError', code: ErrorCode, message: string, path: Array<string> | null }
    | { __typename: 'ValidationError', code: ErrorCode, message: string, path: Array<string> | null }
   };

export type CheckoutFollowPaymentSubscriptionVariables = Exact<{
  id: string;
  locale?: string | null | undefined;
}>;


export type CheckoutFollowPaymentSubscription = { payment: { id: string, mode: Mode, status: PaymentStatus, description: string | null, updatedAt: string, amount: { amount: string, currency: string }, failure: { code: string, message: string, retryable: boolean } | null, paymentMethod:
      | { __typename: 'CardDetails', brand: string, last4: string, expiryMonth: number, expiryYear: number }
      | { __typename: 'OtherMethodDetails' }
      | { __typename: 'PayPalDetails' }
     | null, nextAction:
      | { __typename: 'RedirectAction', url: string }
      | { __typename: 'ThreeDSChallengeAction', url: string, stage: ThreeDsStage, windowWidth: number | null, windowHeight: number | null }
     | null } };

export type CheckoutReadMethodsQueryVariables = Exact<{
  id: string;
  country?: string | null | undefined;
}>;


export type CheckoutReadMethodsQuery = { paymentMethods: Array<{ type: PaymentMethodType | null, name: string, flow: PaymentMethodFlow }>, payment: { storedMethods: { securityCode: boolean, save: PaymentMethodUsage | null, consentTextVersion: string | null, methods: Array<{ id: string, card: { brand: string, last4: string, expiryMonth: number, expiryYear: number } }> } | null } | null };

export type CheckoutReadPaymentQueryVariables = Exact<{
  id: string;
  locale?: string | null | undefined;
}>;


export type CheckoutReadPaymentQuery = { payment: { id: string, mode: Mode, status: PaymentStatus, description: string | null, updatedAt: string, amount: { amount: string, currency: string }, failure: { code: string, message: string, retryable: boolean } | null, paymentMethod:
      | { __typename: 'CardDetails', brand: string, last4: string, expiryMonth: number, expiryYear: number }
      | { __typename: 'OtherMethodDetails' }
      | { __typename: 'PayPalDetails' }
     | null, nextAction:
      | { __typename: 'RedirectAction', url: string }
      | { __typename: 'ThreeDSChallengeAction', url: string, stage: ThreeDsStage, windowWidth: number | null, windowHeight: number | null }
     | null } | null };

export type CheckoutRemoveStoredMutationVariables = Exact<{
  id: string;
}>;


export type CheckoutRemoveStoredMutation = { removePaymentMethod:
    | { __typename: 'AmountTooLargeError', code: ErrorCode }
    | { __typename: 'ForbiddenError', code: ErrorCode }
    | { __typename: 'IdempotencyConflictError', code: ErrorCode }
    | { __typename: 'InvalidStateError', code: ErrorCode }
    | { __typename: 'NotFoundError', code: ErrorCode }
    | { __typename: 'RateLimitedError', code: ErrorCode }
    | { __typename: 'RemovePaymentMethodPayload' }
    | { __typename: 'ValidationError', code: ErrorCode }
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
export const CheckoutPaymentFragmentDoc = new TypedDocumentString(`
    fragment CheckoutPayment on Payment {
  id
  mode
  status
  description
  updatedAt
  amount {
    amount
    currency
  }
  failure {
    code
    message(locale: $locale)
    retryable
  }
  paymentMethod {
    __typename
    ... on CardDetails {
      brand
      last4
      expiryMonth
      expiryYear
    }
  }
  nextAction {
    __typename
    ... on RedirectAction {
      url
    }
    ... on ThreeDSChallengeAction {
      url
      stage
      windowWidth
      windowHeight
    }
  }
}
    `, {"fragmentName":"CheckoutPayment"}) as unknown as TypedDocumentString<CheckoutPaymentFragment, unknown>;
export const CheckoutConfirmPaymentDocument = new TypedDocumentString(`
    mutation CheckoutConfirmPayment($input: ConfirmPaymentInput!, $locale: String) {
  confirmPayment(input: $input) {
    __typename
    ... on ConfirmPaymentPayload {
      payment {
        ...CheckoutPayment
      }
    }
    ... on Error {
      code
      message
      path
    }
  }
}
    fragment CheckoutPayment on Payment {
  id
  mode
  status
  description
  updatedAt
  amount {
    amount
    currency
  }
  failure {
    code
    message(locale: $locale)
    retryable
  }
  paymentMethod {
    __typename
    ... on CardDetails {
      brand
      last4
      expiryMonth
      expiryYear
    }
  }
  nextAction {
    __typename
    ... on RedirectAction {
      url
    }
    ... on ThreeDSChallengeAction {
      url
      stage
      windowWidth
      windowHeight
    }
  }
}`) as unknown as TypedDocumentString<CheckoutConfirmPaymentMutation, CheckoutConfirmPaymentMutationVariables>;
export const CheckoutFollowPaymentDocument = new TypedDocumentString(`
    subscription CheckoutFollowPayment($id: ID!, $locale: String) {
  payment(id: $id) {
    ...CheckoutPayment
  }
}
    fragment CheckoutPayment on Payment {
  id
  mode
  status
  description
  updatedAt
  amount {
    amount
    currency
  }
  failure {
    code
    message(locale: $locale)
    retryable
  }
  paymentMethod {
    __typename
    ... on CardDetails {
      brand
      last4
      expiryMonth
      expiryYear
    }
  }
  nextAction {
    __typename
    ... on RedirectAction {
      url
    }
    ... on ThreeDSChallengeAction {
      url
      stage
      windowWidth
      windowHeight
    }
  }
}`) as unknown as TypedDocumentString<CheckoutFollowPaymentSubscription, CheckoutFollowPaymentSubscriptionVariables>;
export const CheckoutReadMethodsDocument = new TypedDocumentString(`
    query CheckoutReadMethods($id: ID!, $country: String) {
  paymentMethods(country: $country) {
    type
    name
    flow
  }
  payment(id: $id) {
    storedMethods {
      securityCode
      save
      consentTextVersion
      methods {
        id
        card {
          brand
          last4
          expiryMonth
          expiryYear
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<CheckoutReadMethodsQuery, CheckoutReadMethodsQueryVariables>;
export const CheckoutReadPaymentDocument = new TypedDocumentString(`
    query CheckoutReadPayment($id: ID!, $locale: String) {
  payment(id: $id) {
    ...CheckoutPayment
  }
}
    fragment CheckoutPayment on Payment {
  id
  mode
  status
  description
  updatedAt
  amount {
    amount
    currency
  }
  failure {
    code
    message(locale: $locale)
    retryable
  }
  paymentMethod {
    __typename
    ... on CardDetails {
      brand
      last4
      expiryMonth
      expiryYear
    }
  }
  nextAction {
    __typename
    ... on RedirectAction {
      url
    }
    ... on ThreeDSChallengeAction {
      url
      stage
      windowWidth
      windowHeight
    }
  }
}`) as unknown as TypedDocumentString<CheckoutReadPaymentQuery, CheckoutReadPaymentQueryVariables>;
export const CheckoutRemoveStoredDocument = new TypedDocumentString(`
    mutation CheckoutRemoveStored($id: ID!) {
  removePaymentMethod(input: { id: $id }) {
    __typename
    ... on Error {
      code
    }
  }
}
    `) as unknown as TypedDocumentString<CheckoutRemoveStoredMutation, CheckoutRemoveStoredMutationVariables>;