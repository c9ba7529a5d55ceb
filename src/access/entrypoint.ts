import { WorkerEntrypoint } from 'cloudflare:workers'
import { recordAccesses, recordWriting } from '../audit/access.ts'
import type { ApiEnv } from '../env.ts'
import type { AccountWriting, AllowedOrigins, CardAccess, IdentifyResult, IdentityService } from '../vault/contract.ts'
import { identify } from './identify.ts'
import { allowedOriginsOf } from './origins.ts'

/** What the vault asks over its service binding. The two share no secret. */
export class IdentityEntrypoint extends WorkerEntrypoint<ApiEnv> implements IdentityService {
  identify(credential: string): Promise<IdentifyResult> {
    return identify(this.env, this.ctx, credential)
  }

  allowedOrigins(merchantId: string): Promise<AllowedOrigins> {
    return allowedOriginsOf(this.env, this.ctx, merchantId)
  }

  recordAccountWriting(writing: AccountWriting): Promise<void> {
    return recordWriting(this.env, writing)
  }

  recordAccess(shard: string, accesses: readonly CardAccess[]): Promise<readonly number[]> {
    return recordAccesses(this.env, shard, accesses)
  }
}
