import type { Condition, Rule } from './policy.ts'
import type { RoutingFacts } from './request.ts'

/** The first rule whose condition holds, or undefined where none does. */
export const firstMatch = (rules: readonly Rule[], facts: RoutingFacts): Rule | undefined =>
  rules.find(({ when }) => holds(when, facts))

/** Whether all that the condition names holds. What is not known of a payment is in no list. */
export function holds(condition: Condition, facts: RoutingFacts): boolean {
  const { amount, currencies, countries, brands, funding, methods, metadata } = condition
  return (
    (amount === undefined || amountHolds(amount, facts)) &&
    isAmong(currencies, facts.currency) &&
    isAmong(countries, facts.country) &&
    isAmong(brands, facts.brand) &&
    isAmong(funding, facts.funding) &&
    isAmong(methods, facts.method) &&
    Object.entries(metadata ?? {}).every(([key, values]) => isAmong(values, ownValue(facts.metadata, key)))
  )
}

function amountHolds({ currency, minMinor, maxMinor }: NonNullable<Condition['amount']>, facts: RoutingFacts): boolean {
  return (
    facts.currency === currency &&
    (minMinor === undefined || facts.amountMinor >= minMinor) &&
    (maxMinor === undefined || facts.amountMinor < maxMinor)
  )
}

const isAmong = <Value>(list: readonly Value[] | undefined, value: Value | undefined): boolean =>
  list === undefined || (value !== undefined && list.includes(value))

/** Metadata comes from outside: `constructor` is a key like any other, and there only where somebody put it. */
const ownValue = (metadata: Readonly<Record<string, string>> | undefined, key: string): string | undefined =>
  metadata !== undefined && Object.hasOwn(metadata, key) ? metadata[key] : undefined
