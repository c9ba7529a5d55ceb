import { log } from '../../http/log.ts'
import type { TroubleKind } from './contract.ts'
import type { KeptEndpoint } from './kept.ts'

export type Report = ReturnType<typeof reportOf>

/** What whoever looks after the platform finds in the log: ids and numbers, never what was sent or where to. */
export function reportOf({ id, owner: { merchantId, mode } }: Pick<KeptEndpoint, 'id' | 'owner'>) {
  const whose = { endpointId: id, merchantId, mode }
  return {
    trouble: (kind: TroubleKind, why: string) =>
      log(kind === 'SENDING' ? 'error' : 'warn', 'trouble with a webhook endpoint on our side', {
        ...whose,
        kind,
        why,
      }),
  }
}
