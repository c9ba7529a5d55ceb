import {
  isRedirectMethod,
  type PaymentMethodKind,
  type RedirectMethod,
  type TokenMethod,
} from '../../src/gateway/gateway.ts'
import { ok } from '../../src/result.ts'
import { tokenIdOf } from '../../src/vault/contract.ts'
import { type Checked, problem } from './problem.ts'

/** What to pay with: a token, to be sent on, with its id, which alone may be kept; or a method that needs none. */
export type CheckedMethod =
  | { readonly token: string; readonly tokenId: string; readonly method?: Exclude<TokenMethod, 'card'> }
  | { readonly token?: undefined; readonly method: RedirectMethod }

export interface MethodInput {
  readonly token?: string | null
  readonly type?: PaymentMethodKind | null
}

/** A card or a wallet goes by its token, and any other method without one. */
export function checkMethod({ token, type }: MethodInput): Checked<CheckedMethod> {
  const method = type ?? 'card'
  if (isRedirectMethod(method)) {
    return token === undefined || token === null
      ? ok({ method })
      : problem(['paymentMethod', 'token'], 'is for cards and wallets: leave it out for this type')
  }
  const tokenId = tokenIdOf(token ?? '')
  if (tokenId === undefined || !token)
    return problem(['paymentMethod', 'token'], 'must be a token as the vault made it')
  return ok(method === 'card' ? { token, tokenId } : { token, tokenId, method })
}

/** As it counts for a key: the same method is the same input. */
export const methodFields = (checked: CheckedMethod): { readonly token: string } | { readonly type: string } =>
  checked.token === undefined ? { type: checked.method } : { token: checked.tokenId }
