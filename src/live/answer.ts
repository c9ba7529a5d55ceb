import type { GraphQLError } from 'graphql'
import { publicError } from '../http/graphql/errors.ts'
import { readGraphqlParameters, readGraphqlText } from '../http/graphql/request.ts'
import { type GraphqlSurroundings, identityOf } from '../http/graphql/server.ts'
import type { Prepare } from '../http/graphql/subscription.ts'
import { COMPLETE, eventStream, nextEvent } from './eventStream.ts'

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  // nginx and what descends from it would collect the events and hand them over in one piece.
  'x-accel-buffering': 'no',
}

export const acceptsEventStream = (request: Request): boolean =>
  (request.headers.get('accept') ?? '').toLowerCase().includes('text/event-stream')

/**
 * Answers a subscription as a stream of events. Undefined for everything else, queries and malformed requests included:
 * the request-and-answer server has an answer to them, in the media type that was asked for.
 */
export async function answerSubscription(
  request: Request,
  surroundings: GraphqlSurroundings,
  { prepare, production }: { readonly prepare: Prepare; readonly production: boolean },
): Promise<Response | undefined> {
  const { requestId } = surroundings
  const asked = await readRequest(request.clone() as Request, surroundings, production)
  if (asked === undefined) return undefined
  const prepared = prepare(asked.parameters, asked.identity)
  const errorPayload = (...errors: readonly Error[]) => ({
    errors: errors.map((error) => publicError(error, { requestId, production, executed: true }).toJSON()),
  })
  if (!prepared.ok) {
    if (prepared.error === 'query_or_mutation') return undefined
    const body = nextEvent(errorPayload(...prepared.error)) + COMPLETE
    return new Response(body, { status: statusOf(prepared.error), headers: HEADERS })
  }
  const stream = eventStream(prepared.value, {
    surroundings,
    lastEventId: request.headers.get('last-event-id') || undefined,
    errorPayload,
  })
  return new Response(stream, { headers: HEADERS })
}

async function readRequest(request: Request, surroundings: GraphqlSurroundings, production: boolean) {
  try {
    const parameters = readGraphqlParameters(await readGraphqlText(request))
    return { parameters, identity: await identityOf(request, surroundings, production) }
  } catch {
    return undefined
  }
}

/** An id that does not exist is an answer, as it is for a query; what was wrong with the request has its status. */
function statusOf(errors: readonly GraphQLError[]): number {
  const extensions = errors[0]?.extensions
  if (extensions?.code === 'NOT_FOUND') return 200
  const { status = 400 } = (extensions?.http ?? {}) as { readonly status?: number }
  return status
}
