import { GraphQLError } from 'graphql'

/** Codes of top-level errors of our own; parse and validation errors carry the server's. */
export type TopLevelCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'RATE_LIMITED'
  | 'BAD_REQUEST'
  | 'COST_EXCEEDED'
  | 'UNAVAILABLE'
  | 'INTERNAL'

/** An error for `errors`, not for a result union. With a status it ends the request before anything is executed. */
export const topLevelError = (
  code: TopLevelCode,
  message: string,
  status?: number,
  headers?: Readonly<Record<string, string>>,
): GraphQLError =>
  new GraphQLError(message, {
    extensions: { code, ...(status === undefined ? {} : { http: { status, ...(headers ? { headers } : {}) } }) },
  })
