import type { PaymentMethodKind } from '../../src/gateway/gateway.ts'
import { customerOfMethod } from '../../src/ids/customerIds.ts'
import { ok } from '../../src/result.ts'
import { tokenIdOf } from '../../src/vault/contract.ts'
import { type Checked, problem } from './problem.ts'

/**
 * What to pay with: a card's token, to be sent on, with its id, which alone may be kept; a stored method by its id; or
 * another method.
 */
export type CheckedMethod =
  | { readonly token: string; readonly tokenId: string; readonly method?: undefined; readonly stored?: undefined }
  | { readonly token?: undefined; readonly method?: undefined; readonly stored: StoredChoice }
  | {
      readonly token?: undefined
      readonly method: Exclude<PaymentMethodKind, 'card'>
      readonly stored?: undefined
    }

export interface StoredChoice {
  readonly methodId: string
  readonly cvcToken?: string
}

export interface MethodInput {
  readonly token?: string | null
  readonly type?: PaymentMethodKind | null
  readonly stored?: string | null
  readonly cvcToken?: string | null
}

const at = (name: keyof MethodInput) => ['paymentMethod', name]
const isGiven = <Value>(value: Value | null | undefined): value is Value => value !== undefined && value !== null

/** A card goes by its token or as a stored method, and any other method without one. */
export function checkMethod({ token, type, stored, cvcToken }: MethodInput): Checked<CheckedMethod> {
  const method = type ?? 'card'
  if (method !== 'card') {
    if (isGiven(token)) return problem(at('token'), 'is for cards: leave it out for this type')
    return isGiven(stored) ? problem(at('stored'), 'is for cards: leave it out for this type') : ok({ method })
  }
  if (isGiven(stored))
    return isGiven(token) ? problem(at('stored'), 'takes the place of a token') : checkStored(stored, cvcToken)
  if (isGiven(cvcToken)) return problem(at('cvcToken'), 'belongs to a stored method')
  const tokenId = tokenIdOf(token ?? '')
  return tokenId === undefined || !token
    ? problem(at('token'), 'must be a token as the vault made it')
    : ok({ token, tokenId })
}

function checkStored(methodId: string, cvcToken: string | null | undefined): Checked<CheckedMethod> {
  if (customerOfMethod(methodId) === undefined) {
    return problem(at('stored'), 'must be the id of a stored payment method, pm_…')
  }
  if (!isGiven(cvcToken)) return ok({ stored: { methodId } })
  return tokenIdOf(cvcToken) === undefined
    ? problem(at('cvcToken'), 'must be a token as the vault made it')
    : ok({ stored: { methodId, cvcToken } })
}

/** As it counts for a key: the same method is the same input. */
export function methodFields({ tokenId, method, stored }: CheckedMethod & { readonly tokenId?: string }) {
  if (stored === undefined) return method === undefined ? { token: tokenId } : { type: method }
  return { stored: stored.methodId, cvcToken: tokenIdOf(stored.cvcToken ?? '') }
}
