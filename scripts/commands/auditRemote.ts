import { join } from 'node:path'
import { getPlatformProxy } from 'wrangler'
import type { AuditHead, AuditOwner } from '../../src/audit/contract.ts'
import { inboxAudit, type OpenAudit } from './auditLog.ts'

interface RemoteBindings {
  readonly API: {
    auditHead(owner: AuditOwner): Promise<AuditHead>
    auditLines(owner: AuditOwner, after: number): Promise<readonly string[]>
  }
}

/** The audit logs of the deployed stack, read through wrangler, which has the login; what a command writes goes by the bucket. */
export async function remoteAudit(): Promise<OpenAudit> {
  const { env, dispose } = await getPlatformProxy<RemoteBindings & Record<string, unknown>>({
    configPath: join(import.meta.dirname, '../../wrangler.maintenance.toml'),
    persist: false,
  })
  return {
    ...inboxAudit(),
    head: (owner) => env.API.auditHead(owner),
    readLines: (owner, after) => env.API.auditLines(owner, after),
    close: dispose,
  }
}
