export const STRIPE_KIND = 'stripe'
