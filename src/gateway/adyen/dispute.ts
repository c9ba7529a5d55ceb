import type { AboutAttempt, DisputeStage, DisputeStatus, GatewayMessage } from '../gateway.ts'
import type { Notification } from './shapes.ts'
import type { Facts } from './webhook.ts'

type DisputeContent = Extract<GatewayMessage['content'], { readonly kind: 'dispute' }>

/**
 * What each event says by itself, by "Dispute webhooks". `open` waits for the merchant's response, where one is possible.
 * A chargeback that was reversed is won until a second one comes, which is final in turn unless pre-arbitration follows.
 */
const EVENTS: ReadonlyMap<string, readonly [stage: DisputeStage, status: DisputeStatus | 'open']> = new Map([
  ['REQUEST_FOR_INFORMATION', ['INQUIRY', 'open']],
  ['NOTIFICATION_OF_CHARGEBACK', ['CHARGEBACK', 'open']],
  ['CHARGEBACK', ['CHARGEBACK', 'open']],
  ['INFORMATION_SUPPLIED', ['CHARGEBACK', 'UNDER_REVIEW']],
  ['DISPUTE_DEFENSE_PERIOD_ENDED', ['CHARGEBACK', 'LOST']],
  ['ISSUER_RESPONSE_TIMEFRAME_EXPIRED', ['CHARGEBACK', 'WON']],
  ['CHARGEBACK_REVERSED', ['CHARGEBACK', 'WON']],
  ['SECOND_CHARGEBACK', ['PRE_ARBITRATION', 'LOST']],
  ['PREARBITRATION_OPEN', ['PRE_ARBITRATION', 'open']],
  ['PREARBITRATION_ACCEPTED', ['PRE_ARBITRATION', 'ACCEPTED']],
  ['PREARBITRATION_DECLINED', ['PRE_ARBITRATION', 'UNDER_REVIEW']],
  ['PREARBITRATION_ISSUER_WITHDRAWN', ['PRE_ARBITRATION', 'WITHDRAWN']],
  ['PREARBITRATION_WON', ['PRE_ARBITRATION', 'WON']],
  ['PREARBITRATION_LOST', ['PRE_ARBITRATION', 'LOST']],
  ['SCHEME_ARBITRATION', ['ARBITRATION', 'UNDER_REVIEW']],
  ['SCHEME_ARBITRATION_WON', ['ARBITRATION', 'WON']],
  ['SCHEME_ARBITRATION_LOST', ['ARBITRATION', 'LOST']],
] as const)

/** `disputeStatus` where it says more than the event: who answered a request for information, and why a defense ended. */
const REFINED: ReadonlyMap<string, readonly [status: DisputeStatus, stage?: DisputeStage]> = new Map([
  ['REQUEST_FOR_INFORMATION:Responded', ['UNDER_REVIEW']],
  ['REQUEST_FOR_INFORMATION:Expired', ['EXPIRED']],
  ['INFORMATION_SUPPLIED:Responded', ['UNDER_REVIEW', 'INQUIRY']],
  ['DISPUTE_DEFENSE_PERIOD_ENDED:Accepted', ['ACCEPTED']],
  ['DISPUTE_DEFENSE_PERIOD_ENDED:Expired', ['EXPIRED']],
] as const)

/** The dispute as the event pictures it; undefined where the event is about none, or only told for information. */
export function disputeContent(
  item: Notification,
  { amountMinor, currency }: Facts,
  attempt: AboutAttempt,
): DisputeContent | undefined {
  const event = EVENTS.get(item.eventCode)
  if (event === undefined) return undefined
  const { pspReference, reason, additionalData = {} } = item
  const { disputeStatus, chargebackReasonCode, defensePeriodEndsAt } = additionalData
  const [refined, refinedStage] = REFINED.get(`${item.eventCode}:${disputeStatus}`) ?? []
  const status = refined ?? (event[1] === 'open' ? openStatus(additionalData) : event[1])
  const respondByMs = status === 'NEEDS_RESPONSE' ? Date.parse(defensePeriodEndsAt ?? '') : Number.NaN
  return {
    kind: 'dispute',
    ...attempt,
    gatewayReference: pspReference,
    stage: refinedStage ?? event[0],
    status,
    amountMinor,
    currency,
    reason: (reason || item.eventCode).slice(0, LONGEST_REASON),
    reasonCode: chargebackReasonCode?.trim() || 'unknown',
    ...(Number.isNaN(respondByMs) ? {} : { respondByMs }),
  }
}

/** As much of a reason as is shown anywhere. */
const LONGEST_REASON = 128

/** What Adyen defends by itself, or nobody can, does not wait for the merchant. */
const openStatus = ({ defendable, autoDefended }: NonNullable<Notification['additionalData']>): DisputeStatus =>
  defendable === 'false' || autoDefended === 'true' ? 'UNDER_REVIEW' : 'NEEDS_RESPONSE'
