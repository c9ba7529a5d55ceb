import type { VaultEnv } from '../env.ts'
import { faultOf, log } from '../http/log.ts'
import type { AccessStore } from './accesses.ts'

/** Of accesses, in one run: thousands, and no run without end. */
const MOST_BATCHES = 10

/** Hands accesses over to the audit log. What is not confirmed stays for the next run. */
export async function tellAccesses(env: Pick<VaultEnv, 'API'>, source: string, accesses: AccessStore): Promise<void> {
  try {
    let waiting = accesses.waiting()
    // Also beyond those of a log that takes nothing: the others' are behind them.
    for (let batch = 0; waiting.length > 0 && batch < MOST_BATCHES; batch += 1) {
      accesses.confirm(await env.API.recordAccess(source, waiting))
      waiting = accesses.waiting(waiting.at(-1)?.number)
    }
  } catch (error) {
    log({ level: 'warn', event: 'accesses_not_told', requestId: crypto.randomUUID(), fault: faultOf(error) })
  }
}
