import type { InputFieldBuilder } from '@pothos/core'
import { builder } from '../builder.ts'

export const GATEWAY_ID = 'As `gateways` has it; it begins with gwa_.'

const GatewayCostInputType = builder.inputType('GatewayCostInput', {
  description:
    'What a gateway charges for a payment that fits. The first that fits counts, so the general one goes last.',
  fields: (t) => ({
    brands: t.stringList({
      description: 'Card brands, as `RoutingConditionInput` has them; all of them when omitted.',
    }),
    countries: t.stringList({
      description: "Countries of the cards' issuers, ISO 3166-1 alpha-2; all of them when omitted.",
    }),
    currencies: t.field({ description: 'All of them when omitted.', type: ['CurrencyCode'] }),
    fixed: t.field({
      description: 'For each payment, in minor units of the payment\'s currency, as a string of digits: "25".',
      type: 'MinorUnits',
      required: true,
    }),
    basisPoints: t.int({
      description: 'Of the amount, in hundredths of a per cent: 140 is 1.4 %. 0 to 10,000.',
      required: true,
    }),
  }),
})

type FieldBuilder = InputFieldBuilder<typeof builder.$inferSchemaTypes, 'InputObject'>

const CREDENTIALS =
  'An object as the gateway\'s kind wants it, such as `{ "apiKey": "…" }`. It goes to the vault, and no answer, log or message ever shows it.'

const settings = (t: FieldBuilder) => ({
  costs: t.field({
    description: 'What the gateway charges, for rules that choose the BEST: at most 50. The first that fits counts.',
    type: [GatewayCostInputType],
  }),
  timeoutMs: t.int({ description: 'The longest one call may take: 1,000 to 20,000. The general bound when null.' }),
  maxConcurrency: t.int({
    description: 'The most calls under way at once: 1 to 10,000. The general bound when null.',
  }),
})

export const AddGatewayInputType = builder.inputType('AddGatewayInput', {
  description: 'A new account at a gateway.',
  fields: (t) => ({
    name: t.string({
      description: "1 to 64 characters, once per merchant and mode. Attempts show it as `gateway`, so don't reuse one.",
      required: true,
    }),
    kind: t.string({ description: 'Which gateway it is: `stripe`, `adyen`, `paypal`, `sandbox`.', required: true }),
    baseUrl: t.string({
      description: "The gateway's own https address for this account. It goes to the vault and is not shown.",
      required: true,
    }),
    credentials: t.field({ description: CREDENTIALS, type: 'JSON', required: true }),
    weight: t.int({ description: '1 to 1,000,000; 1 when omitted.' }),
    enabled: t.boolean({ description: 'Whether new attempts may go there at once; true when omitted.' }),
    ...settings(t),
  }),
})

export const UpdateGatewayInputType = builder.inputType('UpdateGatewayInput', {
  description:
    'What to change of an account. What is omitted stays; null takes `costs`, `timeoutMs` or `maxConcurrency` away and changes nothing elsewhere.',
  fields: (t) => ({
    id: t.id({ description: GATEWAY_ID, required: true }),
    name: t.string({ description: '1 to 64 characters. Attempts that were made keep the old name.' }),
    baseUrl: t.string({
      description: "The gateway's own https address for this account. Another host needs `credentials` with it.",
    }),
    credentials: t.field({
      description:
        'Credentials belong to the host that they were given for: with another one they are given anew. To change them alone, `rotateGatewayCredentials` says it plainer.',
      type: 'JSON',
    }),
    weight: t.int({ description: '1 to 1,000,000.' }),
    enabled: t.boolean({
      description: 'False keeps new attempts away; captures, voids, refunds and look-ups of old ones still go there.',
    }),
    position: t.int({
      description: 'Its place among the accounts, from 1; the others make room. One beyond the last is the last.',
    }),
    ...settings(t),
  }),
})

export const RotateGatewayCredentialsInputType = builder.inputType('RotateGatewayCredentialsInput', {
  description: 'New credentials for an account.',
  fields: (t) => ({
    id: t.id({ description: GATEWAY_ID, required: true }),
    credentials: t.field({ description: CREDENTIALS, type: 'JSON', required: true }),
  }),
})

/** An input that names an account and nothing else. */
export const gatewayIdInput = (name: string, description: string) =>
  builder.inputType(name, {
    description,
    fields: (t) => ({ id: t.id({ description: GATEWAY_ID, required: true }) }),
  })
