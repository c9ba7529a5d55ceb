import type { ApiEnv } from '../env.ts'
import type { Follower } from '../live/contract.ts'
import type { AuditOwner, AuditPort, AuditService } from './contract.ts'
import { auditName } from './name.ts'

type AuditEnv = Pick<ApiEnv, 'AUDIT'>

/** A merchant's log. RPC's own types wrap every value once more, and lose the unions on the way. */
export const auditOf = (env: AuditEnv, owner: AuditOwner): AuditService =>
  env.AUDIT.getByName(auditName(owner)) as unknown as AuditService

/** The log as a feed knows it: by the name that it follows under. */
export const auditFollower = (env: AuditEnv, name: string): Pick<Follower, 'poke'> =>
  env.AUDIT.getByName(name) as unknown as Follower

export const workerAudit = (env: AuditEnv): AuditPort => ({
  record: (owner, entries) => auditOf(env, owner).record(entries),
})
