import type { Cost, RoutingFacts } from './request.ts'

const fits = (list: readonly string[] | undefined, value: string | undefined): boolean =>
  list === undefined || (value !== undefined && list.includes(value))

/**
 * What the first cost that fits asks for an approved payment, as a share of its amount: 0.029 is 2.9 %. A cost that names
 * brands or countries does not fit a payment whose brand or country is not known. None that fits is no cost.
 */
export function costShareOf(costs: readonly Cost[], { amountMinor, currency, brand, country }: RoutingFacts): number {
  const cost = costs.find(
    (one) => fits(one.brands, brand) && fits(one.countries, country) && fits(one.currencies, currency),
  )
  if (cost === undefined || amountMinor <= 0n) return 0
  // Numbers are exact enough for a comparison: what is charged in the end is the gateway's to say.
  return Number(cost.fixedMinor) / Number(amountMinor) + cost.basisPoints / 10_000
}
