import { WorkerEntrypoint } from 'cloudflare:workers'
import type { AuditHead, AuditOwner } from '../audit/contract.ts'
import { auditOf } from '../audit/service.ts'
import type { ApiEnv } from '../env.ts'
import { toJson } from '../money/json.ts'
import { paymentOf } from '../services.ts'
import { type AskedPayment, readPayments } from './payments.ts'

/** What maintenance asks of the api Worker: over a service binding by whoever may bind it, never over HTTP. It only reads. */
export class MaintenanceEntrypoint extends WorkerEntrypoint<ApiEnv> {
  /** A list of payments or nulls, as JSON with amounts in digits. */
  async readPayments(asked: readonly AskedPayment[]): Promise<string> {
    return toJson(await readPayments((paymentId) => paymentOf(this.env, paymentId), asked))
  }

  /** The newest entry of a merchant's audit log: its number and hash. */
  async auditHead(owner: AuditOwner): Promise<AuditHead> {
    const { number, hash } = await auditOf(this.env, owner).head()
    return { number, hash }
  }

  /** Lines of that log beyond a number, oldest first, each as it was hashed; none at the end. */
  async auditLines(owner: AuditOwner, after: number): Promise<readonly string[]> {
    return auditOf(this.env, owner).readLines(after)
  }
}
