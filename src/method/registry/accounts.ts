import type { MethodEntries } from '../method.ts'
import { EURO_AREA, SEPA, SEPA_AMOUNTS } from './regions.ts'

/** The merchant collects from the account, with a mandate; it can be returned for weeks. */
export const BANK_DEBITS = {
  ach_debit: { name: 'ACH Direct Debit', countries: 'US', currencies: 'USD' },
  acss_debit: { name: 'Canadian pre-authorized debit', countries: 'CA', currencies: 'CAD USD' },
  au_becs_debit: { name: 'BECS Direct Debit', countries: 'AU', currencies: 'AUD' },
  bacs_debit: {
    name: 'Bacs Direct Debit',
    countries: 'GB',
    currencies: 'GBP',
    amounts: { GBP: { to: '20000000.00' } },
  },
  nz_becs_debit: { name: 'New Zealand BECS Direct Debit', countries: 'NZ', currencies: 'NZD' },
  pay_by_bank_debit: { name: 'Pay by Bank with debit', countries: 'US', currencies: 'USD', flow: 'REDIRECT' },
  payto: { name: 'PayTo', countries: 'AU', currencies: 'AUD', flow: 'APP' },
  sepa_debit: { name: 'SEPA Direct Debit', countries: SEPA, currencies: 'EUR', amounts: SEPA_AMOUNTS },
} as const satisfies MethodEntries

/** The shopper transfers to an account that is made for the payment. */
export const BANK_TRANSFERS = {
  bca_virtual_account: { name: 'BCA Virtual Account', countries: 'ID', currencies: 'IDR' },
  bni_virtual_account: { name: 'BNI Virtual Account', countries: 'ID', currencies: 'IDR' },
  bpay: { name: 'BPAY', countries: 'AU', currencies: 'AUD' },
  bri_virtual_account: { name: 'BRI Virtual Account', countries: 'ID', currencies: 'IDR' },
  cimb_virtual_account: { name: 'CIMB Niaga Virtual Account', countries: 'ID', currencies: 'IDR' },
  danamon_virtual_account: { name: 'Danamon Virtual Account', countries: 'ID', currencies: 'IDR' },
  eu_bank_transfer: { name: 'SEPA bank transfer', countries: EURO_AREA, currencies: 'EUR', amounts: SEPA_AMOUNTS },
  gb_bank_transfer: { name: 'UK bank transfer', countries: 'GB', currencies: 'GBP' },
  jp_bank_transfer: { name: 'Japanese bank transfer', countries: 'JP', currencies: 'JPY' },
  mandiri_virtual_account: { name: 'Mandiri Virtual Account', countries: 'ID', currencies: 'IDR' },
  permata_virtual_account: { name: 'Permata Virtual Account', countries: 'ID', currencies: 'IDR' },
  spei: { name: 'SPEI', countries: 'MX', currencies: 'MXN' },
  us_bank_transfer: { name: 'US bank transfer', countries: 'US', currencies: 'USD' },
} as const satisfies MethodEntries
