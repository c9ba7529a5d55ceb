import { exponentOf } from '../../money/money.ts'

/**
 * What Adyen takes, by its page "Currency codes and minor units". Its decimals are ISO 4217's but for four: "for CLP, CVE,
 * IDR and ISK the standard has a different number of decimals … the decimals in the table on this page are leading".
 */
const TAKEN = new Set(
  (
    'AED ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BMD BND BOB BRL BSD BWP BYN BZD CAD CHF CLP CNY COP CRC CUP CVE CZK ' +
    'DJF DKK DOP DZD EGP ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD ISK JMD JOD JPY ' +
    'KES KGS KHR KMF KRW KWD KYD KZT LAK LBP LKR LYD MAD MDL MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK ' +
    'NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SEK SGD SHP SLE SOS SRD STN SVC SZL THB TND ' +
    'TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VND VUV WST XAF XCD XOF XPF YER ZAR ZMW'
  ).split(' '),
)
const OWN_DECIMALS: ReadonlyMap<string, number> = new Map([
  ['CLP', 2],
  ['CVE', 0],
  ['IDR', 0],
  ['ISK', 2],
])

export interface AdyenAmount {
  readonly value: number
  readonly currency: string
}

/** Our minor units in Adyen's; undefined where Adyen does not take the currency or so fine an amount of it. */
export function adyenAmount(amountMinor: bigint, currency: string): AdyenAmount | undefined {
  if (!TAKEN.has(currency)) return undefined
  const { times, by } = scaleOf(currency)
  const value = amountMinor * times
  return value % by === 0n ? { value: Number(value / by), currency } : undefined
}

/** Adyen's minor units in ours; undefined where no amount of ours is meant by it. */
export function amountMinorOf({ value, currency }: AdyenAmount): bigint | undefined {
  if (exponentOf(currency) === undefined) return undefined
  const { times, by } = scaleOf(currency)
  const amountMinor = BigInt(value) * by
  return amountMinor % times === 0n ? amountMinor / times : undefined
}

/** Adyen's value is ours, times the one and divided by the other. */
function scaleOf(currency: string): { readonly times: bigint; readonly by: bigint } {
  const ours = exponentOf(currency) ?? 2
  const theirs = OWN_DECIMALS.get(currency) ?? ours
  return theirs >= ours
    ? { times: 10n ** BigInt(theirs - ours), by: 1n }
    : { times: 1n, by: 10n ** BigInt(ours - theirs) }
}

/** Why Adyen cannot take the amount, in a few words; undefined where it can. */
export function currencyRefusal(amountMinor: bigint, currency: string): string | undefined {
  if (!TAKEN.has(currency)) return `Adyen does not take ${currency}`
  return adyenAmount(amountMinor, currency) === undefined ? `Adyen takes no fractions of ${currency}` : undefined
}
