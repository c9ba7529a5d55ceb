import type { LoggedEvent, ObjectLog, Part } from './evidence.ts'

/** A payment as its log tells it, worked out a second time from docs/events.md and from no line of the product. */
export interface Replayed {
  readonly paymentId: string
  readonly seq: number
  readonly status: string
  readonly amountMinor: number
  readonly currency: string
  readonly isManual: boolean
  readonly authorizedMinor: number
  readonly capturedMinor: number
  readonly refundedMinor: number
  readonly attempts: ReadonlyMap<number, Part>
  readonly captures: ReadonlyMap<number, Part>
  readonly refunds: ReadonlyMap<number, Part>
  /** Attempts that are being ended, and why. */
  readonly ending: ReadonlyMap<number, string>
  /** How many attempts' captured money went back because the payment did not want it. */
  readonly givenBack: number
}

const START = (paymentId: string): Replayed => ({
  paymentId,
  seq: 0,
  status: '',
  amountMinor: 0,
  currency: '',
  isManual: false,
  authorizedMinor: 0,
  capturedMinor: 0,
  refundedMinor: 0,
  attempts: new Map(),
  captures: new Map(),
  refunds: new Map(),
  ending: new Map(),
  givenBack: 0,
})

/** The payment after each of its events, the last one last. */
export function replay({ paymentId, events }: Pick<ObjectLog, 'paymentId' | 'events'>): readonly Replayed[] {
  let state = START(paymentId)
  return events.map((event) => {
    state = { ...after(state, event), seq: event.seq }
    return state
  })
}

const ATTEMPT_ENDS: Readonly<Record<string, string>> = {
  approved: 'APPROVED',
  declined: 'DECLINED',
  unprocessed: 'UNPROCESSED',
  not_sent: 'NOT_SENT',
}

function after(state: Replayed, { type, data }: LoggedEvent): Replayed {
  const amountMinor = numberOf(data.amountMinor)
  const attempt = numberOf(data.attempt)
  switch (type) {
    case 'PAYMENT_CREATED':
      return {
        ...state,
        status: 'REQUIRES_PAYMENT_METHOD',
        amountMinor,
        currency: String(data.currency),
        isManual: data.captureMethod === 'MANUAL',
      }
    case 'ATTEMPT_STARTED':
      return {
        ...state,
        status: 'PROCESSING',
        attempts: withPart(state.attempts, attempt, 'STARTED', state.amountMinor),
      }
    case 'ACTION_REQUIRED':
      return { ...state, status: 'REQUIRES_ACTION', attempts: withPart(state.attempts, attempt, 'ACTION_REQUIRED') }
    case 'ACTION_COMPLETED':
      return { ...state, status: 'PROCESSING', attempts: withPart(state.attempts, attempt, 'STARTED') }
    case 'ATTEMPT_ENDED':
      return {
        ...state,
        attempts: withPart(state.attempts, attempt, ATTEMPT_ENDS[String(data.outcome)] ?? String(data.outcome)),
        ending: without(state.ending, attempt),
      }
    case 'PAYMENT_AUTHORIZED':
      return { ...state, status: state.isManual ? 'AUTHORIZED' : 'PROCESSING', authorizedMinor: amountMinor }
    case 'PAYMENT_DECLINED':
      return { ...state, status: 'REQUIRES_PAYMENT_METHOD', authorizedMinor: 0 }
    case 'PAYMENT_FAILED':
      return { ...state, status: 'FAILED', authorizedMinor: 0 }
    case 'CAPTURE_STARTED':
      return { ...state, captures: withPart(state.captures, numberOf(data.capture), 'PENDING', amountMinor) }
    case 'CAPTURE_SUCCEEDED':
      return captured(state, numberOf(data.capture), amountMinor, data.final === true)
    case 'CAPTURE_FAILED':
      return captureFailed(state, numberOf(data.capture))
    case 'CANCEL_STARTED':
      return {
        ...state,
        status: data.why === 'superseded' ? 'PROCESSING' : state.status,
        ending: new Map(state.ending).set(attempt, String(data.why)),
      }
    case 'CANCEL_FAILED':
      return { ...state, ending: without(state.ending, attempt) }
    case 'PAYMENT_CANCELED':
    case 'PAYMENT_EXPIRED':
      return { ...ended(state), status: type === 'PAYMENT_CANCELED' ? 'CANCELED' : 'EXPIRED' }
    case 'AUTHORIZATION_RELEASED':
      return { ...state, status: 'CAPTURED', ending: without(state.ending, attempt) }
    case 'OUTCOME_UNKNOWN':
      return unknown(state, data)
    case 'COMPENSATED':
      return {
        ...state,
        attempts: settled(state.attempts, attempt),
        ending: without(state.ending, attempt),
        givenBack: state.givenBack + (data.means === 'return' ? 1 : 0),
      }
    case 'COMPENSATION_FAILED':
      return { ...state, givenBack: state.givenBack - 1 }
    case 'REFUND_CREATED':
      return { ...state, refunds: withPart(state.refunds, numberOf(data.refund), 'PENDING', amountMinor) }
    case 'REFUND_SUCCEEDED':
      return refunded(
        state,
        withPart(
          state.refunds,
          numberOf(data.refund),
          'SUCCEEDED',
          data.amountMinor === undefined ? undefined : amountMinor,
        ),
      )
    case 'REFUND_FAILED':
      return refunded(state, withPart(state.refunds, numberOf(data.refund), 'FAILED'))
    default:
      // Disputes, messages that changed nothing, and what was found out about a call: no amount and no status of ours.
      return state
  }
}

