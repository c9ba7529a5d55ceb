import type { RoutingFacts } from './request.ts'
import { isCountry, type PolicyProblem } from './validateCondition.ts'
import { brandProblem } from './validateReach.ts'

/** Why no payment is like this one, by rules' own measure, or undefined where one may be. Paths begin at the payment. */
export function factsProblem({ brand, country, method }: RoutingFacts): PolicyProblem | undefined {
  const wrongBrand = brand === undefined ? undefined : brandProblem(brand)
  if (wrongBrand !== undefined) return { path: ['brand'], message: wrongBrand }
  if (brand !== undefined && method !== 'card') return { path: ['brand'], message: 'only cards have a brand.' }
  if (country !== undefined && !isCountry(country)) {
    return { path: ['country'], message: 'country is a code of two capital letters such as DE.' }
  }
  return undefined
}
