export const ADYEN_KIND = 'adyen'
