import type { ApiEnv } from '../env.ts'
import { countsAgainstGateway, isUnmapped } from '../failure/failure.ts'
import { healthOf } from '../resilience/service.ts'
import type { CallReport } from '../resilience/snapshot.ts'
import { attemptFor } from './call/perform.ts'
import type { CallResult } from './call/ports.ts'
import type { PaymentState } from './state.ts'
import type { Effect } from './step.ts'

/** Asking who may still be tried must not cost a failing payment more than this: the next attempt leaves soon. */
const PATIENCE_MS = 100
/** What a command brought along about the gateways' health is trusted for this long. */
const FRESH_MS = 1_000

/**
 * What one payment has to do with its gateways' health: it tells of failures at once, behind everything else, and asks
 * before an attempt moves on when what it knows has grown old. A healthy payment does neither.
 */
export async function afterCall(
  env: Pick<ApiEnv, 'GATEWAY_HEALTH'>,
  background: { waitUntil(work: Promise<unknown>): void },
  state: PaymentState,
  effect: Effect,
  result: CallResult,
): Promise<readonly string[]> {
  const attempt = attemptFor(state, effect.call)
  if (attempt === undefined) return []
  const { accountId } = attempt.route
  const nowMs = Date.now()
  const isProbe =
    effect.kind === 'call' &&
    effect.call.kind === 'authorize' &&
    attempt.candidates.some((one) => one.accountId === accountId && one.probe === true)
  const report = reportOf(result, isProbe, { atMs: nowMs, startedAtMs: startOf(state, effect) })
  if (report !== undefined) {
    background.waitUntil(
      healthOf(env, accountId)
        .report(report)
        .catch(() => undefined),
    )
  }
  const mayCascade = effect.call.kind === 'authorize' || effect.call.kind === 'fence'
  const others = attempt.candidates.filter((one) => one.accountId !== accountId)
  if (!mayCascade || report?.proper !== false || nowMs - attempt.startedAtMs < FRESH_MS) return []
  const closed = await Promise.all(others.map((one) => isClosedTo(env, one.accountId)))
  return others.filter((_one, index) => closed[index] === true).map((one) => one.accountId)
}

/** When the call that ended was committed: what began before a gateway healed says nothing of it now. */
const startOf = ({ calls }: PaymentState, { kind, call }: Effect): number | undefined =>
  kind === 'call'
    ? calls.find(({ reference }) => reference.kind === call.kind && reference.number === call.number)?.sinceMs
    : undefined

type Times = Pick<CallReport, 'atMs' | 'startedAtMs'>

/** A failure is told at once, and so is the end of a probe and a code that nobody knows; all else isolates tell together. */
function reportOf({ outcome }: CallResult, isProbe: boolean, times: Times): CallReport | undefined {
  switch (outcome.kind) {
    case 'unknown':
      return { ...times, proper: false, probe: isProbe, reason: outcome.reason }
    case 'not_sent':
      return OUR_OWN.has(outcome.reason)
        ? undefined
        : { ...times, proper: false, probe: isProbe, reason: outcome.reason }
    case 'unprocessed':
    case 'declined': {
      const { failure } = outcome
      const proper = !countsAgainstGateway(failure)
      const unmappedCode = isUnmapped(failure) ? failure.gatewayCode : undefined
      return proper && !isProbe && unmappedCode === undefined
        ? undefined
        : {
            ...times,
            proper,
            probe: isProbe,
            reason: failure.code,
            ...(unmappedCode === undefined ? {} : { unmappedCode }),
          }
    }
    case 'approved':
    case 'action_required':
    case 'pending':
    case 'not_found':
      return isProbe ? { ...times, proper: true, probe: true } : undefined
  }
}

/** What was not sent for a reason of ours says nothing of the gateway. */
const OUR_OWN: ReadonlySet<string> = new Set([
  'no_account',
  'bad_request',
  'vault_unavailable',
  'no_time_left',
  'the card is no longer in memory',
])

/** False also where nobody can say in time: an attempt that could work is worth more than a breaker's opinion. */
async function isClosedTo(env: Pick<ApiEnv, 'GATEWAY_HEALTH'>, accountId: string): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), PATIENCE_MS)
  })
  try {
    const snapshot = await Promise.race([healthOf(env, accountId).snapshot(), late])
    return snapshot !== null && snapshot.breaker !== 'CLOSED'
  } catch {
    return false
  } finally {
    clearTimeout(timer)
  }
}
