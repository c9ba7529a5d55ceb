/** What the double of Vault's Transit takes. */
export const TRANSIT_TOKEN = 'hvs.test-token'
