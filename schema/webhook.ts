import { CATALOGUE } from '../src/catalogue/catalogue.ts'
import type {
  Attempt,
  Delivery,
  DeliveryStatus,
  DisabledReason,
  Endpoint,
  Trouble,
  TroubleKind,
} from '../src/webhook/out/contract.ts'
import { builder } from './builder.ts'
import { ModeEnum } from './enums.ts'
import { describedValues } from './enumValues.ts'
import { PaymentEventTypeEnum } from './eventType.ts'

const DisabledReasonEnum = builder.enumType('WebhookDisabledReason', {
  description: 'Why a webhook endpoint is disabled.',
  values: describedValues<DisabledReason>({
    OPERATOR: 'An operator disabled it.',
    GONE: 'Its receiver answered 410: it does not want anything any more.',
  }),
})

const TroubleKindEnum = builder.enumType('WebhookTroubleKind', {
  description: "What is wrong with a webhook endpoint on Turnpike's side.",
  values: describedValues<TroubleKind>({
    SENDING: 'Payloads cannot be made or signed. What waits is tried again until its deadline.',
    FOLLOWING: 'Not all events are heard of just now. They are sent once they are.',
    GAP: 'Events were forgotten before the endpoint had read them, or the feed was restored to an earlier state: some are missing. Shown for a week.',
  }),
})

const WebhookTroubleType = builder.objectRef<Trouble>('WebhookTrouble').implement({
  description: "Trouble with a webhook endpoint on Turnpike's side, which says nothing of the receiver.",
  fields: (t) => ({
    kind: t.field({ description: 'What it means.', type: TroubleKindEnum, resolve: ({ kind }) => kind }),
    message: t.exposeString('message', { description: 'What is known of it, in English, for people.' }),
    since: t.field({ description: 'When it was first noticed.', type: 'DateTime', resolve: (one) => one.sinceMs }),
  }),
})

export const WebhookDeliveryStatusEnum = builder.enumType('WebhookDeliveryStatus', {
  description: 'What became of a delivery. All but PENDING can be redelivered.',
  values: describedValues<DeliveryStatus>({
    PENDING: 'It is being sent, or waits: for its turn, for its next attempt, or for the receiver to come back.',
    SUCCEEDED: 'The receiver answered with a status from 200 to 299.',
    FAILED: 'It was tried until its deadline, and is given up.',
    CANCELED: 'The endpoint was disabled while it waited.',
  }),
})

export const WebhookEndpointType = builder.objectRef<Endpoint>('WebhookEndpoint').implement({
  description:
    "Where Turnpike sends a merchant's events, signed as Standard Webhooks says. Its secret is shown when it is made and when it is rotated, and never again.",
  fields: (t) => ({
    id: t.exposeID('id', { description: 'It begins with whe_; `node(id:)` does not take it.' }),
    mode: t.field({ description: 'Whose events: those of this mode.', type: ModeEnum, resolve: ({ mode }) => mode }),
    url: t.exposeString('url', { description: 'Where deliveries are sent, with POST.' }),
    description: t.exposeString('description', { description: 'For people.', nullable: true }),
    enabled: t.exposeBoolean('enabled', { description: 'Whether events are sent.' }),
    disabledReason: t.field({
      description: 'Why it is disabled; null while it is enabled.',
      type: DisabledReasonEnum,
      nullable: true,
      resolve: ({ disabledReason }) => disabledReason,
    }),
    eventTypes: t.field({
      description: 'Which types of events are sent; null where it is all of them, those that are added later included.',
      type: [PaymentEventTypeEnum],
      nullable: true,
      resolve: ({ eventTypes }) => (eventTypes === undefined ? null : [...eventTypes]),
    }),
    apiVersion: t.exposeString('apiVersion', { description: 'The version of the shape of payloads, a date.' }),
    selection: t.exposeString('selection', {
      description: 'What of the event is sent as `data`: a GraphQL selection set over PaymentEvent.',
    }),
    ordered: t.exposeBoolean('ordered', {
      description: 'Whether the next event of a payment waits until the one before has arrived or is given up.',
    }),
    failuresInARow: t.exposeInt('failuresInARow', {
      description: 'How many attempts failed since the last that succeeded.',
    }),
    probeAt: t.field({
      description:
        'Set while the receiver counts as down, after ten failures in a row: when the next single attempt is made. What waits is sent once one succeeds.',
      type: 'DateTime',
      nullable: true,
      resolve: ({ probeAtMs }) => probeAtMs,
    }),
    troubles: t.field({
      description: "What is wrong on Turnpike's side, one of each kind; empty where nothing is.",
      type: [WebhookTroubleType],
      resolve: ({ troubles }) => [...troubles],
    }),
    pendingDeliveries: t.int({ description: 'How many deliveries wait.', resolve: ({ pending }) => pending }),
    oldSecretExpiresAt: t.field({
      description: 'Until when secrets before the newest sign as well, the last of them; null where there is none.',
      type: 'DateTime',
      nullable: true,
      resolve: ({ oldSecretExpiresAtMs }) => oldSecretExpiresAtMs,
    }),
    createdAt: t.field({ description: 'When it was added.', type: 'DateTime', resolve: (one) => one.createdAtMs }),
    updatedAt: t.field({ description: 'When it last changed.', type: 'DateTime', resolve: (one) => one.updatedAtMs }),
  }),
})

