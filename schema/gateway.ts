import type { GatewayAccount } from '../src/access/accounts.ts'
import type { ListOwner } from '../src/db/list.ts'
import type { Cost } from '../src/routing/request.ts'
import { builder } from './builder.ts'
import type { ApiServices } from './context.ts'
import { GatewayHealthType, loadHealth, UnmappedCodeType } from './gatewayHealth.ts'

/**
 * As Postgres has them now, so that an operator sees what was changed a moment ago; while Postgres cannot be asked, as
 * the caches have them, which payments go by all the same.
 */
export async function accountsOf(services: ApiServices, owner: ListOwner): Promise<readonly GatewayAccount[]> {
  try {
    return await services.configuration.listGateways(owner)
  } catch (error) {
    if (error instanceof Error && error.name === 'UnavailableError') return services.gatewayAccounts(owner)
    throw error
  }
}

const listed = (names: readonly string[] | undefined): string[] | undefined =>
  names === undefined ? names : [...names]

const GatewayCostType = builder.objectRef<Cost>('GatewayCost').implement({
  description: 'What a gateway charges for a payment that fits. The first that fits counts.',
  fields: (t) => ({
    brands: t.stringList({
      description: 'Card brands, such as `visa`; null where it is for all of them.',
      nullable: true,
      resolve: ({ brands }) => listed(brands),
    }),
    countries: t.stringList({
      description: "Countries of the cards' issuers, ISO 3166-1 alpha-2; null where it is for all of them.",
      nullable: true,
      resolve: ({ countries }) => listed(countries),
    }),
    currencies: t.field({
      description: 'Null where it is for all of them.',
      type: ['CurrencyCode'],
      nullable: true,
      resolve: ({ currencies }) => listed(currencies),
    }),
    fixed: t.field({
      description: "For each payment, in minor units of the payment's currency.",
      type: 'MinorUnits',
      resolve: ({ fixedMinor }) => fixedMinor,
    }),
    basisPoints: t.exposeInt('basisPoints', {
      description: 'Of the amount, in hundredths of a per cent: 140 is 1.4 %.',
    }),
  }),
})

export const GatewayType = builder.objectRef<GatewayAccount>('Gateway').implement({
  description:
    "A merchant's account at a gateway. Base URL and credentials are in the vault: they are written and never shown.",
  fields: (t) => ({
    id: t.exposeID('id', {
      description: 'For the filters of lists, for policies and for the mutations; `node(id:)` does not take it.',
    }),
    name: t.exposeString('name', { description: 'As the merchant named it; attempts show it as `gateway`.' }),
    kind: t.exposeString('kind', { description: 'Which gateway it is, such as `sandbox`.' }),
    enabled: t.exposeBoolean('enabled', { description: 'Whether new attempts may go there.' }),
    position: t.exposeInt('position', {
      description: 'Its place among the accounts, from 1: the order of rules that name no candidates.',
    }),
    weight: t.exposeInt('weight', {
      description: 'Its share where a rule with WEIGHT names no candidates: as a part of the sum of all weights.',
    }),
    costs: t.field({
      description: 'What the gateway charges, the first that fits. Where none does it is taken to cost nothing.',
      type: [GatewayCostType],
      resolve: ({ costs }) => [...costs],
    }),
    timeoutMs: t.int({
      description: 'The longest one call may take; null where the general bound of 20 seconds holds.',
      nullable: true,
      resolve: ({ timeoutMs }) => timeoutMs,
    }),
    maxConcurrency: t.int({
      description: 'The most calls under way at once; null where the general bound holds.',
      nullable: true,
      resolve: ({ maxConcurrency }) => maxConcurrency,
    }),
    webhookUrl: t.string({
      description: 'What to enter at the gateway: where it sends its webhooks.',
      resolve: ({ id }, _args, { services }) => services.webhookUrl(id),
    }),
    health: t.field({
      description: 'Null until it is measured; figures are never made up.',
      type: GatewayHealthType,
      nullable: true,
      resolve: ({ id }, _args, context) => loadHealth(context, id),
    }),
    unmappedCodes: t.field({
      description:
        "Codes of the gateway that the taxonomy does not know, most frequent first, at most 50. Each is worth a line in Turnpike's tables.",
      type: [UnmappedCodeType],
      resolve: async ({ id }, _args, context) => [...((await loadHealth(context, id))?.unmappedCodes ?? [])],
    }),
  }),
})
