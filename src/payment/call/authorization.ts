import type { Send } from '../../gateway/forward.ts'
import type { AttemptRequest, Gateway } from '../../gateway/gateway.ts'
import { windowSizeOf } from '../../gateway/threeDS.ts'
import type { Attempt, PaymentState } from '../state.ts'
import type { Effect } from '../step.ts'
import type { CallPorts, CallResult } from './ports.ts'
import { requestFor, sendFor, sendingFor } from './sending.ts'

/** The authorization itself, the word after the shopper's return, or what the gateway declares for finding out about either. */
export async function performAuthorization(
  gateway: Gateway,
  ports: CallPorts,
  state: PaymentState,
  attempt: Attempt,
  { kind, call }: Effect,
): Promise<CallResult> {
  // A shopper who comes back may have taken a quarter of an hour: the confirmation's deadline bounds its attempts alone.
  const isFirst = kind === 'call' && call.kind === 'authorize'
  const sending = sendingFor(attempt, isFirst ? attempt.deadlineMs : undefined)
  const request = withSteps(ports, requestFor(state, attempt), attempt)
  const authorize = (token: string | undefined) => {
    const sendCard = sendFor(ports, state, attempt, sending, token)
    return gateway.authorize(isFirst ? sendCard : repeated(sendCard), {
      ...request,
      method: attempt.method ?? 'card',
      browser: ports.browserOf(attempt),
      // A card or a wallet says who pays by itself.
      ...(attempt.tokenId === undefined ? { payer: ports.payerOf() } : {}),
      returnUrl: ports.returnUrlFor(request.attemptId),
      ...(attempt.threeDS === undefined ? {} : { threeDS: attempt.threeDS }),
      ...(attempt.credential === undefined ? {} : { credential: attempt.credential }),
    })
  }
  const send = sendFor(ports, state, attempt, sending)
  const token = attempt.tokenId === undefined ? undefined : ports.tokenOf(attempt.tokenId)
  const hasMeans = attempt.tokenId === undefined || token !== undefined
  if (kind === 'resolve') {
    for (const means of gateway.resolveAuthorization) {
      if (means === 'query') return { outcome: await gateway.query(send, request), by: 'query' }
      // After the shopper's return there is nothing to send again: the authorization was answered.
      if (means !== 'resend' || !hasMeans || call.kind !== 'authorize') continue
      const outcome = await authorize(token)
      // A repetition that was not carried out says nothing of the first request.
      const { cardFingerprint } = sending
      if (outcome.kind !== 'not_sent' && outcome.kind !== 'unprocessed')
        return { outcome, by: 'resend', cardFingerprint }
    }
    // Whoever cannot be asked has to be fenced, and that follows from not having found it.
    return { outcome: { kind: 'not_found' }, by: 'query' }
  }
  if (call.kind === 'complete') {
    return { outcome: await gateway.complete(send, request, ports.returnedOf(attempt)), by: 'call' }
  }
  if (!hasMeans) return { outcome: { kind: 'not_sent', reason: 'the card is no longer in memory' }, by: 'call' }
  const outcome = await authorize(token)
  const { cardFingerprint } = sending
  return { outcome, by: 'call', ...(cardFingerprint === undefined ? {} : { cardFingerprint }) }
}

/** Each step has an address of its own, so that whoever follows the payment sees that there is another one to take. */
const withSteps = (ports: CallPorts, request: AttemptRequest, attempt: Attempt): AttemptRequest => ({
  ...request,
  stepUrl: ports.stepUrlFor(request.attemptId, (attempt.returns ?? 0) + 1),
  windowSize: windowSizeOf(ports.browserOf(attempt), attempt.threeDS),
  ...(attempt.step === undefined ? {} : { step: attempt.step }),
})

/** A token that the vault refuses by now was good for the first request: of that one its refusal says nothing. */
const repeated =
  (send: Send): Send =>
  async (request) => {
    const answer = await send(request)
    return answer.kind === 'token_refused' ? { kind: 'not_sent', reason: 'bad_request' } : answer
  }
