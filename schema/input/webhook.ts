import { parseId } from '../../src/ids/ids.ts'
import type { PaymentEventType } from '../../src/payment/event.ts'
import { ok } from '../../src/result.ts'
import type {
  AddEndpoint,
  DeliveryFilter,
  DeliveryStatus,
  RedeliverRange,
  UpdateEndpoint,
} from '../../src/webhook/out/contract.ts'
import { given, type Optional } from './create.ts'
import { checkDateTime } from './dateTime.ts'
import { type Checked, checkAll, problem } from './problem.ts'
import { checkOptionalText, checkText } from './text.ts'

interface Settings {
  readonly description?: Optional<string>
  readonly eventTypes?: Optional<readonly PaymentEventType[]>
  readonly apiVersion?: Optional<string>
  readonly selection?: Optional<string>
  readonly ordered?: Optional<boolean>
  readonly enabled?: Optional<boolean>
}

export interface AddWebhookEndpointInput extends Settings {
  readonly url: string
}

export interface UpdateWebhookEndpointInput extends Settings {
  readonly id: string
  readonly url?: Optional<string>
  readonly catchUp?: Optional<boolean>
}

export interface RedeliverInput {
  readonly endpointId: string
  readonly from?: unknown
  readonly to?: unknown
  readonly status?: Optional<DeliveryStatus>
  readonly type?: Optional<PaymentEventType>
}

export interface DeliveryFilterInput {
  readonly status?: Optional<DeliveryStatus>
  readonly type?: Optional<PaymentEventType>
  readonly paymentId?: Optional<string>
  readonly eventId?: Optional<string>
}

/** What is looked at here is hostile text; what a URL or a selection may be is for the endpoints' own room to say. */
const URL_RULE = { longest: 2_048, allowsCardNumber: true }
const LONGEST_DESCRIPTION = 500
const SELECTION_RULE = { longest: 4_000, multiline: true }
const LONGEST_API_VERSION = 20

const texts = (input: Omit<Settings, 'eventTypes'>) => ({
  description: checkOptionalText(input.description, ['description'], { longest: LONGEST_DESCRIPTION, multiline: true }),
  selection: checkOptionalText(input.selection, ['selection'], SELECTION_RULE),
  apiVersion: checkOptionalText(input.apiVersion, ['apiVersion'], { longest: LONGEST_API_VERSION }),
})

export function readAddEndpoint(input: AddWebhookEndpointInput): Checked<AddEndpoint> {
  const checked = checkAll({ url: checkText(input.url, ['url'], URL_RULE), ...texts(input) })
  return checked.ok ? ok({ ...input }) : checked
}

export function readUpdateEndpoint(input: UpdateWebhookEndpointInput): Checked<UpdateEndpoint> {
  const checked = checkAll({ url: checkOptionalText(input.url, ['url'], URL_RULE), ...texts(input) })
  if (!checked.ok) return checked
  const { url, ...others } = input
  return ok({ ...others, ...(url === undefined || url === null ? {} : { url }) })
}

export function readRange({ from, to, status, type }: RedeliverInput): Checked<RedeliverRange> {
  const checked = checkAll({ fromMs: checkMoment(from, ['from']), toMs: checkMoment(to, ['to']) })
  if (!checked.ok) return checked
  return ok(given({ ...checked.value, status: status ?? undefined, type: type ?? undefined }))
}

const checkMoment = (value: unknown, path: readonly string[]): Checked<number | undefined> =>
  value === undefined || value === null ? ok(undefined) : checkDateTime(value, path)

/** Longer than any id of an event, made-up ones included. */
const LONGEST_EVENT_ID = 80

export function readDeliveryFilter(input: Optional<DeliveryFilterInput>): Checked<DeliveryFilter> {
  const { status, type, paymentId, eventId } = input ?? {}
  if (typeof paymentId === 'string' && parseId(paymentId)?.kind !== 'payment') {
    return problem(['paymentId'], 'must be the id of a payment; it begins with pay_')
  }
  const checked = checkOptionalText(eventId, ['eventId'], { longest: LONGEST_EVENT_ID, allowsCardNumber: true })
  if (!checked.ok) return checked
  return ok(
    given({
      status: status ?? undefined,
      type: type ?? undefined,
      paymentId: paymentId ?? undefined,
      eventId: checked.value,
    }),
  )
}
