import { GraphQLError } from 'graphql'
import { holdsPrintedCardNumber } from '../../../schema/input/cardNumber.ts'
import type { TopLevelCode } from '../../../schema/problem.ts'
import { UnavailableError } from '../../db/trouble.ts'
import { errorFields, log } from '../log.ts'
import { withoutValues } from './withoutValues.ts'

const OURS: ReadonlySet<unknown> = new Set<TopLevelCode>([
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NOT_FOUND',
  'RATE_LIMITED',
  'BAD_REQUEST',
  'COST_EXCEEDED',
  'UNAVAILABLE',
  'INTERNAL',
])

/** The GraphQL server's own codes for documents that are wrong before anything runs. */
const SERVERS: ReadonlySet<unknown> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
])

export interface ErrorSurroundings {
  readonly requestId: string
  readonly production: boolean
  /** Errors of a result without data ended the request, and give the answer its status. */
  readonly executed: boolean
}

/** The error as the caller sees it: a code, the request's id, and never an inner message. What is ours to mend is logged. */
export function publicError(error: unknown, { requestId, production, executed }: ErrorSurroundings): GraphQLError {
  const known = error instanceof GraphQLError ? error : undefined
  if (known !== undefined && isIntended(known)) {
    const { code = 'BAD_REQUEST' } = known.extensions
    const extensions = { code, requestId, ...(executed ? {} : { http: httpOf(known) }) }
    const message = OURS.has(known.extensions.code) ? known.message : withoutValues(known)
    return rebuilt(known, withoutNumbers(production ? withoutSuggestion(message) : message), extensions)
  }
  const inner = known?.originalError ?? error
  const unavailable = isUnavailable(inner)
  log(unavailable ? 'warn' : 'error', 'a request failed', {
    requestId,
    path: known?.path?.join('.'),
    ...errorFields(inner),
  })
  const extensions = {
    code: (unavailable ? 'UNAVAILABLE' : 'INTERNAL') satisfies TopLevelCode,
    requestId,
    ...(executed ? {} : { http: { status: unavailable ? 503 : 500 } }),
  }
  return rebuilt(
    known,
    unavailable ? 'Not available just now. Try again.' : 'Something went wrong on our side.',
    extensions,
  )
}

/**
 * Meant for the caller: one of our codes, the server's codes, or, without a code, an error from before execution (a
 * variable of the wrong type). Without a code but with a path it is a fault of a resolver.
 */
function isIntended(error: GraphQLError): boolean {
  const { code } = error.extensions
  if (OURS.has(code) || SERVERS.has(code)) return true
  if (code !== undefined || error.path !== undefined) return false
  const { originalError } = error
  return !originalError || (originalError instanceof GraphQLError && isIntended(originalError))
}

/** `spec` lets clients that only accept plain JSON have a 200, as GraphQL over HTTP says; our own refusals keep their status. */
function httpOf({ extensions: { code, http } }: GraphQLError): object {
  const given = typeof http === 'object' && http !== null ? http : { status: 400, spec: true }
  return OURS.has(code) ? { ...given, spec: false } : given
}

function isUnavailable(error: unknown): boolean {
  if (error instanceof UnavailableError) return true
  // How workerd marks an object that is overloaded or was lost under way.
  return (
    error instanceof Error && (Reflect.get(error, 'retryable') === true || Reflect.get(error, 'overloaded') === true)
  )
}

const withoutSuggestion = (message: string): string => message.replace(/ Did you mean [^?]*\?/g, '')

/** Names are repeated where values are not, and a number pasted into the wrong place may be one: no answer has it. */
const withoutNumbers = (message: string): string =>
  holdsPrintedCardNumber(message) ? 'The request holds what looks like a card number, where none may be.' : message

const rebuilt = (error: GraphQLError | undefined, message: string, extensions: Record<string, unknown>): GraphQLError =>
  new GraphQLError(message, {
    ...(error?.nodes ? { nodes: error.nodes } : {}),
    ...(error?.source ? { source: error.source } : {}),
    ...(error?.positions ? { positions: error.positions } : {}),
    ...(error?.path ? { path: error.path } : {}),
    extensions,
  })
