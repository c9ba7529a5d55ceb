import { log } from '../../http/log.ts'
import type { TroubleKind } from './contract.ts'
import { deliveryId } from './id.ts'
import type { KeptEndpoint } from './kept.ts'

/** The list of deliveries has them all. */
const MOST_NAMED = 5

export type Report = ReturnType<typeof reportOf>

/** What whoever looks after the platform finds in the log: ids and numbers, never what was sent or where to. */
export function reportOf({ id, owner: { merchantId, mode } }: Pick<KeptEndpoint, 'id' | 'owner'>) {
  const whose = { endpointId: id, merchantId, mode }
  return {
    gone: () => log('warn', 'a webhook receiver is gone, its endpoint is disabled', whose),
    circuit: (isOpen: boolean, failures: number) =>
      log('warn', `the circuit of a webhook endpoint ${isOpen ? 'opened' : 'closed'}`, { ...whose, failures }),
    /** One line for all that are given up together: after three days of an outage those are thousands. */
    givenUp: (numbers: readonly number[]) =>
      log('warn', 'webhook deliveries are given up', {
        ...whose,
        deliveries: numbers.length,
        deliveryIds: numbers.slice(0, MOST_NAMED).map((number) => deliveryId(id, number)),
      }),
    trouble: (kind: TroubleKind, why: string) =>
      log(kind === 'SENDING' ? 'error' : 'warn', 'trouble with a webhook endpoint on our side', {
        ...whose,
        kind,
        why,
      }),
  }
}
