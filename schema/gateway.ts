import type { GatewayAccount } from '../src/access/accounts.ts'
import { builder } from './builder.ts'

/** What is measured of a gateway. Nothing measures yet, so there is never one: figures are not made up. */
interface GatewayHealth {
  readonly breaker: 'CLOSED' | 'OPEN' | 'HALF_OPEN' | 'ISOLATED'
  readonly successRate?: number
  readonly latencyP50Ms?: number
  readonly lastProbeAtMs?: number
}

const BreakerStateEnum = builder.enumType('BreakerState', {
  values: ['CLOSED', 'OPEN', 'HALF_OPEN', 'ISOLATED'] as const,
})

const GatewayHealthType = builder.objectRef<GatewayHealth>('GatewayHealth').implement({
  fields: (t) => ({
    breaker: t.field({ type: BreakerStateEnum, resolve: (health) => health.breaker }),
    successRate: t.float({ nullable: true, resolve: (health) => health.successRate }),
    latencyP50Ms: t.int({ nullable: true, resolve: (health) => health.latencyP50Ms }),
    lastProbeAt: t.field({ type: 'DateTime', nullable: true, resolve: (health) => health.lastProbeAtMs }),
  }),
})

export const GatewayType = builder.objectRef<GatewayAccount>('Gateway').implement({
  description: "A merchant's account at a gateway.",
  fields: (t) => ({
    id: t.exposeID('id'),
    name: t.exposeString('name'),
    kind: t.exposeString('kind'),
    enabled: t.exposeBoolean('enabled'),
    health: t.field({
      description: 'Null until it is measured.',
      type: GatewayHealthType,
      nullable: true,
      resolve: () => null,
    }),
  }),
})
