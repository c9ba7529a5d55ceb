import { useCSRFPrevention } from '@graphql-yoga/plugin-csrf-prevention'
import { type ExecutionResult, NoSchemaIntrospectionCustomRule } from 'graphql'
import { createYoga, type Plugin } from 'graphql-yoga'
import type { ApiContext, ApiServices } from '../../../schema/context.ts'
import { topLevelError } from '../../../schema/problem.ts'
import { schema } from '../../../schema/schema.ts'
import type { GuardedResult } from '../../access/guarded.ts'
import { retryAfterOf } from '../../defence/seconds.ts'
import { documentCache } from './documentCache.ts'
import { publicError } from './errors.ts'
import { checkLimits } from './limits.ts'
import { parseWithinLimits } from './parse.ts'
import { readGraphqlParameters, readGraphqlText } from './request.ts'
import { checkSelection, unauthenticated } from './selection.ts'

/** What the entry gives with each request. */
export interface GraphqlSurroundings {
  readonly requestId: string
  readonly services: ApiServices
  readonly identify: (credential: string) => Promise<GuardedResult>
}

type Session = GraphqlSurroundings & { identity?: ApiContext['identity'] }

export type GraphqlServer = (request: Request, surroundings: GraphqlSurroundings) => Promise<Response>

/** The GraphQL server, made once. `production` closes introspection and suggestions. */
export function createGraphqlServer({ production }: { readonly production: boolean }): GraphqlServer {
  const yoga = createYoga<Session>({
    schema,
    graphqlEndpoint: '/graphql',
    graphiql: false,
    landingPage: false,
    logging: false,
    cors: false,
    batching: false,
    multipart: false,
    // Errors are shaped, masked and logged in one place: `useErrors`.
    maskedErrors: false,
    maxRequestBodySize: false,
    parserAndValidationCache: { documentCache: documentCache(), errorCache: documentCache() },
    context: ({ requestId, services, identity }): ApiContext => ({
      requestId,
      services,
      identity,
      development: !production,
      loaded: new Map(),
      measured: new Map(),
    }),
    plugins: [useCSRFPrevention(), useRequests(production), useDocuments(production), useErrors(production)],
  })
  return async (request, surroundings) => yoga.fetch(request, { ...surroundings })
}

/** Bounds before identity, identity before anything is parsed. */
const useRequests = (production: boolean): Plugin<object, Session> => ({
  onRequestParse({ serverContext, setRequestParser }) {
    setRequestParser(async (request) => {
      const text = await readGraphqlText(request)
      serverContext.identity = await identityOf(request, serverContext, production)
      return readGraphqlParameters(text)
    })
  },
})

export async function identityOf(
  request: Request,
  { identify }: Pick<GraphqlSurroundings, 'identify'>,
  production: boolean,
): Promise<ApiContext['identity']> {
  const header = request.headers.get('authorization')
  // GraphiQL asks for the schema before anyone has typed a key.
  if (header === null && !production) return undefined
  const [, credential] = /^Bearer +(\S+)$/i.exec(header ?? '') ?? []
  if (credential === undefined) throw unauthenticated()
  const result = await identify(credential)
  switch (result.kind) {
    case 'identified':
      return result.identity
    case 'refused':
      throw unauthenticated()
    case 'guessing':
      throw topLevelError('RATE_LIMITED', 'Too many credentials that nobody knows. Try again later.', 429, {
        'retry-after': retryAfterOf(result.retryAfterMs),
      })
    case 'unavailable':
      throw topLevelError('UNAVAILABLE', 'Keys cannot be checked just now. Try again.', 503)
  }
}

const useDocuments = (production: boolean): Plugin<object, Session> => ({
  onParse({ setParseFn }) {
    setParseFn((source: string) => parseWithinLimits(source))
  },
  onValidate({ params, addValidationRule }) {
    // Structure first: some of the rules are slower than linear.
    checkLimits(schema, params.documentAST, undefined, {})
    if (production) addValidationRule(NoSchemaIntrospectionCustomRule)
  },
  onSubscribe() {
    const ways = 'with Accept: text/event-stream, or over a WebSocket with graphql-transport-ws'
    throw topLevelError('BAD_REQUEST', `Subscriptions are answered ${ways}.`, 400)
  },
  onExecute({ args }) {
    const { document, operationName, variableValues, contextValue } = args
    checkLimits(schema, document, operationName ?? undefined, variableValues ?? {})
    checkSelection(schema, document, (contextValue as unknown as ApiContext).identity)
  },
})

const useErrors = (production: boolean): Plugin<object, Session> => ({
  onResultProcess({ result, setResult, serverContext }) {
    if (Array.isArray(result) || !('errors' in result) || result.errors === undefined) return
    const { errors, ...rest } = result as ExecutionResult
    const surroundings = { requestId: serverContext.requestId, production, executed: 'data' in rest }
    setResult({ ...rest, errors: (errors ?? []).map((error) => publicError(error, surroundings)) })
  },
})
