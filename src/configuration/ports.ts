import type { ConfigurationWriter } from '../access/configure.ts'
import type { AuditPort } from '../audit/contract.ts'
import type { Database } from '../db/database.ts'
import type { HealthSnapshot } from '../resilience/snapshot.ts'
import { type Result, refuse } from '../result.ts'
import type { VaultService } from '../vault/contract.ts'
import type { ConfigurationRefusal } from './contract.ts'

/** What the service works with. A Worker has bindings for them, the command line a database, a URL and a key. */
export interface ConfigurationPorts {
  readonly db: Database
  readonly vault: Pick<VaultService, 'putAccount' | 'removeAccount'>
  readonly config: ConfigurationWriter
  /** Where every change is written down before it is made. */
  readonly audit: AuditPort
  /** What is known of these accounts, by id; one that is absent is taken for healthy. */
  health(accountIds: readonly string[]): Promise<Readonly<Record<string, HealthSnapshot>>>
  nowMs(): number
}

export const invalid = (path: readonly string[], message: string): Result<never, ConfigurationRefusal> =>
  refuse({ kind: 'validation', path, message })

export const impossible = (message: string): Result<never, ConfigurationRefusal> =>
  refuse({ kind: 'invalid_state', message })

export const absent: Result<never, ConfigurationRefusal> = refuse({ kind: 'not_found' })
