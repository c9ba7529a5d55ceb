import type { GatewayAccount } from '../src/access/accounts.ts'
import { builder } from './builder.ts'
import { describedValues } from './enumValues.ts'

/** What is measured of a gateway. Nothing measures yet, so there is never one: figures are not made up. */
interface GatewayHealth {
  readonly breaker: 'CLOSED' | 'OPEN' | 'HALF_OPEN' | 'ISOLATED'
  readonly successRate?: number
  readonly latencyP50Ms?: number
  readonly lastProbeAtMs?: number
}

const BreakerStateEnum = builder.enumType('BreakerState', {
  description: "Whether attempts go to a gateway, as its account's circuit breaker has it.",
  values: describedValues<GatewayHealth['breaker']>({
    CLOSED: 'Attempts go there as usual.',
    OPEN: 'It failed too often just now; attempts go elsewhere.',
    HALF_OPEN: 'A few probes go there to find out whether it works again.',
    ISOLATED: 'An operator took it out of use.',
  }),
})

const GatewayHealthType = builder.objectRef<GatewayHealth>('GatewayHealth').implement({
  description: 'What is measured of a gateway account.',
  fields: (t) => ({
    breaker: t.field({
      description: 'Whether attempts go there now.',
      type: BreakerStateEnum,
      resolve: (health) => health.breaker,
    }),
    successRate: t.float({
      description: 'The share of calls that were answered properly, declines included, from 0 to 1.',
      nullable: true,
      resolve: (health) => health.successRate,
    }),
    latencyP50Ms: t.int({
      description: 'Half of the calls were answered within this many milliseconds.',
      nullable: true,
      resolve: (health) => health.latencyP50Ms,
    }),
    lastProbeAt: t.field({
      description: 'When it was last probed; null where it never was.',
      type: 'DateTime',
      nullable: true,
      resolve: (health) => health.lastProbeAtMs,
    }),
  }),
})

export const GatewayType = builder.objectRef<GatewayAccount>('Gateway').implement({
  description: "A merchant's account at a gateway. Base URL and credentials are in the vault and are never shown.",
  fields: (t) => ({
    id: t.exposeID('id', { description: 'For the filters of lists; `node(id:)` does not take it.' }),
    name: t.exposeString('name', { description: 'As the merchant named it; attempts show it as `gateway`.' }),
    kind: t.exposeString('kind', { description: 'Which gateway it is, such as `sandbox`.' }),
    enabled: t.exposeBoolean('enabled', { description: 'Whether new attempts may go there.' }),
    health: t.field({
      description: 'Null until it is measured; figures are never made up.',
      type: GatewayHealthType,
      nullable: true,
      resolve: () => null,
    }),
  }),
})
