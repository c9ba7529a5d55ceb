export const SANDBOX_KIND = 'sandbox'
