import type { DeadLetter } from '../src/event/deadLetters.ts'
import { builder } from './builder.ts'
import { checkFirst, connection } from './connection.ts'
import { needOperator } from './operator.ts'
import { pageArguments } from './pageArguments.ts'
import { topLevelError } from './problem.ts'
import { connectionType } from './relay.ts'

const DeadLetterType = builder.objectRef<DeadLetter>('DeadLetter').implement({
  description:
    'A message between parts of Turnpike that was tried again and again without success and put aside. What it tells is not lost: its payment tells it again. It is kept so that somebody sees that there was trouble.',
  fields: (t) => ({
    id: t.exposeID('id', {
      description: 'For `redriveDeadLetters`; it begins with dlt_. `node(id:)` does not take it.',
    }),
    queue: t.exposeString('queue', { description: 'The queue that it was on, and goes back to.' }),
    receivedAt: t.field({
      description: 'When it came to the queue that dead messages go to.',
      type: 'DateTime',
      resolve: ({ receivedAtMs }) => receivedAtMs,
    }),
    paymentId: t.id({
      description: 'The payment that it tells of.',
      nullable: true,
      resolve: ({ paymentId }) => paymentId,
    }),
    attempts: t.exposeInt('attempts', {
      description:
        'How often it was delivered until it could be kept here: 1, unless the archive had trouble too. Before that its own queue had given up after all its retries.',
    }),
    size: t.exposeInt('sizeBytes', { description: 'Of the message, in bytes.' }),
  }),
})

const DeadLetterConnectionType = connectionType('DeadLetter', DeadLetterType, { asOf: false })

/** A letter's place in the list is its id. */
const CURSOR = /^dlt_[0-9]{13}_[0-9a-f]{32}$/

function checkCursor(after: string | null | undefined): string | undefined {
  if (after === undefined || after === null) return undefined
  if (!CURSOR.test(after)) throw topLevelError('BAD_REQUEST', 'after is not a cursor of this list.')
  return after
}

builder.queryFields((t) => ({
  deadLetters: t.field({
    description:
      "Messages about payments of the key's merchant and mode that were put aside, oldest first. For operator keys; others get FORBIDDEN. Once their cause is mended, `redriveDeadLetters` empties the list.",
    type: DeadLetterConnectionType,
    args: pageArguments(t),
    resolve: async (_root, args, context) => {
      const operator = needOperator(context, 'Query.deadLetters')
      const after = checkCursor(args.after)
      const page = { first: checkFirst(args.first), ...(after === undefined ? {} : { after }) }
      const { letters, hasNextPage } = await context.services.deadLetters.list(operator, page)
      const edges = letters.map((node) => ({ node, cursor: node.id }))
      return connection(edges, hasNextPage, after !== undefined, Date.now())
    },
  }),
}))
