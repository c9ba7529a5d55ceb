import type { Miniflare } from 'miniflare'
import type { DatabaseFaults } from '../database/faults.ts'

export interface StackOptions {
  /** The api's port; vault, sandbox and demo shop follow it. 0 takes four free ones. */
  readonly port?: number
  readonly stateDirectory?: string
  readonly host?: string
  /** A Postgres or Neon in the place of the embedded one. */
  readonly databaseUrl?: string
  /** Where that one speaks Neon's protocol, if not where Neon's own name says. */
  readonly databaseFetchEndpoint?: string
  /** Puts a wire before the queue on which a drill may drop and double messages; each is a moment later for it. */
  readonly queueFaults?: boolean
  /** Bundles again and reloads when a source file changes. */
  readonly watch?: boolean
  /** False where nobody looks at the demo shop's events page: its endpoint would have every event of the stack delivered. */
  readonly shopWebhooks?: boolean
  /** Neither the Workers' errors nor progress on the console. */
  readonly quiet?: boolean
  readonly onProgress?: (line: string) => void
  /** Values in place of the vars of the wrangler files. */
  readonly variables?: { readonly api?: Record<string, string>; readonly vault?: Record<string, string> }
}

/** The keys that a developer or a client needs, as `keys.json` has them. */
export interface StackKeys {
  readonly secretKey: string
  readonly publishableKey: string
  readonly operatorKey: string
  readonly webhookSecret: string
}

/** Where everything is, as `stack.json` has it while the stack runs. */
export interface StackAddresses {
  readonly pid: number
  /** Another one at each start. */
  readonly instanceId: string
  readonly apiOrigin: string
  readonly vaultOrigin: string
  readonly sandboxOrigin: string
  readonly shopOrigin: string
  readonly databaseUrl: string
  readonly databaseFetchEndpoint: string | undefined
  readonly controlOrigin: string
  readonly controlSecret: string
}

export interface Stack extends StackAddresses {
  readonly stateDirectory: string
  readonly port: number
  readonly keys: StackKeys
  readonly merchantId: string
  readonly accountIds: { readonly a: string; readonly b: string }
  readonly miniflare: Miniflare
  /** Undefined where Neon itself is used. */
  readonly databaseFaults: DatabaseFaults | undefined
  /** Stops every part in order; queues get a moment to deliver first. */
  stop(options?: { readonly drainMs?: number }): Promise<void>
}
