import { forgetConfiguration } from '../access/accounts.ts'
import type { ConfigurationWriter } from '../access/configure.ts'
import { workerAudit } from '../audit/service.ts'
import { createDatabase } from '../db/database.ts'
import type { ApiEnv } from '../env.ts'
import { errorFields, log } from '../http/log.ts'
import type { ConfigurationService } from './contract.ts'
import type { ConfigurationPorts } from './ports.ts'
import { configurationService } from './service.ts'

type WorkerEnv = Pick<ApiEnv, 'CONFIG' | 'VAULT' | 'AUDIT' | 'DATABASE_URL' | 'DATABASE_FETCH_ENDPOINT'>

/** The service with the api Worker's bindings. */
export const workerConfiguration = (env: WorkerEnv, health: ConfigurationPorts['health']): ConfigurationService =>
  configurationService({
    db: createDatabase(env),
    vault: env.VAULT,
    config: forgiving(env.CONFIG),
    audit: workerAudit(env),
    health,
    nowMs: Date.now,
  })

/**
 * KV takes one write a second to the same name. A change that Postgres has must not be told as failed because of that:
 * the isolates find it themselves when KV's entry is 30 s old.
 */
function forgiving(config: KVNamespace): ConfigurationWriter {
  const reported = (work: Promise<unknown>): Promise<void> =>
    work.then(
      () => undefined,
      (error: unknown) => log('warn', 'publishing configuration failed', errorFields(error)),
    )
  const changed = async (name: string, work: Promise<void>) => {
    await reported(work)
    forgetConfiguration(name)
  }
  return {
    put: (name, value) => changed(name, config.put(name, value)),
    delete: (name) => changed(name, config.delete(name)),
  }
}
