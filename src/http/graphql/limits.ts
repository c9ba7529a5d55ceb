import type { DocumentNode, GraphQLSchema } from 'graphql'
import { type Measures, measure } from './cost.ts'
import { limitError } from './parse.ts'

/**
 * Payment → refund → payment → attempt → decision → candidates is 10 deep in a list; a page of 100 payments with all their
 * own fields costs about 7,000, a page of 100 with a page of children each is meant to be refused. Ten mutations fit.
 * A log below each state of a log would be as much work as the log is long, squared.
 */
const LIMITS: Measures = { depth: 14, cost: 10_000, aliases: 50, directives: 50, fragments: 50, nestedEvents: 0 }

const WORDS: { readonly [Name in keyof Measures]: string } = {
  depth: `fields nested deeper than ${LIMITS.depth}`,
  cost: `a cost of more than ${LIMITS.cost} fields`,
  aliases: `more than ${LIMITS.aliases} aliases`,
  directives: `more than ${LIMITS.directives} directives`,
  fragments: `more than ${LIMITS.fragments} fragments`,
  nestedEvents: "events below an event's payment",
}

/** One error for the first limit that is passed, however often it is: an answer must not grow with the attack. */
export function checkLimits(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | undefined,
  variables: Readonly<Record<string, unknown>>,
): void {
  const measures = measure(schema, document, operationName, variables)
  for (const name of Object.keys(LIMITS) as (keyof Measures)[]) {
    if (measures[name] > LIMITS[name]) throw limitError(WORDS[name])
  }
}
