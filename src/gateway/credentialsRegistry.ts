import type { GatewayCredentials } from './credentials.ts'
import { sandboxCredentials } from './sandbox/credentials.ts'

/** One line per gateway, imported by the vault alone: nothing else has a use for how secrets are shaped. */
const CREDENTIALS: ReadonlyMap<string, GatewayCredentials> = new Map([[sandboxCredentials.kind, sandboxCredentials]])

export const gatewayCredentials = (kind: string): GatewayCredentials | undefined => CREDENTIALS.get(kind)
