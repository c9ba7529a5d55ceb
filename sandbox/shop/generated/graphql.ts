/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** Who can cause an event. */
export type ActorKind =
  /** A webhook of the gateway. */
  | 'GATEWAY'
  /** An operator, or a tool with an operator key. */
  | 'OPERATOR_KEY'
  /** The shop's server. */
  | 'SECRET_KEY'
  /** The holder of the client secret, or the shopper who came back from a challenge. */
  | 'SHOPPER'
  /** Turnpike itself: a gateway's answer to its own call, or a date that was reached. */
  | 'TURNPIKE';

/** A new webhook endpoint. */
export type AddWebhookEndpointInput = {
  /** The version of the shape of payloads; today there is 2026-11-01 alone. */
  apiVersion?: string | null | undefined;
  /** For people: at most 500 characters, no card numbers. Null takes it away. */
  description?: string | null | undefined;
  /** Whether events are sent; true by default. What waits when it is disabled is canceled. */
  enabled?: boolean | null | undefined;
  /** Which types of events are sent; null for all of them, those that are added later included. */
  eventTypes?: Array<PaymentEventType> | null | undefined;
  /** Whether the next event of a payment waits until the one before has arrived or is given up. False by default. */
  ordered?: boolean | null | undefined;
  /** What of the event is sent as `data`: a GraphQL selection set over PaymentEvent, such as `{ id type data payment { id status } }`, with what a secret key may select. At most 4,000 characters. */
  selection?: string | null | undefined;
  /** Public https on port 443, by name. In development also http on this machine. */
  url: string;
};

/** A postal address. Kept sealed with the payment's own key, and erasable. */
export type AddressInput = {
  /** Town or city. At most 255 characters. */
  city?: string | null | undefined;
  /** ISO 3166-1 alpha-2 in upper case: "DE". */
  country?: string | null | undefined;
  /** Street and number. At most 255 characters. */
  line1?: string | null | undefined;
  /** Flat, floor, company or the like. At most 255 characters. */
  line2?: string | null | undefined;
  /** Postal or ZIP code, as it is written in its country. At most 255 characters. */
  postalCode?: string | null | undefined;
  /** State, province or region. At most 255 characters. */
  state?: string | null | undefined;
};

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

/** When an authorized amount is taken. */
export type CaptureMethod =
  /** At once and in full, without a call of yours. If the capture certainly fails, the hold is released and it counts as a decline. */
  | 'AUTOMATIC'
  /** When `capturePayment` asks for it, for example when the goods are shipped. */
  | 'MANUAL';

