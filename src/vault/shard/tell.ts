import type { VaultEnv } from '../env.ts'
import { faultOf, log } from '../http/log.ts'
import type { AccessStore } from './accesses.ts'

/** Hands accesses over to the audit log. What is not confirmed stays for the next run. */
export async function tellAccesses(env: Pick<VaultEnv, 'API'>, source: string, accesses: AccessStore): Promise<void> {
  const waiting = accesses.waiting()
  if (waiting.length === 0) return
  try {
    accesses.confirm(await env.API.recordAccess(source, waiting))
  } catch (error) {
    log({ level: 'warn', event: 'accesses_not_told', requestId: crypto.randomUUID(), fault: faultOf(error) })
  }
}
