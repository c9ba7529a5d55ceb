import type { BreakerState, HealthDetails } from '../src/resilience/snapshot.ts'
import { builder } from './builder.ts'
import type { ApiContext } from './context.ts'
import { describedValues } from './enumValues.ts'

/** What is measured of an account, read once per request however often it is selected. Null where nothing is. */
export function loadHealth({ measured, services }: ApiContext, accountId: string): Promise<HealthDetails | null> {
  const known = measured.get(accountId)
  if (known !== undefined) return known
  const reading = services.gatewayHealth(accountId)
  measured.set(accountId, reading)
  return reading
}

const BreakerStateEnum = builder.enumType('BreakerState', {
  description: "Whether attempts go to a gateway, as its account's circuit breaker has it.",
  values: describedValues<BreakerState>({
    CLOSED: 'Attempts go there as usual.',
    OPEN: 'It failed too often just now; attempts go elsewhere.',
    HALF_OPEN: 'One probe at a time goes there to find out whether it works again.',
    ISOLATED: 'An operator took it out of use.',
  }),
})

export const GatewayHealthType = builder.objectRef<HealthDetails>('GatewayHealth').implement({
  description: 'What is measured of a gateway account.',
  fields: (t) => ({
    breaker: t.field({
      description: 'Whether attempts go there now.',
      type: BreakerStateEnum,
      resolve: (health) => health.breaker,
    }),
    successRate: t.float({
      description:
        'The share of calls of the last ten seconds that were answered properly, declines included, from 0 to 1. Null where there was no call.',
      nullable: true,
      resolve: (health) => health.successRate,
    }),
    latencyP50Ms: t.int({
      description: 'Half of those calls were answered within this many milliseconds.',
      nullable: true,
      resolve: ({ latencyP50Ms }) => rounded(latencyP50Ms),
    }),
    latencyP95Ms: t.int({
      description: 'All but one in twenty of those calls were answered within this many milliseconds.',
      nullable: true,
      resolve: ({ latencyP95Ms }) => rounded(latencyP95Ms),
    }),
    load: t.int({
      description: 'Calls under way, as far as the edge has told: a figure of the last second.',
      resolve: ({ load }) => Math.round(load),
    }),
    limit: t.int({
      description: 'How many calls should be under way at most; beyond it attempts go elsewhere.',
      resolve: ({ limit }) => Math.round(limit),
    }),
    lastProbeAt: t.field({
      description: 'When it was last probed; null where it never was.',
      type: 'DateTime',
      nullable: true,
      resolve: (health) => health.lastProbeAtMs,
    }),
    openUntil: t.field({
      description: 'With OPEN: when the first probe may go there.',
      type: 'DateTime',
      nullable: true,
      resolve: (health) => health.openUntilMs,
    }),
    changedAt: t.field({
      description: 'When the breaker last changed; null where it never did.',
      type: 'DateTime',
      nullable: true,
      resolve: (health) => health.changedAtMs,
    }),
  }),
})

const rounded = (milliseconds: number | undefined): number | undefined =>
  milliseconds === undefined ? undefined : Math.round(milliseconds)

export const UnmappedCodeType = builder.objectRef<HealthDetails['unmappedCodes'][number]>('UnmappedCode').implement({
  description:
    "A code of the gateway that Turnpike's taxonomy does not know. It counts as a refusal that is not worth a retry, and nobody guesses more.",
  fields: (t) => ({
    code: t.exposeString('code', { description: 'As the gateway sent it, at most 64 characters.' }),
    count: t.exposeInt('count', { description: 'How often it came.' }),
    lastSeenAt: t.field({
      description: 'When it last came.',
      type: 'DateTime',
      resolve: ({ lastSeenAtMs }) => lastSeenAtMs,
    }),
  }),
})
