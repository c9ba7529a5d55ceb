import type { Cost } from '../../src/routing/request.ts'
import { chanceOf, pick } from './chance.ts'
import type { GatewayModel, Payer, Scenario, Trouble } from './model.ts'

/**
 * What a payment is worth, as a share of its amount: of an approved one the merchant keeps a margin of 40 %, which is
 * what shops earn on goods give or take a lot, less the gateway's fee; and each second of waiting costs a hundredth of
 * that margin, for shoppers who give up. Outside the router, so that it cannot choose what it is measured by.
 */
export const MARGIN = 0.4
export const WAITING_PER_SECOND = 0.004

/** Fees are for approved payments. The first cost that fits counts. */
export function feeOf(costs: readonly Cost[], { brand, country, currency, amountMinor }: Payer): number {
  const fits = (list: readonly string[] | undefined, value: string) => list === undefined || list.includes(value)
  const cost = costs.find(
    (one) => fits(one.brands, brand) && fits(one.countries, country) && fits(one.currencies, currency),
  )
  return cost === undefined ? 0 : Number(cost.fixedMinor) / amountMinor + cost.basisPoints / 10_000
}

/** What would come of a payment at one gateway: drawn before any router chooses, so that all meet the same luck. */
export interface Fate {
  readonly available: boolean
  readonly fails: boolean
  readonly approves: boolean
  readonly latencyMs: number
  /** As a share of the amount, where it is approved. */
  readonly fee: number
  /** The truth, which only the clairvoyant router is told. */
  readonly failing: number
  readonly approving: number
  readonly meanLatencyMs: number
  readonly meanFailureMs: number
}

export interface World {
  readonly gateways: readonly GatewayModel[]
  readonly payers: readonly Payer[]
  /** By payment, then by gateway. */
  readonly fates: readonly (readonly Fate[])[]
}

/** Seven of ten refusals lie with the card and not with the gateway: that payment fails everywhere, or nearly so. */
const SHARED_LUCK = 0.7
/** How far an answer's time strays from its median, as the deviation of its logarithm, and what that makes of the mean. */
const STRAYING = 0.35
const MEAN_OF_MEDIAN = Math.exp((STRAYING * STRAYING) / 2)

export function worldOf(scenario: Scenario, seed: string): World {
  const { traffic, gateways } = scenario.world(chanceOf(`${scenario.name}/${seed}/truth`))
  const chance = chanceOf(`${scenario.name}/${seed}/luck`)
  const difficulty = new Map<string, number>()
  /** Some countries and brands are hard for every gateway alike. */
  const hardness = (of: string) => {
    const known = difficulty.get(of) ?? 0.25 * chance.normal()
    difficulty.set(of, known)
    return known
  }
  for (const [{ country }] of traffic.places) hardness(country)
  for (const [brand] of traffic.brands) hardness(brand)

  const truths = gateways.map(truthOf)
  let atMs = 0
  const payers: Payer[] = []
  const fates: Fate[][] = []
  for (let index = 0; index < scenario.payments; index += 1) {
    atMs += (chance.gap() * scenario.durationMs) / scenario.payments
    const { currency, country } = pick(chance, traffic.places)
    const brand = pick(chance, traffic.brands)
    // Amounts in the middle of 45.00, nine of ten between 7 and 280; in whatever currency, for that is not the point.
    const amountMinor = Math.max(100, Math.round(4_500 * Math.exp(1.1 * chance.normal())))
    const band = amountMinor < 2_500 ? 'small' : amountMinor < 12_000 ? 'middle' : 'large'
    const payer: Payer = { atMs, currency, country, brand, amountMinor, band }
    const shared = hardness(country) + hardness(brand) - (band === 'large' ? 0.3 : 0)
    const cardLuck = chance.even()
    payers.push(payer)
    fates.push(
      gateways.map((gateway, place) => {
        const { approving, failing } = truths[place]?.(payer, shared) ?? { approving: 0, failing: 1 }
        const ownLuck = chance.even()
        const luck = chance.even() < SHARED_LUCK ? cardLuck : ownLuck
        const fails = chance.even() < failing
        const straying = Math.exp(STRAYING * chance.normal())
        return {
          available: atMs >= gateway.fromMs,
          fails,
          approves: luck < approving,
          latencyMs: (fails ? gateway.failureMs : gateway.latencyMs) * straying,
          fee: feeOf(gateway.costs, payer),
          failing,
          approving,
          meanLatencyMs: gateway.latencyMs * MEAN_OF_MEDIAN,
          meanFailureMs: gateway.failureMs * MEAN_OF_MEDIAN,
        }
      }),
    )
  }
  return { gateways, payers, fates }
}

const meets = (of: { brand?: string; currency?: string; country?: string; band?: string }, payer: Payer): boolean =>
  (of.brand === undefined || of.brand === payer.brand) &&
  (of.currency === undefined || of.currency === payer.currency) &&
  (of.country === undefined || of.country === payer.country) &&
  (of.band === undefined || of.band === payer.band)

/** The truth of one gateway, asked in the order of time. */
function truthOf({ usual, strengths, troubles }: GatewayModel) {
  const coming = [...troubles].sort((one, other) => one.fromMs - other.fromMs)
  let present: readonly Trouble[] = []
  const oddsOf = new Map<string, number>()
  return (payer: Payer, shared: number): { readonly approving: number; readonly failing: number } => {
    const begun = coming.findIndex(({ fromMs }) => fromMs > payer.atMs)
    const arrived = coming.splice(0, begun === -1 ? coming.length : begun)
    present = [...present, ...arrived].filter(({ untilMs }) => untilMs > payer.atMs)

    const kind = `${payer.currency}|${payer.brand}|${payer.country}|${payer.band}`
    const known = oddsOf.get(kind)
    const lasting = known ?? usual + sum(strengths.filter((one) => meets(one, payer)).map(({ shift }) => shift))
    oddsOf.set(kind, lasting)

    const met = present.filter((one) => meets(one, payer))
    const odds = lasting + shared + sum(met.map(({ shift = 0 }) => shift))
    return { approving: 1 / (1 + Math.exp(-odds)), failing: Math.max(0, ...met.map(({ failing = 0 }) => failing)) }
  }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
