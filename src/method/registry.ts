import type { MethodEntries, MethodFamily, MethodFlow, PaymentMethod } from './method.ts'
import { BANK_DEBITS, BANK_TRANSFERS } from './registry/accounts.ts'
import { BANK_REDIRECTS, MALAYSIAN_BANKS, REAL_TIME } from './registry/banks.ts'
import { CARDS } from './registry/cards.ts'
import { CARRIER, CRYPTO, MOBILE, PREPAID, VOUCHERS } from './registry/cash.ts'
import { BUY_NOW_PAY_LATER } from './registry/later.ts'
import { ASIAN_WALLETS, WALLETS } from './registry/wallets.ts'

/** Each part with its family, and the flow of those of its entries that name none. */
export const PARTS = [
  [CARDS, 'CARD', 'INLINE'],
  [WALLETS, 'WALLET', 'REDIRECT'],
  [ASIAN_WALLETS, 'WALLET', 'REDIRECT'],
  [BANK_REDIRECTS, 'BANK_REDIRECT', 'REDIRECT'],
  [MALAYSIAN_BANKS, 'BANK_REDIRECT', 'REDIRECT'],
  [REAL_TIME, 'REAL_TIME', 'QR'],
  [BANK_DEBITS, 'BANK_DEBIT', 'INLINE'],
  [BANK_TRANSFERS, 'BANK_TRANSFER', 'VOUCHER'],
  [BUY_NOW_PAY_LATER, 'BUY_NOW_PAY_LATER', 'REDIRECT'],
  [VOUCHERS, 'VOUCHER', 'VOUCHER'],
  [PREPAID, 'PREPAID', 'INLINE'],
  [MOBILE, 'MOBILE', 'APP'],
  [CARRIER, 'CARRIER', 'REDIRECT'],
  [CRYPTO, 'CRYPTO', 'QR'],
] as const satisfies readonly (readonly [MethodEntries, MethodFamily, MethodFlow])[]

type KeyOf<Part> = Part extends unknown ? keyof Part : never
/** What a gateway's list may hold: an id that is not in the registry does not compile. */
export type MethodId = KeyOf<(typeof PARTS)[number][0]>

const codesIn = (text: string | undefined): readonly string[] => (text === undefined ? [] : text.split(' '))

function methodsIn([entries, family, usualFlow]: readonly [MethodEntries, MethodFamily, MethodFlow]): PaymentMethod[] {
  return Object.entries(entries).map(([id, { name, countries, currencies, flow = usualFlow, amounts = {} }]) => ({
    id,
    name,
    family,
    flow,
    countries: codesIn(countries),
    currencies: codesIn(currencies),
    amounts,
  }))
}

/** Every method there is a name for, whether or not a gateway offers it here. */
export const METHODS: ReadonlyMap<string, PaymentMethod> = new Map(
  PARTS.flatMap(methodsIn).map((method) => [method.id, method]),
)