function captured(state: Replayed, number: number, amountMinor: number, isFinal: boolean): Replayed {
  const capturedMinor = state.capturedMinor + amountMinor
  const isComplete = state.status === 'CAPTURED' || isFinal || capturedMinor >= state.authorizedMinor
  return {
    ...state,
    status: isComplete ? 'CAPTURED' : 'PARTIALLY_CAPTURED',
    capturedMinor,
    captures: withPart(state.captures, number, 'SUCCEEDED', amountMinor),
  }
}

function captureFailed(state: Replayed, number: number): Replayed {
  const before = state.captures.get(number)
  const next = { ...state, captures: withPart(state.captures, number, 'FAILED') }
  if (before?.status !== 'SUCCEEDED') return next
  const capturedMinor = state.capturedMinor - before.amountMinor
  return { ...next, capturedMinor, status: capturedMinor > 0 ? 'PARTIALLY_CAPTURED' : 'AUTHORIZED' }
}

function refunded(state: Replayed, refunds: ReadonlyMap<number, Part>): Replayed {
  const succeeded = [...refunds.values()].filter(({ status }) => status === 'SUCCEEDED')
  return { ...state, refunds, refundedMinor: succeeded.reduce((total, { amountMinor }) => total + amountMinor, 0) }
}

function unknown(state: Replayed, data: LoggedEvent['data']): Replayed {
  const { kind, number } = Object(data.call) as { kind?: string; number?: number }
  if (kind !== 'authorize' && kind !== 'complete') return state
  const status = data.reason === 'pending' ? 'PENDING' : 'UNKNOWN'
  return { ...state, attempts: withPart(state.attempts, numberOf(number), status) }
}

/** A payment that is over waits for nothing but the money that it did not want. */
function ended(state: Replayed): Replayed {
  const ending = new Map([...state.ending].filter(([, why]) => why === 'compensation' || why === 'cascaded'))
  const attempts = [...state.attempts.keys()].reduce(
    (all, number) => (ending.has(number) ? all : settled(all, number)),
    state.attempts,
  )
  return { ...state, attempts, ending }
}

const OPEN_ATTEMPTS = new Set(['STARTED', 'UNKNOWN', 'PENDING'])

/** What is still to come, in words; nothing once a payment is at rest. */
export function openOf(state: Replayed): readonly string[] {
  const parts = (name: string, of: ReadonlyMap<number, Part>, isOpen: (status: string) => boolean) =>
    [...of.values()].filter(({ status }) => isOpen(status)).map(({ number, status }) => `${name} ${number} ${status}`)
  return [
    ...(state.status === 'PROCESSING' ? ['status PROCESSING'] : []),
    ...parts('attempt', state.attempts, (status) => OPEN_ATTEMPTS.has(status)),
    ...parts('capture', state.captures, (status) => status === 'PENDING'),
    ...parts('refund', state.refunds, (status) => status === 'PENDING'),
    ...[...state.ending].map(([number, why]) => `attempt ${number} is being ended: ${why}`),
  ]
}

/** An attempt of which nothing is expected any more, whatever it was called last. */
const settled = (attempts: ReadonlyMap<number, Part>, number: number): ReadonlyMap<number, Part> =>
  OPEN_ATTEMPTS.has(attempts.get(number)?.status ?? '') ? withPart(attempts, number, 'ENDED') : attempts

function withPart(
  parts: ReadonlyMap<number, Part>,
  number: number,
  status: string,
  amountMinor?: number,
): ReadonlyMap<number, Part> {
  const before = parts.get(number)
  return new Map(parts).set(number, { number, status, amountMinor: amountMinor ?? before?.amountMinor ?? 0 })
}

function without(ending: ReadonlyMap<number, string>, number: number): ReadonlyMap<number, string> {
  const next = new Map(ending)
  next.delete(number)
  return next
}

/** Amounts stand in the files as digits; the drills' own are far below 2^53. */
const numberOf = (value: unknown): number => Number(value ?? 0)
