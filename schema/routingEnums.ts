import type { Strategy, UnknownPolicy } from '../src/routing/policy.ts'
import { builder } from './builder.ts'
import { describedValues } from './enumValues.ts'

export const RoutingStrategyEnum = builder.enumType('RoutingStrategy', {
  description: 'How the candidates of a rule are put in order.',
  values: describedValues<Strategy>({
    ORDER: 'As the rule names them: the first that can be tried is tried first.',
    WEIGHT: 'By chance, in proportion to the weights.',
    BEST: 'By expected value: how likely an approval is, less what the gateway charges and how long it takes.',
  }),
})

export const UnknownOutcomePolicyEnum = builder.enumType('UnknownOutcomePolicy', {
  description: 'What happens while nobody knows how an authorization ended: the card may have been charged, or held.',
  values: describedValues<UnknownPolicy>({
    WAIT: 'It is found out first, and the payment is PROCESSING meanwhile.',
    CASCADE:
      'Another account is tried where the lost one is a mere hold, and that hold is voided once it answers. Never where money may have been taken.',
  }),
})
