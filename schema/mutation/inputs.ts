import { builder } from '../builder.ts'
import { EVIDENCE } from '../evidenceFields.ts'
import { PaymentMethodTypeEnum, PaymentMethodUsageEnum } from '../paymentMethod.ts'
import { WINDOW_SIZE_WORDS } from '../threeDS.ts'

const SHORT = 'At most 255 characters.'

export const PaymentMethodInputType = builder.inputType('PaymentMethodInput', {
  description: 'What to pay with: the token of a card, or the type of another method.',
  fields: (t) => ({
    type: t.field({
      description: 'CARD when omitted. With another one there is no token: the shopper is sent to the gateway.',
      type: PaymentMethodTypeEnum,
    }),
    token: t.string({
      description:
        'A card as the vault made it: tok_…. It is good for one payment and 15 minutes, and used up once an attempt ends approved, declined or with an action. A malformed one is a ValidationError; one that the vault refuses is an INVALID_CARD failure.',
    }),
    stored: t.id({
      description:
        'A stored payment method in the place of a token: pm_…. It pays as often as it is asked to; one that is gone is an INVALID_CARD failure.',
    }),
    cvcToken: t.string({
      description:
        'With `stored`: a token of the security code alone, which the shopper entered for this payment. `POST /tokens` makes it of `{ "cvc", "paymentMethod": "pm_…" }`.',
    }),
  }),
})

export const ConsentInputType = builder.inputType('ConsentInput', {
  description: 'What the shopper agreed to. Networks and courts ask for it.',
  fields: (t) => ({
    agreedAt: t.field({ description: 'When.', type: 'DateTime', required: true }),
    textVersion: t.string({
      description: 'Which version of your text they agreed to. At most 100 characters.',
      required: true,
    }),
  }),
})

export const SavePaymentMethodInputType = builder.inputType('SavePaymentMethodInput', {
  description: 'How a card is to be stored. A card that is not approved is not stored.',
  fields: (t) => ({
    customerId: t.id({
      description:
        "The customer that it is stored for, cus_…; the payment's own when omitted. A client secret stores for no other.",
    }),
    usage: t.field({
      description: 'Whether it will be charged with the shopper there.',
      type: PaymentMethodUsageEnum,
      required: true,
    }),
    consent: t.field({ description: 'What the shopper agreed to.', type: ConsentInputType, required: true }),
  }),
})

export const StoredMethodsInputType = builder.inputType('StoredMethodsInput', {
  description:
    'What whoever holds the client secret may do with stored cards of the payment’s customer, beside choosing and removing them.',
  fields: (t) => ({
    securityCode: t.boolean({
      description: 'Whether a stored card is paid with only with its security code. True when omitted.',
    }),
    save: t.field({
      description: 'What a new card may be stored for where the shopper ticks a box. Omitted: there is no box.',
      type: PaymentMethodUsageEnum,
    }),
    consentTextVersion: t.string({
      description:
        'With `save`: which version of your text the shopper agrees to by it; it is kept with the card. At most 100 characters.',
    }),
  }),
})

export const INITIATED_BY =
  'CUSTOMER when omitted. MERCHANT charges a stored method without the shopper: no challenge is possible, and where the issuer wants one the payment waits in REQUIRES_PAYMENT_METHOD with the failure `authentication_required`.'

export const CustomerInputType = builder.inputType('CustomerInput', {
  description: `Who pays. Kept sealed with the payment's own key, and erasable.`,
  fields: (t) => ({
    reference: t.string({ description: `The shop's own number of the shopper. ${SHORT}` }),
    email: t.string({ description: 'An email address. At most 254 characters.' }),
    name: t.string({ description: `As the shopper writes it. ${SHORT}` }),
    phone: t.string({
      description: 'A telephone number: at most 15 digits, with + and the usual separators; no card numbers.',
    }),
  }),
})

export const AddressInputType = builder.inputType('AddressInput', {
  description: `A postal address. Kept sealed with the payment's own key, and erasable.`,
  fields: (t) => ({
    line1: t.string({ description: `Street and number. ${SHORT}` }),
    line2: t.string({ description: `Flat, floor, company or the like. ${SHORT}` }),
    city: t.string({ description: `Town or city. ${SHORT}` }),
    state: t.string({ description: `State, province or region. ${SHORT}` }),
    postalCode: t.string({ description: `Postal or ZIP code, as it is written in its country. ${SHORT}` }),
    country: t.string({ description: 'ISO 3166-1 alpha-2 in upper case: "DE".' }),
  }),
})

export const BrowserInputType = builder.inputType('BrowserInput', {
  description:
    "What 3-D Secure wants to know of the shopper's browser, under EMVCo's names. The widget fills it in; texts are at most 2,048 characters, numbers at most 999,999.",
  fields: (t) => ({
    browserAcceptHeader: t.string({ description: 'The Accept header that the browser sends.' }),
    browserIP: t.string({ description: "The shopper's address, IPv4 or IPv6." }),
    browserLanguage: t.string({ description: '`navigator.language`, a BCP 47 tag.' }),
    browserUserAgent: t.string({ description: 'The User-Agent header that the browser sends.' }),
    browserColorDepth: t.int({ description: '`screen.colorDepth`, in bits.' }),
    browserScreenHeight: t.int({ description: '`screen.height`, in pixels.' }),
    browserScreenWidth: t.int({ description: '`screen.width`, in pixels.' }),
    browserTZ: t.int({
      description: 'Minutes from local time to UTC, as `getTimezoneOffset()` has them: -60 in Berlin in winter.',
    }),
    browserJavaEnabled: t.boolean({ description: '`navigator.javaEnabled()`.' }),
    browserJavascriptEnabled: t.boolean({ description: 'Whether the browser runs JavaScript.' }),
    challengeWindowSize: t.string({
      description: `How large the issuer's question is to be: ${WINDOW_SIZE_WORDS}. As the routing rule says when omitted, else 02.`,
    }),
  }),
})

export const DisputeEvidenceInputType = builder.inputType('DisputeEvidenceInput', {
  description: 'What speaks for the payment. At least one field has to be given. Kept sealed, and erasable.',
  fields: (t) => ({
    productDescription: t.string({ description: EVIDENCE.productDescription }),
    customerName: t.string({ description: EVIDENCE.customerName }),
    customerEmail: t.string({ description: EVIDENCE.customerEmail }),
    shippingCarrier: t.string({ description: EVIDENCE.shippingCarrier }),
    shippingTrackingNumber: t.string({ description: EVIDENCE.shippingTrackingNumber }),
    shippedAt: t.field({ description: EVIDENCE.shippedAt, type: 'DateTime' }),
    refundPolicy: t.string({ description: EVIDENCE.refundPolicy }),
    customerCommunication: t.string({ description: EVIDENCE.customerCommunication }),
    explanation: t.string({ description: EVIDENCE.explanation }),
  }),
})
