import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startSandbox } from '../../../sandbox/sandbox.ts'
import { bundleWorker } from '../../../scripts/stack/bundle.ts'

/** What the tests know of the sandbox that runs beside them. */
export interface SandboxFacts {
  readonly origin: string
  readonly accounts: Readonly<
    Record<'a' | 'b', { readonly baseUrl: string; readonly clientId: string; readonly clientSecret: string }>
  >
  readonly webhookSecret: string
}

/** An auxiliary Worker comes bundled: the vault as it is deployed, reached by real RPC. */
export const VAULT_BUNDLE = 'vault.js'

/** The acquirers for a run. Their webhooks wait: the tests tell messages themselves, at the moment they choose. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const stateDirectory = await mkdtemp(join(tmpdir(), 'turnpike-payment-'))
  const webhookSecret = `whsec_${randomBytes(24).toString('base64')}`
  const sandbox = await startSandbox({ port: 0, stateDirectory, webhookSecret, webhookTarget: () => undefined })
  const { origin, accounts } = sandbox
  const facts: SandboxFacts = { origin, accounts, webhookSecret }
  const vaultDirectory = join(stateDirectory, 'vault')
  await bundleWorker(resolve(import.meta.dirname, '../../../src/vault/worker.ts'), join(vaultDirectory, VAULT_BUNDLE))
  project.provide('vaultDirectory' as never, vaultDirectory as never)
  project.provide('sandbox' as never, JSON.stringify(facts) as never)
  return async () => {
    await sandbox.stop()
    await rm(stateDirectory, { recursive: true, force: true })
  }
}
