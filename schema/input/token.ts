import { ok } from '../../src/result.ts'
import { tokenIdOf } from '../../src/vault/contract.ts'
import { type Checked, problem } from './problem.ts'

/** The token, to be sent on, and its id, which alone may be kept. */
export interface CheckedToken {
  readonly token: string
  readonly tokenId: string
}

export function checkToken(token: string): Checked<CheckedToken> {
  const tokenId = tokenIdOf(token)
  return tokenId === undefined
    ? problem(['paymentMethod', 'token'], 'must be a token as the vault made it')
    : ok({ token, tokenId })
}
