import type { Exemption, ThreeDSWish } from '../gateway/threeDS.ts'
import type { ThreeDSPolicy } from './policy.ts'
import type { RoutingFacts } from './request.ts'

/**
 * The largest amounts, in minor units, by the regulatory technical standards (EU) 2018/389, article 16 and annex, and the
 * United Kingdom's own. Other currencies have no amounts of their own there, so nothing is asked for in them.
 */
const LARGEST_MINOR: Readonly<Record<Exclude<Exemption, 'RECURRING'>, Readonly<Record<string, bigint>>>> = {
  LOW_VALUE: { EUR: 30_00n, GBP: 25_00n },
  // Of the lowest fraud rate's band; an acquirer with a higher rate has 250 or 100, which its operator sets by the rule's amount.
  TRANSACTION_RISK_ANALYSIS: { EUR: 500_00n, GBP: 440_00n },
}

function allows(exemption: Exemption, { amountMinor, currency }: RoutingFacts): boolean {
  // Which payments are the later ones of a series nobody knows but the shop: the rule's condition says so.
  if (exemption === 'RECURRING') return true
  const largestMinor = LARGEST_MINOR[exemption][currency]
  return largestMinor !== undefined && amountMinor <= largestMinor
}

/** What an attempt under the rule asks of 3-D Secure. Whoever wants a challenge wants no exemption from it. */
export function wishFor(policy: ThreeDSPolicy | undefined, facts: RoutingFacts): ThreeDSWish | undefined {
  if (policy === undefined || facts.method !== 'card') return undefined
  const { challenge, exemptions, windowSize } = policy
  const exemption = challenge === undefined ? exemptions?.find((one) => allows(one, facts)) : undefined
  if (challenge === undefined && exemption === undefined && windowSize === undefined) return undefined
  return {
    ...(challenge === undefined ? {} : { challenge }),
    ...(exemption === undefined ? {} : { exemption }),
    ...(windowSize === undefined ? {} : { windowSize }),
  }
}
