export const PAYPAL_KIND = 'paypal'
