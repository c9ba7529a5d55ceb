import type { AuthorizeOutcome, OperationOutcome } from '../../src/gateway/outcome.ts'
import { paymentIdFor } from '../../src/ids/ids.ts'
import type { Refusal } from '../../src/payment/command.ts'
import { placed } from '../../src/payment/draft.ts'
import type { CallReference, ConfirmRequest, PaymentEvent, Route } from '../../src/payment/event.ts'
import { evolve, evolveAll } from '../../src/payment/evolve.ts'
import { askedAs } from '../../src/payment/parts.ts'
import type { PaymentState } from '../../src/payment/state.ts'
import type { Effect, Step } from '../../src/payment/step.ts'
import { transition } from '../../src/payment/transition/transition.ts'

export const PAYMENT_ID = paymentIdFor('mer_test', 'TEST', 'key')
export const START_MS = Date.UTC(2026, 10, 1)

export const routeOf = (gateway: string, oneCallSale = true): Route => ({
  accountId: `gwa_${gateway}`,
  gateway,
  kind: 'sandbox',
  capabilities: { oneCallSale, multipleCaptures: true },
})

export const ROUTES = [routeOf('a'), routeOf('b')]

export const confirmWith = (tokenId: string, nowMs: number, routes: readonly Route[] = ROUTES): ConfirmRequest => ({
  tokenId,
  plan: { candidates: routes, reason: 'as the test has it' },
  deadlineMs: nowMs + 30_000,
})

/** The core with a log and a clock, and nothing else: what the object does, without a runtime. */
export interface Driver {
  readonly state: () => PaymentState
  readonly events: () => readonly PaymentEvent[]
  readonly types: () => readonly string[]
  readonly effects: () => readonly Effect[]
  readonly refusal: () => Refusal | undefined
  readonly now: () => number
  wait(ms: number): void
  step(step: Step): Driver
  /** Answers the open call of this kind. */
  answer(
    call: CallReference,
    outcome: unknown,
    by?: 'call' | 'query' | 'resend' | 'fence',
    cards?: readonly string[],
  ): Driver
}

export function driver(): Driver {
  let state: PaymentState | undefined
  let nowMs = START_MS
  let effects: readonly Effect[] = []
  let refusal: Refusal | undefined
  const log: PaymentEvent[] = []
  const self: Driver = {
    state: () => {
      if (state === undefined) throw new Error('there is no payment yet')
      return state
    },
    events: () => log,
    types: () => log.map(({ type }) => type),
    effects: () => effects,
    refusal: () => refusal,
    now: () => nowMs,
    wait(ms) {
      nowMs += ms
    },
    step(step) {
      const result = transition(state, step, nowMs, PAYMENT_ID)
      refusal = result.ok ? undefined : result.error
      effects = result.ok ? result.value.effects : []
      for (const event of result.ok ? result.value.events : []) {
        const next = placed(event, log.length + 1, nowMs)
        log.push(next)
        state = evolve(state, next, PAYMENT_ID)
      }
      return self
    },
    answer(call, outcome, by = 'call', cards = []) {
      const told = { outcome: outcome as AuthorizeOutcome | OperationOutcome, askedAs: askedAs(self.state(), call) }
      return self.step({ kind: 'outcome', call, ...told, by, cards })
    },
  }
  return self
}

export const created = (amountMinor = 1000n, captureMethod: 'AUTOMATIC' | 'MANUAL' = 'AUTOMATIC'): Driver =>
  driver().step({
    kind: 'create',
    created: { merchantId: 'mer_test', mode: 'TEST', amountMinor, currency: 'EUR', captureMethod },
  })

/** An approval of exactly what was asked for. */
export function approval(state: PaymentState, captured: boolean, change: object = {}): AuthorizeOutcome {
  return {
    kind: 'approved',
    gatewayReference: 'ch_1',
    reference: state.id,
    amountMinor: state.amountMinor,
    currency: state.currency,
    capturedMinor: captured ? state.amountMinor : 0n,
    ...change,
  }
}

export function authorized(amountMinor = 1000n): Driver {
  const payment = created(amountMinor, 'MANUAL')
  payment.step({ kind: 'confirm', confirm: confirmWith('tok_1', payment.now()) })
  return payment.answer({ kind: 'authorize', number: 1 }, approval(payment.state(), false))
}

export function captured(amountMinor = 1000n): Driver {
  const payment = created(amountMinor)
  payment.step({ kind: 'confirm', confirm: confirmWith('tok_1', payment.now()) })
  return payment.answer({ kind: 'authorize', number: 1 }, approval(payment.state(), true))
}

export const replayed = (events: readonly PaymentEvent[]): PaymentState | undefined =>
  evolveAll(undefined, events, PAYMENT_ID)
