import type { Actor } from '../src/payment/event.ts'
import { builder } from './builder.ts'
import { describedValues } from './enumValues.ts'

const NAMES = {
  secret: 'SECRET_KEY',
  operator: 'OPERATOR_KEY',
  client: 'SHOPPER',
  gateway: 'GATEWAY',
  turnpike: 'TURNPIKE',
} as const satisfies Record<Actor['kind'], string>

const ActorKindEnum = builder.enumType('ActorKind', {
  description: 'Who can cause an event.',
  values: describedValues<(typeof NAMES)[Actor['kind']]>({
    SECRET_KEY: "The shop's server.",
    OPERATOR_KEY: 'An operator, or a tool with an operator key.',
    SHOPPER: 'The holder of the client secret, or the shopper who came back from a challenge.',
    GATEWAY: 'A webhook of the gateway.',
    TURNPIKE: "Turnpike itself: a gateway's answer to its own call, or a date that was reached.",
  }),
})

export const ActorType = builder.objectRef<Actor>('Actor').implement({
  description: 'On whose word something happened.',
  fields: (t) => ({
    kind: t.field({ description: 'What kind of caller.', type: ActorKindEnum, resolve: ({ kind }) => NAMES[kind] }),
    id: t.exposeID('id', {
      description:
        "The credential's id as the list of keys has it, or the gateway account's. Null for Turnpike itself.",
      nullable: true,
    }),
    requestId: t.exposeString('requestId', {
      description:
        'The request that it came with, as the `x-request-id` of its answer says. Null where there was none.',
      nullable: true,
    }),
  }),
})
