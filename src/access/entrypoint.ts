import { WorkerEntrypoint } from 'cloudflare:workers'
import type { ApiEnv } from '../env.ts'
import type { IdentifyResult, IdentityService } from '../vault/contract.ts'
import { identify } from './identify.ts'

/** What the vault asks over its service binding. The two share no secret. */
export class IdentityEntrypoint extends WorkerEntrypoint<ApiEnv> implements IdentityService {
  identify(credential: string): Promise<IdentifyResult> {
    return identify(this.env, this.ctx, credential)
  }
}
