import { WorkerEntrypoint } from 'cloudflare:workers'
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
}
