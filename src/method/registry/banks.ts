import type { MethodEntries } from '../method.ts'
import { EURO_AREA } from './regions.ts'

/** The shopper approves in the bank's own pages, and the money is promised at once. */
export const BANK_REDIRECTS = {
  bancontact: { name: 'Bancontact', countries: 'BE', currencies: 'EUR' },
  bancontact_mobile: { name: 'Bancontact app', countries: 'BE', currencies: 'EUR', flow: 'QR' },
  belfius: { name: 'Belfius Pay Button', countries: 'BE', currencies: 'EUR' },
  billdesk_online: { name: 'Indian online banking by BillDesk', countries: 'IN', currencies: 'INR' },
  dragonpay_ebanking: { name: 'Dragonpay online banking', countries: 'PH', currencies: 'PHP' },
  eps: { name: 'EPS', countries: 'AT', currencies: 'EUR' },
  finnish_e_banking: { name: 'Finnish E-Banking', countries: 'FI', currencies: 'EUR' },
  fpx: { name: 'FPX', countries: 'MY', currencies: 'MYR', amounts: { MYR: { from: '1.00', to: '30000.00' } } },
  ideal: { name: 'iDEAL', countries: 'NL', currencies: 'EUR' },
  iris: { name: 'IRIS', countries: 'GR', currencies: 'EUR' },
  japan_online_banking: { name: 'Japanese online banking', countries: 'JP', currencies: 'JPY' },
  kbc_cbc: { name: 'KBC/CBC Payment Button', countries: 'BE', currencies: 'EUR' },
  khipu: { name: 'Khipu', countries: 'CL', currencies: 'CLP' },
  kr_bank_transfer: { name: 'Korean bank transfer', countries: 'KR', currencies: 'KRW' },
  online_banking_vn: { name: 'Vietnamese online banking', countries: 'VN', currencies: 'VND' },
  mybank: { name: 'MyBank', countries: 'ES GR IT', currencies: 'EUR' },
  online_banking_cz: { name: 'Czech online banking', countries: 'CZ', currencies: 'CZK' },
  online_banking_in: { name: 'Indian online banking', countries: 'IN', currencies: 'INR' },
  online_banking_my: { name: 'Malaysian online banking', countries: 'MY', currencies: 'MYR' },
  online_banking_pl: { name: 'Polish online banking', countries: 'PL', currencies: 'PLN' },
  online_banking_sk: { name: 'Slovak online banking', countries: 'SK', currencies: 'EUR' },
  online_banking_th: { name: 'Thai online banking', countries: 'TH', currencies: 'THB' },
  ozow: { name: 'Ozow', countries: 'ZA', currencies: 'ZAR' },
  p24: { name: 'Przelewy24', countries: 'PL', currencies: 'EUR PLN' },
  paysera: { name: 'Paysera', countries: 'LT', currencies: 'EUR' },
  payu_net_banking: { name: 'Indian online banking by PayU', countries: 'IN', currencies: 'INR' },
  postfinance_pay: { name: 'PostFinance Pay', countries: 'CH', currencies: 'CHF EUR' },
  privat24: { name: 'Privat24', countries: 'UA', currencies: 'UAH' },
  pse: { name: 'PSE', countries: 'CO', currencies: 'COP' },
  safetypay: { name: 'SafetyPay' },
  trustly: {
    name: 'Trustly',
    countries: 'AT BE DE DK EE ES FI FR GB IT LT LV NL NO PL PT SE',
    currencies: 'DKK EUR GBP NOK PLN SEK',
  },
} as const satisfies MethodEntries

/** Online banking of one Malaysian bank each, which their gateways list one by one. */
export const MALAYSIAN_BANKS = {
  affin_bank: { name: 'Affin Bank', countries: 'MY', currencies: 'MYR' },
  agrobank: { name: 'Agrobank', countries: 'MY', currencies: 'MYR' },
  ambank: { name: 'AmBank', countries: 'MY', currencies: 'MYR' },
  bank_islam: { name: 'Bank Islam', countries: 'MY', currencies: 'MYR' },
  cimb_clicks: { name: 'CIMB Clicks', countries: 'MY', currencies: 'MYR' },
  hong_leong_connect: { name: 'Hong Leong Connect', countries: 'MY', currencies: 'MYR' },
  maybank2u: { name: 'Maybank2u', countries: 'MY', currencies: 'MYR' },
  public_bank: { name: 'Public Bank', countries: 'MY', currencies: 'MYR' },
  rhb: { name: 'RHB Now', countries: 'MY', currencies: 'MYR' },
} as const satisfies MethodEntries

/** Account to account within seconds, approved in the bank's app or by a scanned code. */
export const REAL_TIME = {
  bizum: { name: 'Bizum', countries: 'ES', currencies: 'EUR', flow: 'REDIRECT' },
  blik: { name: 'BLIK', countries: 'PL', currencies: 'PLN', flow: 'INLINE' },
  codi: { name: 'CoDi', countries: 'MX', currencies: 'MXN' },
  duitnow: { name: 'DuitNow', countries: 'MY', currencies: 'MYR' },
  fps_hk: { name: 'FPS', countries: 'HK', currencies: 'CNY HKD' },
  interac_e_transfer: { name: 'Interac e-Transfer', countries: 'CA', currencies: 'CAD', flow: 'REDIRECT' },
  pay_by_bank: { name: 'Pay by Bank', countries: `${EURO_AREA} GB`, currencies: 'EUR GBP', flow: 'REDIRECT' },
  payconiq: { name: 'Payconiq', countries: 'LU', currencies: 'EUR' },
  paynow: { name: 'PayNow', countries: 'SG', currencies: 'SGD', amounts: { SGD: { to: '200000.00' } } },
  pix: { name: 'Pix', countries: 'BR', currencies: 'BRL' },
  pix_open_finance: { name: 'Pix by Open Finance', countries: 'BR', currencies: 'BRL', flow: 'REDIRECT' },
  promptpay: { name: 'PromptPay', countries: 'TH', currencies: 'THB' },
  qris: { name: 'QRIS', countries: 'ID', currencies: 'IDR' },
  swish: { name: 'Swish', countries: 'SE', currencies: 'SEK', flow: 'APP' },
  twint: { name: 'TWINT', countries: 'CH', currencies: 'CHF' },
  upi: { name: 'UPI', countries: 'IN', currencies: 'INR', flow: 'APP' },
  wero: { name: 'Wero', countries: 'BE DE FR', currencies: 'EUR', flow: 'APP' },
} as const satisfies MethodEntries