const WebhookAttemptType = builder.objectRef<Attempt>('WebhookAttempt').implement({
  description: 'One call to a receiver. It is written down before it leaves, and what was answered after.',
  fields: (t) => ({
    number: t.exposeInt('number', { description: '1, 2, 3 … per delivery, redeliveries included.' }),
    startedAt: t.field({
      description: 'When it left; the `webhook-timestamp`, in seconds.',
      type: 'DateTime',
      resolve: ({ startedAtMs }) => startedAtMs,
    }),
    durationMs: t.int({
      description: 'How long it took, in milliseconds. Null while it runs.',
      nullable: true,
      resolve: ({ answer }) => answer?.durationMs,
    }),
    statusCode: t.int({
      description: 'The HTTP status of the answer. Null where there was none.',
      nullable: true,
      resolve: ({ answer }) => answer?.status,
    }),
    headers: t.field({
      description: 'The headers of the answer that say something about it, by lower-case name.',
      type: 'JSON',
      nullable: true,
      resolve: ({ answer }) => answer?.headers,
    }),
    body: t.string({
      description: 'The first 2 kB of the answer.',
      nullable: true,
      resolve: ({ answer }) => answer?.body,
    }),
    error: t.string({
      description: 'Why there was no answer, in English, for people.',
      nullable: true,
      resolve: ({ answer }) => answer?.error,
    }),
  }),
})

export const WebhookDeliveryType = builder.objectRef<Delivery>('WebhookDelivery').implement({
  description:
    'One event on its way to one endpoint, with all attempts. It is kept for 30 days after its end: of very many the newest 10,000 that succeeded, and of those that failed and those that were canceled the newest 50,000 each.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'For `redeliverWebhook`; it begins with whd_.' }),
    endpointId: t.exposeID('endpointId', { description: 'Where to.' }),
    eventId: t.exposeID('eventId', {
      description: "The event's id, the same in every attempt: the `webhook-id`, by which receivers know a repetition.",
    }),
    type: t.field({ description: 'What happened.', type: PaymentEventTypeEnum, resolve: ({ type }) => type }),
    name: t.string({
      description: 'The same as the payload has it: `capture.succeeded`.',
      resolve: ({ type }) => CATALOGUE[type].name,
    }),
    paymentId: t.exposeID('paymentId', { description: 'The payment that it is about.' }),
    seq: t.exposeInt('seq', { description: "The event's number within its payment." }),
    test: t.exposeBoolean('test', { description: 'Whether it is made up, by `sendTestWebhook`.' }),
    status: t.field({
      description: 'What became of it so far.',
      type: WebhookDeliveryStatusEnum,
      resolve: ({ status }) => status,
    }),
    attempts: t.field({
      description:
        'Every attempt, oldest first. Of very many the newest: 100 are kept, and a list of several deliveries shows 20 of each.',
      type: [WebhookAttemptType],
      resolve: ({ attempts }) => [...attempts],
    }),
    body: t.exposeString('body', {
      description: 'What is sent, byte by byte the same in every attempt. Null before the first one.',
      nullable: true,
    }),
    createdAt: t.field({ description: 'When it was queued.', type: 'DateTime', resolve: (one) => one.createdAtMs }),
    deadlineAt: t.field({
      description: 'When it is given up; a redelivery begins anew.',
      type: 'DateTime',
      resolve: ({ deadlineMs }) => deadlineMs,
    }),
    nextAttemptAt: t.field({
      description: "When it is sent next, as far as the receiver's state allows. Null once it has ended.",
      type: 'DateTime',
      nullable: true,
      resolve: ({ dueAtMs }) => dueAtMs,
    }),
    endedAt: t.field({
      description: 'When it ended. Null while it is pending.',
      type: 'DateTime',
      nullable: true,
      resolve: ({ endedAtMs }) => endedAtMs,
    }),
  }),
})
