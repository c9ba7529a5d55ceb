import { exponentOf, formatAmount, type Money, parseAmount } from '../../money/money.ts'

/** What PayPal takes (developer.paypal.com/api/rest/reference/currency-codes), by how many decimals it takes. */
const TWO_DECIMALS = new Set(
  'AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD ILS MXN MYR NOK NZD PHP PLN SEK SGD THB USD'.split(' '),
)
/** Of these ISO 4217 gives HUF and TWD two decimals: PayPal refuses both with a fraction. */
const ZERO_DECIMALS = new Set(['HUF', 'JPY', 'TWD'])

/** An amount as PayPal writes it: in major units, with the currency's decimals. */
export interface PaypalAmount {
  readonly currency_code: string
  readonly value: string
}

/** Our amount as PayPal takes it, or why it does not. */
export function toPaypalAmount({ amountMinor, currency }: Money): PaypalAmount | { readonly refusal: string } {
  if (TWO_DECIMALS.has(currency)) return { currency_code: currency, value: formatAmount({ amountMinor, currency }) }
  if (!ZERO_DECIMALS.has(currency)) return { refusal: `PayPal does not take ${currency}` }
  const unit = 10n ** BigInt(exponentOf(currency) ?? 0)
  return amountMinor % unit === 0n
    ? { currency_code: currency, value: (amountMinor / unit).toString() }
    : { refusal: `PayPal takes ${currency} without decimals` }
}

/** PayPal's amount in our minor units; undefined where no amount of ours is meant by it. */
export function fromPaypalAmount({ currency_code: currency, value }: PaypalAmount): Money | undefined {
  const parsed = parseAmount(value, currency)
  return parsed.ok ? parsed.value : undefined
}
