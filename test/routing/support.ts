import type { HealthSnapshot } from '../../src/resilience/snapshot.ts'
import type { Rule } from '../../src/routing/policy.ts'
import type { RoutingAccount, RoutingFacts, RoutingRequest } from '../../src/routing/request.ts'

export const NOW_MS = Date.UTC(2026, 10, 21)

export const FACTS: RoutingFacts = {
  amountMinor: 4_500n,
  currency: 'EUR',
  method: 'card',
  brand: 'visa',
  funding: 'CREDIT',
  country: 'DE',
  metadata: { channel: 'app' },
}

export const accountOf = (name: string, rest: Partial<RoutingAccount> = {}): RoutingAccount => ({
  route: {
    accountId: `gwa_${name}`,
    gateway: name,
    kind: 'sandbox',
    capabilities: { oneCallSale: true, multipleCaptures: true },
  },
  enabled: true,
  costs: [],
  ...rest,
})

export const healthOf = (rest: Partial<HealthSnapshot> = {}): HealthSnapshot => ({
  atMs: NOW_MS,
  breaker: 'CLOSED',
  load: 0,
  limit: 10,
  segments: {},
  ...rest,
})

export const ruleOf = (rest: Partial<Rule> = {}): Rule => ({
  name: 'all',
  when: {},
  strategy: 'ORDER',
  candidates: [],
  onUnknown: 'WAIT',
  ...rest,
})

export const requestOf = (
  accounts: readonly RoutingAccount[],
  rule: Partial<Rule> = {},
  rest: Partial<RoutingRequest> = {},
): RoutingRequest => ({
  policy: { version: 3, rules: [ruleOf(rule)] },
  accounts,
  facts: FACTS,
  seed: 'pay_1 0',
  nowMs: NOW_MS,
  ...rest,
})
