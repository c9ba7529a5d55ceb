import { gatewayOf } from '../../gateway/registry.ts'
import { unreachable } from '../../result.ts'
import { attemptOf, currentAttempt } from '../amounts.ts'
import type { CallReference } from '../event.ts'
import { askedAs } from '../parts.ts'
import type { Attempt, PaymentState } from '../state.ts'
import type { Effect } from '../step.ts'
import { performAuthorization } from './authorization.ts'
import { performOperation, untilSent } from './operation.ts'
import type { CallPorts, CallResult } from './ports.ts'

/**
 * Carries out one effect: builds the request from the committed state alone, so that a repetition after a crash is the
 * same request, and answers an outcome. It never throws: whatever went wrong around a call leaves it unknown.
 */
export async function perform(
  ports: CallPorts,
  state: PaymentState,
  effect: Effect,
): Promise<CallResult & { readonly askedAs: string | undefined }> {
  return { ...(await resultOf(ports, state, effect)), askedAs: askedAs(state, effect.call) }
}

async function resultOf(ports: CallPorts, state: PaymentState, effect: Effect): Promise<CallResult> {
  const by = effect.kind === 'call' || effect.call.kind === 'fence' ? 'call' : 'resend'
  try {
    const attempt = attemptFor(state, effect.call)
    const gateway = attempt === undefined ? undefined : gatewayOf(attempt.route.kind)
    if (attempt === undefined || gateway === undefined) {
      return { outcome: { kind: 'unknown', reason: 'this deployment does not know the gateway' }, by }
    }
    if (isAuthorization(effect.call)) return await performAuthorization(gateway, ports, state, attempt, effect)
    const operate = () => performOperation(gateway, ports, state, attempt, effect)
    const { kind, call } = effect
    // Only while no earlier try is unknown does a certain one mean anything; and of a fence `unprocessed` is the success.
    const outcome =
      kind === 'call' && call.kind !== 'fence'
        ? await untilSent(operate, `${state.id} ${call.kind} ${call.number}`)
        : await operate()
    return { outcome, by }
  } catch {
    return { outcome: { kind: 'unknown', reason: 'the call broke off' }, by }
  }
}

const isAuthorization = ({ kind }: CallReference): boolean => kind === 'authorize' || kind === 'complete'

/** The attempt whose gateway a call goes to: its own, or the one that the payment stands on. */
export function attemptFor(state: PaymentState, call: CallReference): Attempt | undefined {
  switch (call.kind) {
    case 'authorize':
    case 'complete':
    case 'void':
    case 'fence':
    case 'return':
      return attemptOf(state, call.number)
    case 'capture':
    case 'refund':
    case 'respond':
      return state.authorizedBy === undefined ? currentAttempt(state) : attemptOf(state, state.authorizedBy)
    default:
      return unreachable(call.kind)
  }
}