/** How much of a hold to take. */
export type CapturePaymentInput = {
  /** At most `amountCapturable`; all of it when omitted. */
  amount?: MoneyInput | null | undefined;
  /** True, the default: nothing more will be captured, and the rest is released. False keeps the rest for further captures, where the gateway takes several; elsewhere it is an InvalidStateError. */
  finalCapture?: boolean | null | undefined;
  /** 1 to 255 printable ASCII characters, chosen by you, a new one for each thing that you want done; no card numbers. It belongs to the payment and this mutation, and never expires. The same key with the same input answers the same outcome and moves no money again; with another input it is an IdempotencyConflictError. */
  idempotencyKey: string;
  /** As `createPayment` answered it; it begins with pay_. */
  paymentId: string;
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

/** What to ask of whom. Texts are kept as they are, and none may hold a card number or control characters. */
export type CreatePaymentInput = {
  /** What the shopper is to pay. */
  amount: MoneyInput;
  /** Where the bill goes. */
  billingAddress?: AddressInput | null | undefined;
  /** AUTOMATIC when omitted. */
  captureMethod?: CaptureMethod | null | undefined;
  /** True tries `paymentMethod` at once; false, the default, leaves that to `confirmPayment`. One without the other is a ValidationError. */
  confirm?: boolean | null | undefined;
  /** Who pays. */
  customer?: CustomerInput | null | undefined;
  /** The customer that the payment is about, cus_…, so that `eraseCustomer` finds it; the one of the payment method when omitted. */
  customerId?: string | null | undefined;
  /** What is paid for; the shopper may read it. At most 1,000 characters. */
  description?: string | null | undefined;
  /** 1 to 255 printable ASCII characters, best derived from the order. It belongs to merchant and mode, never expires, and decides the id of the payment: the same key never makes a second one. */
  idempotencyKey: string;
  /** CUSTOMER when omitted. MERCHANT charges a stored method without the shopper: no challenge is possible, and where the issuer wants one the payment waits in REQUIRES_PAYMENT_METHOD with the failure `authentication_required`. */
  initiatedBy?: PaymentInitiator | null | undefined;
  /** A flat object of at most 50 strings, with keys of at most 40 characters and values of at most 500. The shopper does not see it. */
  metadata?: Record<string, unknown> | null | undefined;
  /** A card to try at once; only together with `confirm: true`. */
  paymentMethod?: PaymentMethodInput | null | undefined;
  /** The shop's own number of the order, for finding the payment again. At most 255 characters; it need not be unique. */
  reference?: string | null | undefined;
  /** Where the shopper comes back to after a redirect, with `payment=pay_…` added to the query. An absolute https URL of at most 2,048 characters without card numbers; http is taken for loopback hosts. */
  returnUrl?: string | null | undefined;
  /** Stores the card of `paymentMethod.token` once it is approved. */
  savePaymentMethod?: SavePaymentMethodInput | null | undefined;
  /** Where the goods go. */
  shippingAddress?: AddressInput | null | undefined;
  /** What the shopper may do with the stored cards of `customerId` in the checkout. Omitted: a client secret sees, uses, stores and removes none. */
  storedMethods?: StoredMethodsInput | null | undefined;
};

/** Who pays. Kept sealed with the payment's own key, and erasable. */
export type CustomerInput = {
  /** An email address. At most 254 characters. */
  email?: string | null | undefined;
  /** As the shopper writes it. At most 255 characters. */
  name?: string | null | undefined;
  /** A telephone number: at most 15 digits, with + and the usual separators; no card numbers. */
  phone?: string | null | undefined;
  /** The shop's own number of the shopper. At most 255 characters. */
  reference?: string | null | undefined;
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

/** An amount and its currency, from 1 to 999 999 999 999 minor units. */
export type MoneyInput = {
  /** In major units as a string: "10" and "10.00" EUR are the same input. More decimals than the currency has are refused. */
  amount: string;
  /** ISO 4217 in upper case. For a payment that exists it has to be the payment's own. */
  currency: string;
};

/** What can be asked of a payment, each a mutation. */
export type PaymentAction =
  /** `cancelPayment`: ends an unpaid payment, releases a hold, or releases what is left of a partly captured one. */
  | 'CANCEL'
  /** `capturePayment` of up to `amountCapturable`. */
  | 'CAPTURE'
  /** `confirmPayment` with a card. */
  | 'CONFIRM'
  /** `refundPayment` of up to `amountRefundable`. */
  | 'REFUND';

/** What the feed is narrowed by: all given fields have to hold. */
export type PaymentActivityFilter = {
  /** The gateway account of the newest attempt when the event was committed: its name, as `PaymentAttempt.gateway` has it, or its id, from `gateways`. One that does not exist finds nothing. */
  gateway?: string | null | undefined;
  /** One payment; it begins with pay_. One that does not exist finds nothing. */
  paymentId?: string | null | undefined;
  /** The payment's reference, exactly as it was given. At most 255 characters. */
  reference?: string | null | undefined;
  /** Any of these, at most 50. An empty list finds nothing. */
  type?: Array<PaymentEventType> | null | undefined;
};

/** What happened to a payment. An intent (…_STARTED, REFUND_CREATED) is recorded before its call leaves, its outcome after. New types may be added: ignore those you do not know. */
export type PaymentEventType =
  /** The shopper came back, and the gateway is asked how it ended. */
  | 'ACTION_COMPLETED'
  /** The shopper has to act, for example in a 3-D Secure challenge. */
  | 'ACTION_REQUIRED'
  /** The attempt ended with certainty: approved, declined, unprocessed or not sent. */
  | 'ATTEMPT_ENDED'
  /** An authorization is about to be sent to a gateway. */
  | 'ATTEMPT_STARTED'
  /** What was authorized and not captured is released; the payment is CAPTURED with what was taken. */
  | 'AUTHORIZATION_RELEASED'
  /** The gateway refused to end it; what was held stays held. */
  | 'CANCEL_FAILED'
  /** A hold is about to be voided, an open attempt closed, or money that the payment does not want sent back. */
  | 'CANCEL_STARTED'
  /** A capture certainly took nothing. */
  | 'CAPTURE_FAILED'
  /** A capture is about to be sent. Missing where authorization and capture are one call. */
  | 'CAPTURE_STARTED'
  /** Money is taken. */
  | 'CAPTURE_SUCCEEDED'
  /** Money that was held or taken for an attempt that the payment no longer wanted is given back. */
  | 'COMPENSATED'
  /** What had been given back came again, for the gateway could not pay it to the shopper. It is given back once more. */
  | 'COMPENSATION_FAILED'
  /** The dispute ended. */
  | 'DISPUTE_CLOSED'
  /** The shopper's bank opened a dispute. */
  | 'DISPUTE_OPENED'
  /** Evidence or an acceptance is about to be sent. */
  | 'DISPUTE_RESPONSE_STARTED'
  /** The dispute moved to another stage or status, a draft was kept, or a response was answered. */
  | 'DISPUTE_UPDATED'
  /** A gateway message was late, contradictory or not understood. It changed nothing. */
  | 'GATEWAY_MESSAGE_IGNORED'
  /** It is known what became of a call whose answer was missing. */
  | 'OUTCOME_RESOLVED'
  /** An answer was lost or is still to come, and it is being found out. */
  | 'OUTCOME_UNKNOWN'
  /** The amount is held, or taken where the gateway does both in one call. */
  | 'PAYMENT_AUTHORIZED'
  /** The payment is canceled, and nothing is held. */
  | 'PAYMENT_CANCELED'
  /** The payment exists; always event 1. */
  | 'PAYMENT_CREATED'
  /** This try is over and the payment keeps no money; another card may be confirmed unless PAYMENT_FAILED follows. */
  | 'PAYMENT_DECLINED'
  /** The shopper was forgotten: free text and shopper fields of everything before this are gone. */
  | 'PAYMENT_ERASED'
  /** The payment ended by its date, and nothing is held. */
  | 'PAYMENT_EXPIRED'
  /** No further attempt is accepted. */
  | 'PAYMENT_FAILED'
  /** A refund is about to be sent, or was made at the gateway. */
  | 'REFUND_CREATED'
  /** The refund was not paid back, or came back from the bank afterwards. */
  | 'REFUND_FAILED'
  /** The gateway paid the refund back. */
  | 'REFUND_SUCCEEDED';

/** On whose initiative a payment is made. */
export type PaymentInitiator =
  /** The shopper is there. */
  | 'CUSTOMER'
  /** The merchant charges what was agreed before, and nobody is there. */
  | 'MERCHANT';

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

/** Which delivery to send again. */
export type RedeliverWebhookInput = {
  /** As `webhookDeliveries` has it; it begins with whd_. */
  deliveryId: string;
};

/** How much to pay back. */
export type RefundPaymentInput = {
  /** At most `amountRefundable`; all of it when omitted. */
  amount?: MoneyInput | null | undefined;
  /** 1 to 255 printable ASCII characters, chosen by you, a new one for each thing that you want done; no card numbers. It belongs to the payment and this mutation, and never expires. The same key with the same input answers the same outcome and moves no money again; with another input it is an IdempotencyConflictError. */
  idempotencyKey: string;
  /** As `createPayment` answered it; it begins with pay_. */
  paymentId: string;
  /** Why, for your own records. At most 500 characters; kept sealed, and no card numbers. */
  reason?: string | null | undefined;
};

/** What is known of one refund. */
export type RefundStatus =
  /** Not paid back; `failure` says why, and the amount can be refunded again. */
  | 'FAILED'
  /** Asked for, and its end is not known yet; also while an outcome is unknown. It already lowers `amountRefundable`. */
  | 'PENDING'
  /** The gateway paid it back. A bank may still send it back, and then it becomes FAILED. */
  | 'SUCCEEDED';

/** Another signing secret for an endpoint. */
export type RotateWebhookSecretInput = {
  /** True where an old secret leaked: from now on the new one signs alone. */
  expireOldNow?: boolean | null | undefined;
  /** As `webhookEndpoints` has it; it begins with whe_. */
  id: string;
  /** How long the old secret signs beside the new one: 0 to 168 hours, 24 by default. */
  overlapHours?: number | null | undefined;
};

/** How a card is to be stored. A card that is not approved is not stored. */
export type SavePaymentMethodInput = {
  /** What the shopper agreed to. */
  consent: ConsentInput;
  /** The customer that it is stored for, cus_…; the payment's own when omitted. A client secret stores for no other. */
  customerId?: string | null | undefined;
  /** Whether it will be charged with the shopper there. */
  usage: PaymentMethodUsage;
};

/** What whoever holds the client secret may do with stored cards of the payment’s customer, beside choosing and removing them. */
export type StoredMethodsInput = {
  /** With `save`: which version of your text the shopper agrees to by it; it is kept with the card. At most 100 characters. */
  consentTextVersion?: string | null | undefined;
  /** What a new card may be stored for where the shopper ticks a box. Omitted: there is no box. */
  save?: PaymentMethodUsage | null | undefined;
  /** Whether a stored card is paid with only with its security code. True when omitted. */
  securityCode?: boolean | null | undefined;
};

/** What to change of an endpoint. What is omitted stays as it is. */
export type UpdateWebhookEndpointInput = {
  /** The version of the shape of payloads; today there is 2026-11-01 alone. */
  apiVersion?: string | null | undefined;
  /** With `enabled: true`: also send what happened while it was disabled, at most 30 days back. False by default: it begins with the present. */
  catchUp?: boolean | null | undefined;
  /** For people: at most 500 characters, no card numbers. Null takes it away. */
  description?: string | null | undefined;
  /** Whether events are sent; true by default. What waits when it is disabled is canceled. */
  enabled?: boolean | null | undefined;
  /** Which types of events are sent; null for all of them, those that are added later included. */
  eventTypes?: Array<PaymentEventType> | null | undefined;
  /** As `webhookEndpoints` has it; it begins with whe_. */
  id: string;
  /** Whether the next event of a payment waits until the one before has arrived or is given up. False by default. */
  ordered?: boolean | null | undefined;
  /** What of the event is sent as `data`: a GraphQL selection set over PaymentEvent, such as `{ id type data payment { id status } }`, with what a secret key may select. At most 4,000 characters. */
  selection?: string | null | undefined;
  /** Public https on port 443, by name. In development also http on this machine. */
  url?: string | null | undefined;
};

/** What became of a delivery. All but PENDING can be redelivered. */
export type WebhookDeliveryStatus =
  /** The endpoint was disabled while it waited. */
  | 'CANCELED'
  /** It was tried until its deadline, and is given up. */
  | 'FAILED'
  /** It is being sent, or waits: for its turn, for its next attempt, or for the receiver to come back. */
  | 'PENDING'
  /** The receiver answered with a status from 200 to 299. */
  | 'SUCCEEDED';

export type AddWebhookEndpointMutationVariables = Exact<{
  input: AddWebhookEndpointInput;
}>;


export type AddWebhookEndpointMutation = { addWebhookEndpoint:
    | { __typename: 'AddWebhookEndpointPayload', secret: string, endpoint: { id: string } }
    | { __typename: 'AmountTooLargeError', code: ErrorCode, message: string, path: Array<string> | null }
    | { __typename: 'ForbiddenError', code: ErrorCode, message: string, path: Array<string> | null }
    | { __typename: 'IdempotencyConflictError', code: ErrorCode, message: string, path: Array<string> | null }
    | { __typename: 'InvalidStateError', code: ErrorCode, message: string, path: Array<string> | null }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string, path: Array<string> | null }
    | { __typename: 'RateLimitedError', code: ErrorCode, message: string, path: Array<string> | null }
    | { __typename: 'ValidationError', code: ErrorCode, message: string, path: Array<string> | null }
   };

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

export type ConfirmPaymentMutationVariables = Exact<{
  input: ConfirmPaymentInput;
}>;


export type ConfirmPaymentMutation = { confirmPayment:
    | { __typename: 'AmountTooLargeError', code: ErrorCode, message: string, path: Array<string> | null }
    | { __typename: 'ConfirmPaymentPayload', payment: { id: string, status: PaymentStatus, nextAction:
          | { __typename: 'RedirectAction', url: string }
          | { __typename: 'ThreeDSChallengeAction', url: string }
         | null } }
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

export type DeliveriesOfQueryVariables = Exact<{
  eventId: string;
}>;


export type DeliveriesOfQuery = { webhookDeliveriesOf: Array<{ id: string, endpointId: string, status: WebhookDeliveryStatus, nextAttemptAt: string | null, attempts: Array<{ number: number, startedAt: string, durationMs: number | null, statusCode: number | null, body: string | null, error: string | null }> }>, webhookEndpoints: Array<{ id: string, url: string, enabled: boolean, probeAt: string | null }> };

export type EventQueryVariables = Exact<{
  id: string;
}>;


export type EventQuery = { node:
    | { __typename: 'Capture' }
    | { __typename: 'Dispute' }
    | { __typename: 'Payment' }
    | { __typename: 'PaymentAttempt' }
    | { __typename: 'PaymentEvent', id: string, seq: number, type: PaymentEventType, occurredAt: string, data: Record<string, unknown>, by: { kind: ActorKind, id: string | null, requestId: string | null } | null, payment: { id: string, status: PaymentStatus, reference: string | null, description: string | null, amount: { amount: string, currency: string }, amountAuthorized: { amount: string, currency: string }, amountCaptured: { amount: string, currency: string }, amountRefunded: { amount: string, currency: string }, attempts: Array<{ gateway: string }> } }
    | { __typename: 'Refund' }
   | null };

export type EventFieldsFragment = { id: string, seq: number, type: PaymentEventType, occurredAt: string, data: Record<string, unknown>, by: { kind: ActorKind, id: string | null, requestId: string | null } | null, payment: { id: string, status: PaymentStatus, reference: string | null, description: string | null, amount: { amount: string, currency: string }, amountAuthorized: { amount: string, currency: string }, amountCaptured: { amount: string, currency: string }, amountRefunded: { amount: string, currency: string }, attempts: Array<{ gateway: string }> } };

export type EventsOfPaymentQueryVariables = Exact<{
  id: string;
}>;


export type EventsOfPaymentQuery = { payment: { events: { nodes: Array<{ id: string, seq: number, type: PaymentEventType, occurredAt: string }> } } | null };

export type FollowActivitySubscriptionVariables = Exact<{
  after?: string | null | undefined;
  filter?: PaymentActivityFilter | null | undefined;
}>;


export type FollowActivitySubscription = { paymentActivity: { cursor: string, event: { id: string, seq: number, type: PaymentEventType, occurredAt: string, data: Record<string, unknown>, by: { kind: ActorKind, id: string | null, requestId: string | null } | null, payment: { id: string, status: PaymentStatus, reference: string | null, description: string | null, amount: { amount: string, currency: string }, amountAuthorized: { amount: string, currency: string }, amountCaptured: { amount: string, currency: string }, amountRefunded: { amount: string, currency: string }, attempts: Array<{ gateway: string }> } } } };

export type GatewaysQueryVariables = Exact<{ [key: string]: never; }>;


export type GatewaysQuery = { gateways: Array<{ id: string, name: string }> };

export type PaymentQueryVariables = Exact<{
  id: string;
}>;


export type PaymentQuery = { payment: { id: string, status: PaymentStatus, allowedActions: Array<PaymentAction>, amountAuthorized: { amount: string }, amountCaptured: { amount: string }, amountRefunded: { amount: string }, amountCapturable: { amount: string, currency: string }, amountRefundable: { amount: string, currency: string }, events: { nodes: Array<{ seq: number, data: Record<string, unknown> }> } } | null };

export type PaymentActivityQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  filter?: PaymentActivityFilter | null | undefined;
}>;


export type PaymentActivityQuery = { paymentActivity: { resumeAfter: string, edges: Array<{ cursor: string, node: { event: { id: string, seq: number, type: PaymentEventType, occurredAt: string, data: Record<string, unknown>, by: { kind: ActorKind, id: string | null, requestId: string | null } | null, payment: { id: string, status: PaymentStatus, reference: string | null, description: string | null, amount: { amount: string, currency: string }, amountAuthorized: { amount: string, currency: string }, amountCaptured: { amount: string, currency: string }, amountRefunded: { amount: string, currency: string }, attempts: Array<{ gateway: string }> } } } }>, pageInfo: { endCursor: string | null, hasNextPage: boolean } } };

export type PaymentEventsSubscriptionVariables = Exact<{
  paymentId: string;
  after?: number | null | undefined;
}>;


export type PaymentEventsSubscription = { paymentEvents: { seq: number, type: PaymentEventType, occurredAt: string, payment: { status: PaymentStatus } } };

export type RedeliverWebhookMutationVariables = Exact<{
  input: RedeliverWebhookInput;
}>;


export type RedeliverWebhookMutation = { redeliverWebhook:
    | { __typename: 'AmountTooLargeError', code: ErrorCode, message: string, path: Array<string> | null }
    | { __typename: 'ForbiddenError', code: ErrorCode, message: string, path: Array<string> | null }
    | { __typename: 'IdempotencyConflictError', code: ErrorCode, message: string, path: Array<string> | null }
    | { __typename: 'InvalidStateError', code: ErrorCode, message: string, path: Array<string> | null }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string, path: Array<string> | null }
    | { __typename: 'RateLimitedError', code: ErrorCode, message: string, path: Array<string> | null }
    | { __typename: 'RedeliverWebhookPayload' }
    | { __typename: 'ValidationError', code: ErrorCode, message: string, path: Array<string> | null }
   };

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

