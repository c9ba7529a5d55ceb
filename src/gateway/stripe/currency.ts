import { exponentOf } from '../../money/money.ts'

/**
 * How many decimals Stripe's amounts have where that is not two (docs.stripe.com/currencies). ISO 4217 gives MGA two
 * decimals and Stripe none; ISK and UGX have none, but Stripe takes them with two for old integrations' sake.
 */
const ZERO_DECIMALS = new Set('BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' '))
const THREE_DECIMALS = new Set(['BHD', 'JOD', 'KWD', 'OMR', 'TND'])
/** Without decimals by ISO 4217, sent with two: those two have to be zeros. */
const TWO_BY_TRADITION = new Set(['ISK', 'UGX'])

/** Undefined where ISO 4217 and Stripe's rules do not fit together: Stripe does not take such a currency. */
function stripeExponentOf(currency: string): number | undefined {
  if (ZERO_DECIMALS.has(currency)) return 0
  if (THREE_DECIMALS.has(currency)) return 3
  return TWO_BY_TRADITION.has(currency) || exponentOf(currency) === 2 ? 2 : undefined
}

/** Our minor units as Stripe counts them, or why Stripe cannot take the amount. */
export function toStripeAmount(
  amountMinor: bigint,
  currency: string,
): { readonly amount: number } | { readonly refusal: string } {
  const ours = exponentOf(currency)
  const theirs = stripeExponentOf(currency)
  if (ours === undefined || theirs === undefined) return { refusal: `Stripe does not take ${currency}` }
  const scaled = scale(amountMinor, theirs - ours)
  if (scaled === undefined) return { refusal: `Stripe takes ${currency} without decimals` }
  if (theirs === 3 && scaled % 10n !== 0n) return { refusal: `Stripe takes ${currency} in steps of 0.01` }
  return { amount: Number(scaled) }
}

/** Stripe's amount in our minor units; undefined where it is finer than the currency is. */
export function fromStripeAmount(amount: number, currency: string): bigint | undefined {
  const ours = exponentOf(currency)
  const theirs = stripeExponentOf(currency)
  return ours === undefined || theirs === undefined ? undefined : scale(BigInt(amount), ours - theirs)
}

function scale(amount: bigint, decimals: number): bigint | undefined {
  if (decimals >= 0) return amount * 10n ** BigInt(decimals)
  const divisor = 10n ** BigInt(-decimals)
  return amount % divisor === 0n ? amount / divisor : undefined
}
