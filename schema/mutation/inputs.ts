import { builder } from '../builder.ts'

export const PaymentMethodInputType = builder.inputType('PaymentMethodInput', {
  fields: (t) => ({ token: t.string({ description: 'As the vault made it: tok_…', required: true }) }),
})

export const CustomerInputType = builder.inputType('CustomerInput', {
  fields: (t) => ({ reference: t.string(), email: t.string(), name: t.string(), phone: t.string() }),
})

export const AddressInputType = builder.inputType('AddressInput', {
  fields: (t) => ({
    line1: t.string(),
    line2: t.string(),
    city: t.string(),
    state: t.string(),
    postalCode: t.string(),
    country: t.string({ description: 'ISO 3166-1 alpha-2.' }),
  }),
})

export const BrowserInputType = builder.inputType('BrowserInput', {
  description: "What 3-D Secure wants to know of the shopper's browser, under EMVCo's names.",
  fields: (t) => ({
    browserAcceptHeader: t.string(),
    browserIP: t.string(),
    browserLanguage: t.string(),
    browserUserAgent: t.string(),
    browserColorDepth: t.int(),
    browserScreenHeight: t.int(),
    browserScreenWidth: t.int(),
    browserTZ: t.int({ description: 'Minutes between UTC and local time.' }),
    browserJavaEnabled: t.boolean(),
    browserJavascriptEnabled: t.boolean(),
  }),
})

export const DisputeEvidenceInputType = builder.inputType('DisputeEvidenceInput', {
  fields: (t) => ({
    productDescription: t.string(),
    customerName: t.string(),
    customerEmail: t.string(),
    shippingCarrier: t.string(),
    shippingTrackingNumber: t.string(),
    shippedAt: t.field({ type: 'DateTime' }),
    refundPolicy: t.string(),
    customerCommunication: t.string(),
    explanation: t.string(),
  }),
})
