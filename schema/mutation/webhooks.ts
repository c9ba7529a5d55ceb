import type { Configured } from '../../src/configuration/contract.ts'
import type { Delivery, Endpoint, Redelivery, WebhookService } from '../../src/webhook/out/contract.ts'
import { builder } from '../builder.ts'
import type { ApiContext } from '../context.ts'
import { configurationError, type ErrorValue, forbiddenError, validationError } from '../error.ts'
import type { Checked } from '../input/problem.ts'
import { readAddEndpoint, readRange, readUpdateEndpoint } from '../input/webhook.ts'
import { type Operator, operatorOf } from '../operator.ts'
import { WebhookDeliveryType, WebhookEndpointType } from '../webhook.ts'
import { resultType } from './result.ts'
import {
  AddWebhookEndpointInputType,
  RedeliverWebhookInputType,
  RedeliverWebhooksInputType,
  RemoveWebhookEndpointInputType,
  RotateWebhookSecretInputType,
  SendTestWebhookInputType,
  UpdateWebhookEndpointInputType,
} from './webhookInputs.ts'
import { INPUT } from './words.ts'

const OPERATORS = 'Webhook endpoints are for operator keys.'
const DONE = 'It was done.'

interface Payload {
  readonly __typename: string
}
type EndpointPayload = Payload & { readonly endpoint: Endpoint }
type SecretPayload = EndpointPayload & { readonly secret: string }
type DeliveryPayload = Payload & { readonly delivery: Delivery }

/** Checks who asks and what, and has it done. */
async function manage<Request, Value extends object>(
  context: ApiContext,
  { name, idField, checked }: { readonly name: string; readonly idField: string; readonly checked: Checked<Request> },
  work: (webhooks: WebhookService, operator: Operator, request: Request) => Configured<Value>,
): Promise<(Payload & Value) | ErrorValue> {
  const operator = operatorOf(context)
  if (operator === undefined) return forbiddenError(OPERATORS)
  if (!checked.ok) return validationError(checked.error)
  const done = await work(context.services.webhooks(), operator, checked.value)
  return done.ok ? { __typename: `${name}Payload`, ...done.value } : configurationError(done.error, idField)
}

const plain = <Request>(value: Request): Checked<Request> => ({ ok: true, value })

/** The value under a name, for payloads that show one thing. */
async function under<Name extends string, Value>(name: Name, work: Configured<Value>) {
  const done = await work
  return done.ok ? { ok: true as const, value: { [name]: done.value } as { readonly [key in Name]: Value } } : done
}

const secretResult = (name: string) =>
  resultType(
    name,
    builder.objectRef<SecretPayload>(`${name}Payload`).implement({
      description: DONE,
      fields: (t) => ({
        endpoint: t.field({ description: 'As it is now.', type: WebhookEndpointType, resolve: (one) => one.endpoint }),
        secret: t.exposeString('secret', {
          description: 'The signing secret, `whsec_…`. It is shown this once: keep it where your receiver finds it.',
        }),
      }),
    }),
  )

const endpointResult = (name: string) =>
  resultType(
    name,
    builder.objectRef<EndpointPayload>(`${name}Payload`).implement({
      description: DONE,
      fields: (t) => ({
        endpoint: t.field({ description: 'As it is now.', type: WebhookEndpointType, resolve: (one) => one.endpoint }),
      }),
    }),
  )

const deliveryResult = (name: string) =>
  resultType(
    name,
    builder.objectRef<DeliveryPayload>(`${name}Payload`).implement({
      description: 'It is queued; what became of it is in the delivery.',
      fields: (t) => ({
        delivery: t.field({ description: 'As it is now.', type: WebhookDeliveryType, resolve: (one) => one.delivery }),
      }),
    }),
  )

const RemovedPayload = builder.objectRef<Payload & { readonly id: string }>('RemoveWebhookEndpointPayload').implement({
  description: DONE,
  fields: (t) => ({ endpointId: t.exposeID('id', { description: 'Of the endpoint that is gone.' }) }),
})

const QueuedPayload = builder.objectRef<Payload & Redelivery>('RedeliverWebhooksPayload').implement({
  description: 'They are queued.',
  fields: (t) => ({
    queued: t.exposeInt('queued', { description: 'How many are sent again that were not waiting already.' }),
    left: t.exposeInt('left', {
      description:
        'How many there was no room for: at most 5,000 wait at once. Ask for them once those have been sent.',
    }),
    leftFrom: t.field({
      description: 'The `from` to ask for those that are left with; null where none is.',
      type: 'DateTime',
      nullable: true,
      resolve: ({ leftFromMs }) => leftFromMs,
    }),
  }),
})

