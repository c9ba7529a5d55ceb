import type { GraphQLError } from 'graphql'
import { topLevelError } from '../../../schema/problem.ts'
import { readText } from '../body.ts'
import { type JsonProblem, parseStrictJson } from '../strictJson.ts'

/** A GraphQL request over HTTP, checked. */
export interface GraphqlParameters {
  readonly query: string
  readonly variables?: Record<string, unknown>
  readonly operationName?: string
}

/** The longest query and its variables are a few kilobytes. */
const LARGEST_BODY_BYTES = 100 * 1024

const badRequest = (message: string, status = 400): GraphQLError => topLevelError('BAD_REQUEST', message, status)

/** Reads the body of `POST /graphql`; throws a top-level error for everything that is not one well-formed request. */
export async function readGraphqlText(request: Request): Promise<string> {
  const mediaType = (request.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase()
  if (mediaType !== 'application/json') throw badRequest('The content type must be application/json.', 415)
  const text = await readText(request, LARGEST_BODY_BYTES)
  if (text.ok) return text.value
  throw text.error === 'too_large'
    ? badRequest(`The body must be at most ${LARGEST_BODY_BYTES} bytes.`, 413)
    : badRequest('The body must be UTF-8.')
}

export function readGraphqlParameters(text: string): GraphqlParameters {
  const json = parseStrictJson(text)
  if (!json.ok) throw badRequest(messageOf(json.error))
  if (Array.isArray(json.value)) throw badRequest('Batches are not accepted: send one request at a time.')
  if (!isObject(json.value)) throw badRequest('The body must be a JSON object.')
  const { query, variables, operationName, extensions, ...others } = json.value
  const [unknown] = Object.keys(others)
  if (unknown !== undefined) throw badRequest('The body may hold query, variables, operationName and extensions.')
  if (!isAbsent(extensions) && !isObject(extensions)) throw badRequest('extensions must be an object.')
  if (isObject(extensions) && extensions.persistedQuery !== undefined && isAbsent(query)) {
    throw badRequest('Persisted queries are not supported: send the whole query.')
  }
  if (typeof query !== 'string') throw badRequest('query must be a string.')
  if (!isAbsent(variables) && !isObject(variables)) throw badRequest('variables must be an object.')
  if (!isAbsent(operationName) && typeof operationName !== 'string') throw badRequest('operationName must be a string.')
  return {
    query,
    ...(isObject(variables) ? { variables } : {}),
    ...(typeof operationName === 'string' ? { operationName } : {}),
  }
}

const isAbsent = (value: unknown): boolean => value === undefined || value === null

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function messageOf(problem: JsonProblem): string {
  switch (problem) {
    case 'malformed':
      return 'The body must be JSON.'
    case 'too_deep':
      return 'The body is nested too deeply.'
    case 'duplicate_key':
      return 'The body has an object with the same key twice.'
    case 'reserved_key':
      return 'The body has a reserved key.'
    case 'lone_surrogate':
      return 'The body has half of a surrogate pair.'
  }
}
