import type { Changer } from '../src/audit/audited.ts'
import type { ApiContext, Identity } from './context.ts'
import { topLevelError } from './problem.ts'

/** Gateways and routing are for operator keys alone, each for its own merchant and mode. */
export type Operator = Identity & Changer

/** Whoever changes something is known by the credential and the request. */
export const operatorOf = ({
  identity,
  requestId,
}: Pick<ApiContext, 'identity' | 'requestId'>): Operator | undefined =>
  identity?.kind === 'operator'
    ? { ...identity, actor: { kind: 'operator', id: identity.credentialId, requestId } }
    : undefined

/** For fields that have no result union to refuse in. */
export function needOperator(context: Pick<ApiContext, 'identity' | 'requestId'>, field: string): Operator {
  const operator = operatorOf(context)
  if (operator === undefined) throw topLevelError('FORBIDDEN', `${field} needs an operator key.`)
  return operator
}
