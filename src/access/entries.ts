import type { Mode } from '../ids/ids.ts'

/** The names under which configuration is kept in KV. The command-line tools write the same ones. */
export const keyEntry = (hash: string): string => `key:${hash}`
export const revocationEntry = (hash: string): string => `revoked:${hash}`
export const routingEntry = (merchantId: string, mode: Mode): string => `routing:${merchantId}:${mode}`
export const originsEntry = (merchantId: string): string => `origins:${merchantId}`
export const accountEntry = (accountId: string): string => `account:${accountId}`
