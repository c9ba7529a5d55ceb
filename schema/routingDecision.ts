import { builder } from './builder.ts'

/** An account that was looked at: one that could be tried, or one that was out of the question. */
interface RoutingCandidate {
  readonly gateway: string
  readonly score?: number | undefined
  readonly because?: string | undefined
}

/** Why an attempt went, or would go, where it does: what attempts and dry runs both tell. */
export interface RoutingDecision {
  readonly reason: string
  readonly rule?: string | undefined
  readonly policyVersion?: number | undefined
  /** Pictures from before there were scores hold names alone. */
  readonly candidates: readonly (string | RoutingCandidate)[]
  readonly eliminated?: readonly RoutingCandidate[] | undefined
}

const RoutingCandidateType = builder.objectRef<RoutingCandidate>('RoutingCandidate').implement({
  description: 'A gateway account that was looked at for the attempt.',
  fields: (t) => ({
    gateway: t.exposeString('gateway', { description: "The gateway account's name." }),
    score: t.float({
      description:
        'Its expected value as a share of the amount, fees and waiting taken off. Null where the rule scores none.',
      nullable: true,
      resolve: ({ score }) => score,
    }),
    eliminatedBecause: t.string({
      description: 'Why it was out of the question; null where it was not.',
      nullable: true,
      resolve: ({ because }) => because,
    }),
  }),
})

export const RoutingDecisionType = builder.objectRef<RoutingDecision>('RoutingDecision').implement({
  description: 'Why an attempt goes where it goes.',
  fields: (t) => ({
    reason: t.exposeString('reason', { description: 'In a few words, for people. Not for branching on.' }),
    rule: t.string({
      description:
        'The name of the rule that decided; null where none holds, and for attempts from before there were rules.',
      nullable: true,
      resolve: ({ rule }) => rule,
    }),
    policyVersion: t.int({
      description: 'The version of the policy that the rule is of; null where that is not known.',
      nullable: true,
      resolve: ({ policyVersion }) => policyVersion,
    }),
    candidates: t.field({
      description: 'What could be tried, first choice first, and then what was out of the question.',
      type: [RoutingCandidateType],
      resolve: ({ candidates, eliminated = [] }) => [
        ...candidates.map((one) => (typeof one === 'string' ? { gateway: one } : one)),
        ...eliminated,
      ],
    }),
  }),
})