builder.mutationFields((t) => ({
  addWebhookEndpoint: t.field({
    description:
      'Adds a webhook endpoint. It begins with what happens from now on. There is no key: the same again is another endpoint with another secret. For operator keys. Errors to expect: ValidationError, also where the selection names what is not there; InvalidStateError at 50 endpoints.',
    type: secretResult('AddWebhookEndpoint'),
    args: { input: t.arg({ description: INPUT, type: AddWebhookEndpointInputType, required: true }) },
    resolve: (_root, { input }, context) =>
      manage(
        context,
        { name: 'AddWebhookEndpoint', idField: 'id', checked: readAddEndpoint(input) },
        (webhooks, operator, request) => webhooks.add(operator, request),
      ),
  }),
  updateWebhookEndpoint: t.field({
    description:
      'Changes what is given and nothing else, from the next attempt on; payloads that were made stay as they are. The same again changes nothing more. For operator keys. Errors to expect: ValidationError, NotFoundError.',
    type: endpointResult('UpdateWebhookEndpoint'),
    args: { input: t.arg({ description: INPUT, type: UpdateWebhookEndpointInputType, required: true }) },
    resolve: (_root, { input }, context) =>
      manage(
        context,
        { name: 'UpdateWebhookEndpoint', idField: 'id', checked: readUpdateEndpoint(input) },
        (webhooks, operator, request) => under('endpoint', webhooks.change(operator, request)),
      ),
  }),
  rotateWebhookSecret: t.field({
    description:
      'Makes another signing secret. Until the old one expires both sign, so receivers can be changed without a gap; secrets before it sign until their own time, three at once at most. The same again is another secret. For operator keys. Errors to expect: ValidationError, NotFoundError.',
    type: secretResult('RotateWebhookSecret'),
    args: { input: t.arg({ description: INPUT, type: RotateWebhookSecretInputType, required: true }) },
    resolve: (_root, { input }, context) =>
      manage(
        context,
        { name: 'RotateWebhookSecret', idField: 'id', checked: plain(input) },
        (webhooks, operator, request) => webhooks.rotate(operator, request),
      ),
  }),
  removeWebhookEndpoint: t.field({
    description:
      'Removes an endpoint with its deliveries, those that wait included. The same again is a NotFoundError. For operator keys. Errors to expect: NotFoundError.',
    type: resultType('RemoveWebhookEndpoint', RemovedPayload),
    args: { input: t.arg({ description: INPUT, type: RemoveWebhookEndpointInputType, required: true }) },
    resolve: (_root, { input }, context) =>
      manage(
        context,
        { name: 'RemoveWebhookEndpoint', idField: 'id', checked: plain(input.id) },
        (webhooks, operator, id) => webhooks.remove(operator, id),
      ),
  }),
  sendTestWebhook: t.field({
    description:
      'Sends a made-up event: `test: true` stands in the payload, its id begins with evt_test_, and the payment in it does not exist. The same again sends another. For operator keys. Errors to expect: NotFoundError, InvalidStateError where the endpoint is disabled.',
    type: deliveryResult('SendTestWebhook'),
    args: { input: t.arg({ description: INPUT, type: SendTestWebhookInputType, required: true }) },
    resolve: (_root, { input }, context) =>
      manage(
        context,
        { name: 'SendTestWebhook', idField: 'endpointId', checked: plain(input) },
        (webhooks, operator, { endpointId, type }) => under('delivery', webhooks.sendTest(operator, endpointId, type)),
      ),
  }),
  redeliverWebhook: t.field({
    description:
      'Sends a delivery again, under the same id and with the same bytes, before everything else that waits. One that waits already is due at once; it is not sent twice. For operator keys. Errors to expect: NotFoundError, InvalidStateError where the endpoint is disabled.',
    type: deliveryResult('RedeliverWebhook'),
    args: { input: t.arg({ description: INPUT, type: RedeliverWebhookInputType, required: true }) },
    resolve: (_root, { input }, context) =>
      manage(
        context,
        { name: 'RedeliverWebhook', idField: 'deliveryId', checked: plain(input.deliveryId) },
        (webhooks, operator, id) => under('delivery', webhooks.redeliver(operator, id)),
      ),
  }),
  redeliverWebhooks: t.field({
    description:
      'Sends many deliveries again, those of a span, a status or a type, or all that ended and are kept. News goes first. At most 5,000 wait at once; of more the oldest, and the answer says how many are left. The same again queues nothing that waits already. For operator keys. Errors to expect: ValidationError, NotFoundError, InvalidStateError where the endpoint is disabled.',
    type: resultType('RedeliverWebhooks', QueuedPayload),
    args: { input: t.arg({ description: INPUT, type: RedeliverWebhooksInputType, required: true }) },
    resolve: (_root, { input }, context) =>
      manage(
        context,
        { name: 'RedeliverWebhooks', idField: 'endpointId', checked: readRange(input) },
        (webhooks, operator, range) => webhooks.redeliverMany(operator, input.endpointId, range),
      ),
  }),
}))
