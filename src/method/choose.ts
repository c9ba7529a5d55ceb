import { type Money, parseAmount } from '../money/money.ts'
import { type AmountBounds, METHOD_FAMILIES, type PaymentMethod } from './method.ts'

/** What is to be paid, and where the shopper lives; without a country every one counts. */
export interface WantedMethods extends Money {
  readonly country?: string
}

/** A method that a gateway account has for this payment. */
export interface OfferedMethod {
  readonly id: string
  /** Turnpike can confirm a payment with it at that gateway. */
  readonly isRunnable: boolean
}

export interface MethodOption {
  readonly method: PaymentMethod
  readonly isRunnable: boolean
}

/**
 * What can be shown to the shopper: what an enabled account offers and the registry finds fit for amount, currency and
 * country; each once, cards first, then by family and name. Where one of several accounts can run it, it is runnable.
 */
export function methodsFor<Account extends { readonly enabled: boolean }>(
  accounts: readonly Account[],
  registry: ReadonlyMap<string, PaymentMethod>,
  wanted: WantedMethods,
  offersOf: (account: Account, wanted: WantedMethods) => readonly OfferedMethod[],
): readonly MethodOption[] {
  const options = new Map<string, MethodOption>()
  for (const { id, isRunnable } of accounts.flatMap((account) => (account.enabled ? offersOf(account, wanted) : []))) {
    const method = registry.get(id)
    if (method === undefined || !fits(method, wanted)) continue
    options.set(id, { method, isRunnable: isRunnable || options.get(id)?.isRunnable === true })
  }
  return [...options.values()].sort(({ method: one }, { method: other }) => compare(one, other))
}

export function fits({ countries, currencies, amounts }: PaymentMethod, wanted: WantedMethods): boolean {
  const { amountMinor, currency, country } = wanted
  if (currencies.length > 0 && !currencies.includes(currency)) return false
  if (country !== undefined && countries.length > 0 && !countries.includes(country)) return false
  return isWithin(amountMinor, currency, amounts[currency])
}

function isWithin(amountMinor: bigint, currency: string, bounds: AmountBounds | undefined): boolean {
  const [from, to] = [bounds?.from, bounds?.to].map((text) => {
    const parsed = text === undefined ? undefined : parseAmount(text, currency)
    return parsed?.ok ? parsed.value.amountMinor : undefined
  })
  return (from === undefined || amountMinor >= from) && (to === undefined || amountMinor <= to)
}

/** By code points, so that every machine lists alike; `card` itself goes before the national schemes. */
function compare(one: PaymentMethod, other: PaymentMethod): number {
  return (
    METHOD_FAMILIES.indexOf(one.family) - METHOD_FAMILIES.indexOf(other.family) ||
    Number(other.id === 'card') - Number(one.id === 'card') ||
    order(one.name.toLowerCase(), other.name.toLowerCase())
  )
}

const order = (one: string, other: string): number => (one < other ? -1 : Number(one > other))