export type RotateWebhookSecretMutationVariables = Exact<{
  input: RotateWebhookSecretInput;
}>;


export type RotateWebhookSecretMutation = { rotateWebhookSecret:
    | { __typename: 'AmountTooLargeError', code: ErrorCode, message: string, path: Array<string> | null }
    | { __typename: 'ForbiddenError', code: ErrorCode, message: string, path: Array<string> | null }
    | { __typename: 'IdempotencyConflictError', code: ErrorCode, message: string, path: Array<string> | null }
    | { __typename: 'InvalidStateError', code: ErrorCode, message: string, path: Array<string> | null }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string, path: Array<string> | null }
    | { __typename: 'RateLimitedError', code: ErrorCode, message: string, path: Array<string> | null }
    | { __typename: 'RotateWebhookSecretPayload', secret: string, endpoint: { id: string } }
    | { __typename: 'ValidationError', code: ErrorCode, message: string, path: Array<string> | null }
   };

export type UpdateWebhookEndpointMutationVariables = Exact<{
  input: UpdateWebhookEndpointInput;
}>;


export type UpdateWebhookEndpointMutation = { updateWebhookEndpoint:
    | { __typename: 'AmountTooLargeError', code: ErrorCode, message: string, path: Array<string> | null }
    | { __typename: 'ForbiddenError', code: ErrorCode, message: string, path: Array<string> | null }
    | { __typename: 'IdempotencyConflictError', code: ErrorCode, message: string, path: Array<string> | null }
    | { __typename: 'InvalidStateError', code: ErrorCode, message: string, path: Array<string> | null }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string, path: Array<string> | null }
    | { __typename: 'RateLimitedError', code: ErrorCode, message: string, path: Array<string> | null }
    | { __typename: 'UpdateWebhookEndpointPayload' }
    | { __typename: 'ValidationError', code: ErrorCode, message: string, path: Array<string> | null }
   };

