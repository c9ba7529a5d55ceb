import { resolve } from 'node:path'
import * as z from 'zod'
import type { ConfigurationWriter } from '../../src/access/configure.ts'
import type { AuditPort } from '../../src/audit/contract.ts'
import { createDatabase, type Database } from '../../src/db/database.ts'
import { type Maintenance, runningMaintenance } from '../rebuild/control.ts'
import { readJson } from '../stack/files.ts'
import { inboxAudit, type OpenAudit, runningAudit } from './auditLog.ts'
import { CommandError } from './commandError.ts'
import { runningConfiguration, wranglerConfiguration } from './configuration.ts'

/** The options that every command takes. */
export const TARGET_OPTIONS = {
  state: { type: 'string', default: '.turnpike' },
  remote: { type: 'boolean', default: false },
} as const

/** The stack that a command works on: one that runs on this machine, or the deployed one. */
export interface Target {
  readonly db: Database
  readonly config: ConfigurationWriter
  /** Archive, objects and dead letters. Close it in the end. */
  maintenance(): Promise<Maintenance>
  /** Where every change is written down before it is made. */
  readonly audit: AuditPort
  readonly apiOrigin: string
  readonly vaultOrigin: string
  /** The seeded operator key, which only development has. */
  readonly operatorKey: string | undefined
  /** The seeded publishable key, likewise. */
  readonly publishableKey: string | undefined
  /** The seeded secret key, likewise. */
  readonly secretKey: string | undefined
}

const ADDRESSES = z.object({
  apiOrigin: z.string(),
  vaultOrigin: z.string(),
  databaseUrl: z.string(),
  databaseFetchEndpoint: z.string().optional(),
  controlOrigin: z.string(),
  controlSecret: z.string(),
})
const KEYS = z.object({ operatorKey: z.string(), publishableKey: z.string(), secretKey: z.string() })

export const openTarget = (options: { readonly state: string; readonly remote: boolean }): Target =>
  options.remote ? deployed(process.env) : running(resolve(options.state))

function addressesOf(stateDirectory: string): z.infer<typeof ADDRESSES> {
  const addresses = ADDRESSES.safeParse(readJson(`${stateDirectory}/stack.json`)).data
  if (addresses !== undefined) return addresses
  throw new CommandError(`No stack runs on ${stateDirectory}: start it with \`npm start\`, or name its --state DIR.`)
}

/** The audit logs of the stack that runs on this state, or of the deployed one, to read as well. Close it in the end. */
export async function openAudit({ state, remote }: { state: string; remote: boolean }): Promise<OpenAudit> {
  // Loaded where it is needed: wrangler is large, and the other commands need none of it.
  if (remote) return (await import('./auditRemote.ts')).remoteAudit()
  const { controlOrigin, controlSecret } = addressesOf(resolve(state))
  return { ...runningAudit(controlOrigin, controlSecret), close: async () => undefined }
}

function running(stateDirectory: string): Target {
  const { databaseUrl, databaseFetchEndpoint, apiOrigin, vaultOrigin, controlOrigin, controlSecret } =
    addressesOf(stateDirectory)
  const keys = KEYS.safeParse(readJson(`${stateDirectory}/keys.json`)).data
  return {
    db: createDatabase({
      DATABASE_URL: databaseUrl,
      ...(databaseFetchEndpoint === undefined ? {} : { DATABASE_FETCH_ENDPOINT: databaseFetchEndpoint }),
    }),
    config: runningConfiguration(controlOrigin, controlSecret),
    maintenance: async () => runningMaintenance(controlOrigin, controlSecret),
    audit: runningAudit(controlOrigin, controlSecret),
    apiOrigin,
    vaultOrigin,
    operatorKey: keys?.operatorKey,
    publishableKey: keys?.publishableKey,
    secretKey: keys?.secretKey,
  }
}

/** The deployed stack is told by the environment: its secrets are in no file here. */
function deployed(environment: NodeJS.ProcessEnv): Target {
  const {
    DATABASE_URL = '',
    API_ORIGIN = '',
    VAULT_ORIGIN = '',
    OPERATOR_KEY,
    PUBLISHABLE_KEY,
    SECRET_KEY,
  } = environment
  if (DATABASE_URL === '') throw new CommandError('--remote needs DATABASE_URL in the environment.')
  return {
    db: createDatabase({ DATABASE_URL }),
    config: wranglerConfiguration(),
    // Loaded where it is needed: wrangler is large, and the other commands need none of it.
    maintenance: async () => (await import('../rebuild/remote.ts')).remoteMaintenance(),
    audit: inboxAudit(),
    apiOrigin: API_ORIGIN.replace(/\/+$/, ''),
    vaultOrigin: VAULT_ORIGIN.replace(/\/+$/, ''),
    operatorKey: OPERATOR_KEY,
    publishableKey: PUBLISHABLE_KEY,
    secretKey: SECRET_KEY,
  }
}
