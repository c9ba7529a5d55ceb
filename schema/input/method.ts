import type { PaymentMethodKind } from '../../src/gateway/gateway.ts'
import { ok } from '../../src/result.ts'
import { tokenIdOf } from '../../src/vault/contract.ts'
import { type Checked, problem } from './problem.ts'

/** What to pay with: a card's token, to be sent on, with its id, which alone may be kept; or another method. */
export type CheckedMethod =
  | { readonly token: string; readonly tokenId: string; readonly method?: undefined }
  | { readonly token?: undefined; readonly method: Exclude<PaymentMethodKind, 'card'> }

export interface MethodInput {
  readonly token?: string | null
  readonly type?: PaymentMethodKind | null
}

/** A card goes by its token, and any other method without one. */
export function checkMethod({ token, type }: MethodInput): Checked<CheckedMethod> {
  const method = type ?? 'card'
  if (method !== 'card') {
    return token === undefined || token === null
      ? ok({ method })
      : problem(['paymentMethod', 'token'], 'is for cards: leave it out for this type')
  }
  const tokenId = tokenIdOf(token ?? '')
  return tokenId === undefined || !token
    ? problem(['paymentMethod', 'token'], 'must be a token as the vault made it')
    : ok({ token, tokenId })
}

/** As it counts for a key: the same method is the same input. */
export const methodFields = (checked: CheckedMethod): { readonly token: string } | { readonly type: string } =>
  checked.method === undefined ? { token: checked.tokenId } : { type: checked.method }