export type WebhookEndpointsQueryVariables = Exact<{ [key: string]: never; }>;


export type WebhookEndpointsQuery = { webhookEndpoints: Array<{ id: string, url: string }> };

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
export const EventFieldsFragmentDoc = new TypedDocumentString(`
    fragment EventFields on PaymentEvent {
  id
  seq
  type
  occurredAt
  by {
    kind
    id
    requestId
  }
  data
  payment {
    id
    status
    reference
    description
    amount {
      amount
      currency
    }
    amountAuthorized {
      amount
      currency
    }
    amountCaptured {
      amount
      currency
    }
    amountRefunded {
      amount
      currency
    }
    attempts {
      gateway
    }
  }
}
    `, {"fragmentName":"EventFields"}) as unknown as TypedDocumentString<EventFieldsFragment, unknown>;
export const AddWebhookEndpointDocument = new TypedDocumentString(`
    mutation AddWebhookEndpoint($input: AddWebhookEndpointInput!) {
  addWebhookEndpoint(input: $input) {
    __typename
    ... on AddWebhookEndpointPayload {
      secret
      endpoint {
        id
      }
    }
    ... on Error {
      code
      message
      path
    }
  }
}
    `) as unknown as TypedDocumentString<AddWebhookEndpointMutation, AddWebhookEndpointMutationVariables>;
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
export const ConfirmPaymentDocument = new TypedDocumentString(`
    mutation ConfirmPayment($input: ConfirmPaymentInput!) {
  confirmPayment(input: $input) {
    __typename
    ... on ConfirmPaymentPayload {
      payment {
        id
        status
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
    ... on Error {
      code
      message
      path
    }
  }
}
    `) as unknown as TypedDocumentString<ConfirmPaymentMutation, ConfirmPaymentMutationVariables>;
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
export const DeliveriesOfDocument = new TypedDocumentString(`
    query DeliveriesOf($eventId: ID!) {
  webhookDeliveriesOf(eventId: $eventId) {
    id
    endpointId
    status
    nextAttemptAt
    attempts {
      number
      startedAt
      durationMs
      statusCode
      body
      error
    }
  }
  webhookEndpoints {
    id
    url
    enabled
    probeAt
  }
}
    `) as unknown as TypedDocumentString<DeliveriesOfQuery, DeliveriesOfQueryVariables>;
