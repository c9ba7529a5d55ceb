import * as z from 'zod'
import { encryptCard } from '../../checkout-widget/frame/encryptCard.ts'
import { CommandError } from './commandError.ts'
import type { Target } from './target.ts'

const KEY_SET = z.object({
  keys: z.array(z.object({ kty: z.string(), crv: z.string(), kid: z.string(), x: z.string(), y: z.string() })).min(1),
})
const ANSWER = z.object({
  token: z.string().optional(),
  expiresAt: z.string().optional(),
  title: z.string().optional(),
  errors: z.array(z.object({ message: z.string() })).optional(),
})

/** A token for a test card, as the checkout's frame gets one. */
export async function tokenOf({ vaultOrigin }: Target, credential: string, number: string) {
  const { keys } = KEY_SET.parse(await (await fetch(`${vaultOrigin}/keys`)).json())
  const [key] = keys
  if (key === undefined) throw new CommandError('The vault has no key to encrypt to.')
  const expiryYear = new Date().getUTCFullYear() + 3
  const jwe = await encryptCard(key, { number, expiryMonth: 12, expiryYear, cvc: '123', name: 'Test Shopper' })
  const response = await fetch(`${vaultOrigin}/tokens`, {
    method: 'POST',
    headers: { authorization: `Bearer ${credential}`, 'content-type': 'application/json' },
    body: JSON.stringify({ jwe }),
  })
  const { token, expiresAt, title, errors = [] } = ANSWER.parse(await response.json())
  if (token === undefined) {
    throw new CommandError(`The vault refused the card: ${errors.map(({ message }) => message).join(' ') || title}`)
  }
  return { token, expiresAt }
}
