import {
  isRedirectMethod,
  type PaymentMethodKind,
  type RedirectMethod,
  type TokenMethod,
} from '../../src/gateway/gateway.ts'
import { customerOfMethod } from '../../src/ids/customerIds.ts'
import { ok } from '../../src/result.ts'
import { tokenIdOf } from '../../src/vault/contract.ts'
import { type Checked, problem } from './problem.ts'

/**
 * What to pay with: a token, to be sent on, with its id, which alone may be kept; a stored method by its id; or a method
 * that needs none.
 */
export type CheckedMethod =
  | {
      readonly token: string
      readonly tokenId: string
      readonly method?: Exclude<TokenMethod, 'card'>
      readonly stored?: undefined
    }
  | { readonly token?: undefined; readonly method?: undefined; readonly stored: StoredChoice }
  | { readonly token?: undefined; readonly method: RedirectMethod; readonly stored?: undefined }

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

/** A card or a wallet goes by its token, a card also as a stored method, and any other method without one. */
export function checkMethod({ token, type, stored, cvcToken }: MethodInput): Checked<CheckedMethod> {
  const method = type ?? 'card'
  if (method !== 'card' && isGiven(stored)) return problem(at('stored'), 'is for cards: leave it out for this type')
  if (isRedirectMethod(method)) {
    return isGiven(token)
      ? problem(at('token'), 'is for cards and wallets: leave it out for this type')
      : ok({ method })
  }
  if (isGiven(stored))
    return isGiven(token) ? problem(at('stored'), 'takes the place of a token') : checkStored(stored, cvcToken)
  if (isGiven(cvcToken)) return problem(at('cvcToken'), 'belongs to a stored method')
  const tokenId = tokenIdOf(token ?? '')
  if (tokenId === undefined || !token) return problem(at('token'), 'must be a token as the vault made it')
  return ok(method === 'card' ? { token, tokenId } : { token, tokenId, method })
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
export function methodFields(checked: CheckedMethod) {
  const { stored } = checked
  if (stored !== undefined) return { stored: stored.methodId, cvcToken: tokenIdOf(stored.cvcToken ?? '') }
  return checked.token === undefined ? { type: checked.method } : { token: checked.tokenId }
}
