import type { ApiContext, Identity } from './context.ts'
import { topLevelError } from './problem.ts'

/** Gateways and routing are for operator keys alone, each for its own merchant and mode. */
export const operatorOf = ({ identity }: Pick<ApiContext, 'identity'>): Identity | undefined =>
  identity?.kind === 'operator' ? identity : undefined

/** For fields that have no result union to refuse in. */
export function needOperator(context: Pick<ApiContext, 'identity'>, field: string): Identity {
  const operator = operatorOf(context)
  if (operator === undefined) throw topLevelError('FORBIDDEN', `${field} needs an operator key.`)
  return operator
}
