/** The countries of the Single Euro Payments Area, by the European Payments Council's list EPC409-09, dependencies left out. */
export const SEPA =
  'AD AL AT BE BG CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IS IT LI LT LU LV MC MD ME MK MT NL NO PL PT RO RS SE SI SK SM VA'

/** Where cards and accounts are in euros, since Bulgaria joined. */
export const EURO_AREA = 'AT BE BG CY DE EE ES FI FR GR HR IE IT LT LU LV MT NL PT SI SK'

/** What the scheme's rulebooks let one collection or transfer be. */
export const SEPA_AMOUNTS = { EUR: { from: '0.01', to: '999999999.99' } } as const