export const EventDocument = new TypedDocumentString(`
    query Event($id: ID!) {
  node(id: $id) {
    __typename
    ...EventFields
  }
}
    fragment EventFields on PaymentEvent {
  id
  seq
  type
  occurredAt
  by {
    kind
    id
    requestId
  }
  data
  payment {
    id
    status
    reference
    description
    amount {
      amount
      currency
    }
    amountAuthorized {
      amount
      currency
    }
    amountCaptured {
      amount
      currency
    }
    amountRefunded {
      amount
      currency
    }
    attempts {
      gateway
    }
  }
}`) as unknown as TypedDocumentString<EventQuery, EventQueryVariables>;
export const EventsOfPaymentDocument = new TypedDocumentString(`
    query EventsOfPayment($id: ID!) {
  payment(id: $id) {
    events(first: 100) {
      nodes {
        id
        seq
        type
        occurredAt
      }
    }
  }
}
    `) as unknown as TypedDocumentString<EventsOfPaymentQuery, EventsOfPaymentQueryVariables>;
export const FollowActivityDocument = new TypedDocumentString(`
    subscription FollowActivity($after: String, $filter: PaymentActivityFilter) {
  paymentActivity(after: $after, filter: $filter) {
    cursor
    event {
      ...EventFields
    }
  }
}
    fragment EventFields on PaymentEvent {
  id
  seq
  type
  occurredAt
  by {
    kind
    id
    requestId
  }
  data
  payment {
    id
    status
    reference
    description
    amount {
      amount
      currency
    }
    amountAuthorized {
      amount
      currency
    }
    amountCaptured {
      amount
      currency
    }
    amountRefunded {
      amount
      currency
    }
    attempts {
      gateway
    }
  }
}`) as unknown as TypedDocumentString<FollowActivitySubscription, FollowActivitySubscriptionVariables>;
export const GatewaysDocument = new TypedDocumentString(`
    query Gateways {
  gateways {
    id
    name
  }
}
    `) as unknown as TypedDocumentString<GatewaysQuery, GatewaysQueryVariables>;
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
export const PaymentActivityDocument = new TypedDocumentString(`
    query PaymentActivity($first: Int, $after: String, $filter: PaymentActivityFilter) {
  paymentActivity(first: $first, after: $after, filter: $filter) {
    edges {
      cursor
      node {
        event {
          ...EventFields
        }
      }
    }
    pageInfo {
      endCursor
      hasNextPage
    }
    resumeAfter
  }
}
    fragment EventFields on PaymentEvent {
  id
  seq
  type
  occurredAt
  by {
    kind
    id
    requestId
  }
  data
  payment {
    id
    status
    reference
    description
    amount {
      amount
      currency
    }
    amountAuthorized {
      amount
      currency
    }
    amountCaptured {
      amount
      currency
    }
    amountRefunded {
      amount
      currency
    }
    attempts {
      gateway
    }
  }
}`) as unknown as TypedDocumentString<PaymentActivityQuery, PaymentActivityQueryVariables>;
export const PaymentEventsDocument = new TypedDocumentString(`
    subscription PaymentEvents($paymentId: ID!, $after: Int) {
  paymentEvents(paymentId: $paymentId, after: $after) {
    seq
    type
    occurredAt
    payment {
      status
    }
  }
}
    `) as unknown as TypedDocumentString<PaymentEventsSubscription, PaymentEventsSubscriptionVariables>;
