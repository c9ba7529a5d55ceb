import type { InputFieldBuilder } from '@pothos/core'
import { builder } from '../builder.ts'
import { PaymentEventTypeEnum } from '../eventType.ts'
import { WebhookDeliveryStatusEnum } from '../webhook.ts'

const ENDPOINT_ID = 'As `webhookEndpoints` has it; it begins with whe_.'
const URL = 'Public https on port 443, by name. In development also http on this machine.'

type FieldBuilder = InputFieldBuilder<typeof builder.$inferSchemaTypes, 'InputObject'>

const settings = (t: FieldBuilder) => ({
  description: t.string({ description: 'For people: at most 500 characters, no card numbers. Null takes it away.' }),
  eventTypes: t.field({
    description: 'Which types of events are sent; null for all of them, those that are added later included.',
    type: [PaymentEventTypeEnum],
  }),
  apiVersion: t.string({ description: 'The version of the shape of payloads; today there is 2026-11-01 alone.' }),
  selection: t.string({
    description:
      'What of the event is sent as `data`: a GraphQL selection set over PaymentEvent, such as `{ id type data payment { id status } }`, with what a secret key may select. At most 4,000 characters.',
  }),
  ordered: t.boolean({
    description:
      'Whether the next event of a payment waits until the one before has arrived or is given up. False by default.',
  }),
  enabled: t.boolean({
    description: 'Whether events are sent; true by default. What waits when it is disabled is canceled.',
  }),
})

export const AddWebhookEndpointInputType = builder.inputType('AddWebhookEndpointInput', {
  description: 'A new webhook endpoint.',
  fields: (t) => ({ url: t.string({ description: URL, required: true }), ...settings(t) }),
})

export const UpdateWebhookEndpointInputType = builder.inputType('UpdateWebhookEndpointInput', {
  description: 'What to change of an endpoint. What is omitted stays as it is.',
  fields: (t) => ({
    id: t.id({ description: ENDPOINT_ID, required: true }),
    url: t.string({ description: URL }),
    ...settings(t),
    catchUp: t.boolean({
      description:
        'With `enabled: true`: also send what happened while it was disabled, at most 30 days back. False by default: it begins with the present.',
    }),
  }),
})

export const RotateWebhookSecretInputType = builder.inputType('RotateWebhookSecretInput', {
  description: 'Another signing secret for an endpoint.',
  fields: (t) => ({
    id: t.id({ description: ENDPOINT_ID, required: true }),
    overlapHours: t.int({
      description: 'How long the old secret signs beside the new one: 0 to 168 hours, 24 by default.',
    }),
    expireOldNow: t.boolean({ description: 'True where an old secret leaked: from now on the new one signs alone.' }),
  }),
})

export const RemoveWebhookEndpointInputType = builder.inputType('RemoveWebhookEndpointInput', {
  description: 'Which endpoint to remove.',
  fields: (t) => ({ id: t.id({ description: ENDPOINT_ID, required: true }) }),
})

export const SendTestWebhookInputType = builder.inputType('SendTestWebhookInput', {
  description: 'A made-up event for an endpoint.',
  fields: (t) => ({
    endpointId: t.id({ description: ENDPOINT_ID, required: true }),
    type: t.field({
      description: 'Of any type, whether the endpoint asked for it or not.',
      type: PaymentEventTypeEnum,
      required: true,
    }),
  }),
})

export const RedeliverWebhookInputType = builder.inputType('RedeliverWebhookInput', {
  description: 'Which delivery to send again.',
  fields: (t) => ({
    deliveryId: t.id({ description: 'As `webhookDeliveries` has it; it begins with whd_.', required: true }),
  }),
})

export const RedeliverWebhooksInputType = builder.inputType('RedeliverWebhooksInput', {
  description: 'Which deliveries of an endpoint to send again: all given fields have to hold.',
  fields: (t) => ({
    endpointId: t.id({ description: ENDPOINT_ID, required: true }),
    from: t.field({ description: 'Those queued from then on; open when omitted.', type: 'DateTime' }),
    to: t.field({ description: 'Those queued before then; open when omitted.', type: 'DateTime' }),
    status: t.field({ description: 'Any that has ended when omitted.', type: WebhookDeliveryStatusEnum }),
    type: t.field({ description: 'Any type of event when omitted.', type: PaymentEventTypeEnum }),
  }),
})
