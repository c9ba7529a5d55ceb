import type { Redriven } from '../../src/event/deadLetters.ts'
import { builder } from '../builder.ts'
import { forbiddenError, validationError } from '../error.ts'
import { operatorOf } from '../operator.ts'
import { resultType } from './result.ts'
import { INPUT } from './words.ts'

/** A page of the list: each is read, sent and removed in this one request. */
const MOST_LETTERS = 100

interface RedrivenPayload extends Redriven {
  readonly __typename: 'RedriveDeadLettersPayload'
}

const RedriveDeadLettersPayload = builder.objectRef<RedrivenPayload>('RedriveDeadLettersPayload').implement({
  description: 'What was there is on its queue again.',
  fields: (t) => ({
    redrivenIds: t.idList({ description: 'Those that were sent back.', resolve: ({ redriven }) => [...redriven] }),
    missingIds: t.idList({
      description: 'Those that are not there: sent back before, or never there. Nothing was done about them.',
      resolve: ({ missing }) => [...missing],
    }),
  }),
})

const RedriveDeadLettersInput = builder.inputType('RedriveDeadLettersInput', {
  description: 'Which messages to send back.',
  fields: (t) => ({
    ids: t.idList({ description: 'As `deadLetters` has them: 1 to 100.', required: true }),
  }),
})

builder.mutationFields((t) => ({
  redriveDeadLetters: t.field({
    description:
      'Puts messages that were put aside back on their queue, and removes them from the list. Mend the cause first, or they come back. The same again, and a message whose news is long known, does no harm: newer news is never replaced by older. For operator keys. Errors to expect: ValidationError, ForbiddenError.',
    type: resultType('RedriveDeadLetters', RedriveDeadLettersPayload),
    args: { input: t.arg({ description: INPUT, type: RedriveDeadLettersInput, required: true }) },
    resolve: async (_root, { input: { ids } }, context) => {
      const operator = operatorOf(context)
      if (operator === undefined) return forbiddenError('Dead letters are for operator keys.')
      if (ids.length < 1 || ids.length > MOST_LETTERS) {
        return validationError({ path: ['ids'], message: `must name 1 to ${MOST_LETTERS} messages` })
      }
      const redriven = await context.services.deadLetters.redrive(operator, ids)
      return { __typename: 'RedriveDeadLettersPayload' as const, ...redriven }
    },
  }),
}))
