import type { MethodEntries } from '../method.ts'

/** A slip or a number, paid in a shop, at a machine or in online banking. */
export const VOUCHERS = {
  alfamart: { name: 'Alfamart', countries: 'ID', currencies: 'IDR' },
  baloto: { name: 'Baloto', countries: 'CO', currencies: 'COP' },
  boleto: { name: 'Boleto', countries: 'BR', currencies: 'BRL' },
  dragonpay_banks: { name: 'Dragonpay over the counter at banks', countries: 'PH', currencies: 'PHP' },
  dragonpay_counters: { name: 'Dragonpay over the counter', countries: 'PH', currencies: 'PHP' },
  dragonpay_shops: { name: 'Dragonpay over the counter at shops', countries: 'PH', currencies: 'PHP' },
  efecty: { name: 'Efecty', countries: 'CO', currencies: 'COP' },
  fawry: { name: 'Fawry', countries: 'EG', currencies: 'EGP' },
  indomaret: { name: 'Indomaret', countries: 'ID', currencies: 'IDR' },
  konbini: { name: 'Konbini', countries: 'JP', currencies: 'JPY', amounts: { JPY: { to: '300000' } } },
  multibanco: { name: 'Multibanco', countries: 'PT', currencies: 'EUR', amounts: { EUR: { to: '99999.99' } } },
  oxxo: { name: 'OXXO', countries: 'MX', currencies: 'MXN', amounts: { MXN: { to: '10000.00' } } },
  pago_efectivo: { name: 'PagoEfectivo', countries: 'PE', currencies: 'PEN' },
  pago_facil: { name: 'Pago Fácil', countries: 'AR', currencies: 'ARS' },
  pay_easy: { name: 'Pay-easy', countries: 'JP', currencies: 'JPY' },
  rapipago: { name: 'Rapipago', countries: 'AR', currencies: 'ARS' },
  servipag: { name: 'Servipag', countries: 'CL', currencies: 'CLP' },
  seven_eleven: { name: '7-Eleven', countries: 'JP', currencies: 'JPY', amounts: { JPY: { to: '300000' } } },
} as const satisfies MethodEntries

/** Paid for beforehand. */
export const PREPAID = {
  ancv: { name: 'Chèque-Vacances Connect', countries: 'FR', currencies: 'EUR', flow: 'REDIRECT' },
  cashticket: { name: 'Cash-Ticket', currencies: 'EUR' },
  gift_card: { name: 'Gift card' },
  neosurf: { name: 'Neosurf', flow: 'REDIRECT' },
  paysafecard: { name: 'paysafecard', flow: 'REDIRECT' },
  payu_cash_card: { name: 'Indian cash cards by PayU', countries: 'IN', currencies: 'INR', flow: 'REDIRECT' },
} as const satisfies MethodEntries

/** Money that a telephone company or an agent keeps, spent with a code on the telephone. */
export const MOBILE = {
  airtel_money: {
    name: 'Airtel Money',
    countries: 'CD CG GA KE MG MW NE RW TD TZ UG ZM',
    currencies: 'CDF KES MGA MWK RWF TZS UGX XAF XOF ZMW',
  },
  bkash: { name: 'bKash', countries: 'BD', currencies: 'BDT' },
  cellulant: { name: 'Tingg by Cellulant' },
  daviplata: { name: 'DaviPlata', countries: 'CO', currencies: 'COP' },
  easypaisa: { name: 'Easypaisa', countries: 'PK', currencies: 'PKR' },
  jazzcash: { name: 'JazzCash', countries: 'PK', currencies: 'PKR' },
  mpesa: { name: 'M-PESA', countries: 'KE LS MZ TZ', currencies: 'KES LSL MZN TZS' },
  mtn_momo: {
    name: 'MTN MoMo',
    countries: 'BJ CG CI CM GH RW UG ZM',
    currencies: 'GHS RWF UGX XAF XOF ZMW',
  },
  nagad: { name: 'Nagad', countries: 'BD', currencies: 'BDT' },
  nequi: { name: 'Nequi', countries: 'CO', currencies: 'COP' },
  opay: { name: 'OPay', countries: 'EG NG', currencies: 'EGP NGN' },
  orange_money: { name: 'Orange Money', countries: 'BF CI CM ML SN', currencies: 'XAF XOF' },
  telecel_cash: { name: 'Telecel Cash', countries: 'GH', currencies: 'GHS' },
  vodafone_cash: { name: 'Vodafone Cash', countries: 'EG', currencies: 'EGP' },
  wave: { name: 'Wave', countries: 'CI SN', currencies: 'XOF' },
} as const satisfies MethodEntries

/** On the telephone's bill. */
export const CARRIER = {
  au_carrier: { name: 'au Easy Payment', countries: 'JP', currencies: 'JPY' },
  boku: { name: 'Boku carrier billing' },
  docomo_carrier: { name: 'docomo carrier billing', countries: 'JP', currencies: 'JPY' },
  fortumo: { name: 'Fortumo carrier billing' },
  softbank_carrier: { name: 'SoftBank carrier billing', countries: 'JP', currencies: 'JPY' },
} as const satisfies MethodEntries

/** The price is in the merchant's currency, and is paid in another kind of money. */
export const CRYPTO = {
  binance_pay: { name: 'Binance Pay', flow: 'QR' },
  bitcoin: { name: 'Bitcoin' },
  bitpay: { name: 'BitPay', flow: 'REDIRECT' },
  coinbase: { name: 'Coinbase', flow: 'REDIRECT' },
  lightning: { name: 'Bitcoin Lightning' },
  stablecoins: { name: 'Stablecoins', currencies: 'USD', flow: 'REDIRECT' },
} as const satisfies MethodEntries
