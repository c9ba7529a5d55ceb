import { builder } from './builder.ts'
import { type Connection, checkFirst, connection } from './connection.ts'
import { PaymentEventTypeEnum } from './eventType.ts'
import { readDeliveryFilter } from './input/webhook.ts'
import { needOperator } from './operator.ts'
import { pageArguments } from './pageArguments.ts'
import { topLevelError } from './problem.ts'
import { connectionType } from './relay.ts'
import { WebhookDeliveryStatusEnum, WebhookDeliveryType, WebhookEndpointType } from './webhook.ts'

const WebhookDeliveryFilterInput = builder.inputType('WebhookDeliveryFilter', {
  description: 'What a list of deliveries is narrowed by: all given fields have to hold.',
  fields: (t) => ({
    status: t.field({ description: 'What became of it.', type: WebhookDeliveryStatusEnum }),
    type: t.field({ description: 'The type of the event.', type: PaymentEventTypeEnum }),
    paymentId: t.id({ description: 'The payment that it is about; it begins with pay_.' }),
    eventId: t.id({ description: 'The event; it begins with evt_.' }),
  }),
})

const WebhookDeliveryConnectionType = connectionType('WebhookDelivery', WebhookDeliveryType, { asOf: false })

/** A cursor is the delivery's own id, so one of another endpoint is known at sight. */
function beforeOf(after: string | null | undefined, endpointId: string): number | undefined {
  if (after === undefined || after === null) return undefined
  const [, number] = new RegExp(`^whd_${endpointId.slice('whe_'.length)}_([1-9][0-9]{0,14})$`).exec(after) ?? []
  if (number === undefined) throw topLevelError('BAD_REQUEST', 'after is not a cursor of this list.')
  return Number(number)
}

const ENDPOINT_ID = 'It begins with whe_.'
const ENDPOINT = /^whe_0[a-z2-7]{26}$/

builder.queryFields((t) => ({
  webhookEndpoints: t.field({
    description:
      "The merchant's webhook endpoints in the mode of the key, oldest first. For operator keys; others get FORBIDDEN.",
    type: [WebhookEndpointType],
    resolve: async (_root, _args, context) => {
      const operator = needOperator(context, 'Query.webhookEndpoints')
      return [...(await context.services.webhooks().list(operator))]
    },
  }),
  webhookEndpoint: t.field({
    description:
      'One webhook endpoint. Null where there is none for this key. For operator keys; others get FORBIDDEN.',
    type: WebhookEndpointType,
    nullable: true,
    args: { id: t.arg.id({ description: ENDPOINT_ID, required: true }) },
    resolve: (_root, { id }, context) =>
      context.services.webhooks().read(needOperator(context, 'Query.webhookEndpoint'), id),
  }),
  webhookDeliveries: t.field({
    description:
      "An endpoint's deliveries, newest first, straight from where they are made. Null where there is no such endpoint for this key. For operator keys; others get FORBIDDEN.",
    type: WebhookDeliveryConnectionType,
    nullable: true,
    args: {
      endpointId: t.arg.id({ description: ENDPOINT_ID, required: true }),
      ...pageArguments(t),
      filter: t.arg({ description: 'Everything when omitted.', type: WebhookDeliveryFilterInput }),
    },
    resolve: async (_root, { endpointId, first, after, filter }, context) => {
      const operator = needOperator(context, 'Query.webhookDeliveries')
      if (!ENDPOINT.test(endpointId)) return null
      const checked = readDeliveryFilter(filter)
      if (!checked.ok) {
        const { path, message } = checked.error
        throw topLevelError('BAD_REQUEST', `${['filter', ...path].join('.')} ${message}.`)
      }
      const before = beforeOf(after, endpointId)
      const query = { ...checked.value, first: checkFirst(first), ...(before === undefined ? {} : { before }) }
      const page = await context.services.webhooks().deliveries(operator, endpointId, query)
      if (page === null) return null
      const edges = page.deliveries.map((node) => ({ node, cursor: node.id }))
      return connection(edges, page.hasMore, before !== undefined, Date.now()) satisfies Connection<unknown>
    },
  }),
  webhookDeliveriesOf: t.field({
    description:
      "What became of one event at all of the merchant's endpoints, one delivery for each that it was for. For operator keys; others get FORBIDDEN.",
    type: [WebhookDeliveryType],
    args: { eventId: t.arg.id({ description: 'It begins with evt_.', required: true }) },
    resolve: async (_root, { eventId }, context) => {
      const operator = needOperator(context, 'Query.webhookDeliveriesOf')
      return [...(await context.services.webhooks().deliveriesOf(operator, eventId))]
    },
  }),
}))
