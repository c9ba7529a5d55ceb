import { isHardDecline } from '../../failure/failure.ts'
import type { GatewayAnswer, Send } from '../../gateway/forward.ts'
import type { AttemptRequest } from '../../gateway/gateway.ts'
import { childId } from '../../ids/ids.ts'
import type { ForwardCommand } from '../../vault/contract.ts'
import type { Attempt, PaymentState } from '../state.ts'
import type { CallPorts } from './ports.ts'

/** The longest one gateway call may take; what has not answered by then is unknown. */
const GATEWAY_CALL_TIMEOUT_MS = 20_000
/** Room for what the vault does around the call; with it a call is still within its lease. */
const VAULT_ALLOWANCE_MS = 4_000

/** One perform of one effect: when it has to be over, and what the vault told of the card on the way. */
export interface Sending {
  readonly deadlineMs: number
  /** As the log keeps it. */
  cardFingerprint?: string
}

/** What an attempt or an operation does at its gateway shares one time: the account's own, and an attempt its payment's. */
export function sendingFor({ route }: Attempt, attemptDeadlineMs = Number.POSITIVE_INFINITY): Sending {
  const timeoutMs = Math.min(route.timeoutMs ?? GATEWAY_CALL_TIMEOUT_MS, GATEWAY_CALL_TIMEOUT_MS)
  return { deadlineMs: Math.min(Date.now() + timeoutMs, attemptDeadlineMs) }
}

/** The way out, through the vault. With a token the vault sets the card's fields, and tries the connection first. */
export const sendFor =
  (ports: CallPorts, state: PaymentState, attempt: Attempt, sending: Sending, token?: string): Send =>
  async (request) => {
    const timeoutMs = sending.deadlineMs - Date.now()
    if (timeoutMs <= 0) return { kind: 'not_sent', reason: 'no_time_left' }
    try {
      const answer = await within(
        ports.vault.forward({
          accountId: attempt.route.accountId,
          merchantId: state.merchantId,
          mode: state.mode,
          paymentId: state.id,
          request,
          token,
          timeoutMs,
          checkConnection: token !== undefined,
          ...refusedCardsOf(state, ports),
        }),
        timeoutMs + VAULT_ALLOWANCE_MS,
      )
      if (answer.kind === 'answered' && answer.cardFingerprint !== undefined) {
        sending.cardFingerprint ??= ports.sealed(answer.cardFingerprint)
      }
      return answer
    } catch {
      return { kind: 'unknown', reason: 'the vault did not answer' }
    }
  }

function refusedCardsOf({ attempts }: PaymentState, { opened }: CallPorts): Pick<ForwardCommand, 'refusedCards'> {
  const refusedCards = attempts.flatMap(({ failure, cardFingerprint }) => {
    const isRefused = cardFingerprint !== undefined && failure !== undefined && isHardDecline(failure)
    return (isRefused ? opened(cardFingerprint) : undefined) ?? []
  })
  return refusedCards.length === 0 ? {} : { refusedCards }
}

/** The vault bounds the gateway's time; this bounds the vault's, so that a call can never be waited for without end. */
async function within(answer: Promise<GatewayAnswer>, timeoutMs: number): Promise<GatewayAnswer> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<GatewayAnswer>((resolve) => {
    timer = setTimeout(() => resolve({ kind: 'unknown', reason: 'the vault did not answer in time' }), timeoutMs)
  })
  try {
    return await Promise.race([answer, late])
  } finally {
    clearTimeout(timer)
  }
}

export const requestFor = (state: PaymentState, attempt: Attempt): AttemptRequest => ({
  paymentId: state.id,
  attemptId: childId('attempt', state.id, attempt.number),
  amountMinor: attempt.amountMinor,
  currency: attempt.chargedCurrency ?? state.currency,
  ...(attempt.method === undefined ? {} : { method: attempt.method }),
  startedAtMs: attempt.startedAtMs,
  capture: attempt.capture,
  gatewayReference: attempt.gatewayReference,
  isWaiting: attempt.action !== undefined && attempt.returned === undefined,
  ...(attempt.refusedEndings === undefined ? {} : { repetition: attempt.refusedEndings }),
})