export const RedeliverWebhookDocument = new TypedDocumentString(`
    mutation RedeliverWebhook($input: RedeliverWebhookInput!) {
  redeliverWebhook(input: $input) {
    __typename
    ... on Error {
      code
      message
      path
    }
  }
}
    `) as unknown as TypedDocumentString<RedeliverWebhookMutation, RedeliverWebhookMutationVariables>;
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
export const RotateWebhookSecretDocument = new TypedDocumentString(`
    mutation RotateWebhookSecret($input: RotateWebhookSecretInput!) {
  rotateWebhookSecret(input: $input) {
    __typename
    ... on RotateWebhookSecretPayload {
      secret
      endpoint {
        id
      }
    }
    ... on Error {
      code
      message
      path
    }
  }
}
    `) as unknown as TypedDocumentString<RotateWebhookSecretMutation, RotateWebhookSecretMutationVariables>;
export const UpdateWebhookEndpointDocument = new TypedDocumentString(`
    mutation UpdateWebhookEndpoint($input: UpdateWebhookEndpointInput!) {
  updateWebhookEndpoint(input: $input) {
    __typename
    ... on Error {
      code
      message
      path
    }
  }
}
    `) as unknown as TypedDocumentString<UpdateWebhookEndpointMutation, UpdateWebhookEndpointMutationVariables>;
export const WebhookEndpointsDocument = new TypedDocumentString(`
    query WebhookEndpoints {
  webhookEndpoints {
    id
    url
  }
}
    `) as unknown as TypedDocumentString<WebhookEndpointsQuery, WebhookEndpointsQueryVariables>;