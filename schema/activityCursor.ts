import type { GraphQLError } from 'graphql'
import { topLevelError } from './problem.ts'

export const badCursor = (): GraphQLError =>
  topLevelError('BAD_REQUEST', 'after is not a cursor of paymentActivity for this merchant and mode.', 400)

export const lostCursor = (): GraphQLError =>
  topLevelError(
    'BAD_REQUEST',
    'after is older than what is kept: events stay in the feed for 30 days. Read what you missed from the lists, then begin anew with the resumeAfter of Query.paymentActivity.',
    400,
  )
