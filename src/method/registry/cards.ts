import type { MethodEntries } from '../method.ts'

/** Cards as such, and national schemes that gateways list as methods of their own. */
export const CARDS = {
  card: { name: 'Card' },
  benefit: { name: 'BENEFIT', countries: 'BH', currencies: 'BHD', flow: 'REDIRECT' },
  click_to_pay: { name: 'Click to Pay' },
  fastlane: { name: 'Fastlane by PayPal', countries: 'US', currencies: 'USD' },
  knet: { name: 'KNET', countries: 'KW', currencies: 'KWD', flow: 'REDIRECT' },
  kr_card: { name: 'Korean cards', countries: 'KR', currencies: 'KRW', flow: 'REDIRECT' },
  mada: { name: 'mada', countries: 'SA', currencies: 'SAR' },
  meeza: { name: 'Meeza', countries: 'EG', currencies: 'EGP' },
  naps: { name: 'NAPS', countries: 'QA', currencies: 'QAR', flow: 'REDIRECT' },
  omannet: { name: 'OmanNet', countries: 'OM', currencies: 'OMR', flow: 'REDIRECT' },
  postfinance_card: { name: 'PostFinance Card', countries: 'CH', currencies: 'CHF EUR', flow: 'REDIRECT' },
  rupay: { name: 'RuPay', countries: 'IN', currencies: 'INR' },
  troy: { name: 'TROY', countries: 'TR', currencies: 'TRY' },
  unionpay: { name: 'UnionPay', flow: 'REDIRECT' },
  verve: { name: 'Verve', countries: 'NG', currencies: 'NGN' },
  webpay: { name: 'Webpay', countries: 'CL', currencies: 'CLP', flow: 'REDIRECT' },
} as const satisfies MethodEntries
