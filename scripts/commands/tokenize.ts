import { parseArgs } from 'node:util'
import * as z from 'zod'
import { encryptCard } from '../../checkout-widget/frame/encryptCard.ts'
import { CommandError } from './commandError.ts'
import { run } from './run.ts'
import { openTarget, TARGET_OPTIONS, type Target } from './target.ts'

/** The test card that every acquirer of the sandbox approves. */
const APPROVED_CARD = '4242424242424242'
const HELP =
  'Write it as `npm run tokenize -- [CARD NUMBER] [--key pk_…|pay_…_secret_…] [--state DIR]`; test cards alone, never a real one.'

const KEY_SET = z.object({
  keys: z.array(z.object({ kty: z.string(), crv: z.string(), kid: z.string(), x: z.string(), y: z.string() })).min(1),
})
const ANSWER = z.object({
  token: z.string().optional(),
  expiresAt: z.string().optional(),
  title: z.string().optional(),
  errors: z.array(z.object({ message: z.string() })).optional(),
})

/** Does with a test card what the checkout's frame does with a shopper's: encrypts it to the vault, which answers a token. */
await run(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { ...TARGET_OPTIONS, key: { type: 'string' }, help: { type: 'boolean', default: false } },
  })
  if (values.help) throw new CommandError(HELP)
  const target = openTarget(values)
  const credential = values.key ?? target.publishableKey
  if (credential === undefined) throw new CommandError(`There is no publishable key here. ${HELP}`)
  return tokenOf(target, credential, positionals.join('').replaceAll(/[ -]/g, '') || APPROVED_CARD)
})

async function tokenOf({ vaultOrigin }: Target, credential: string, number: string) {
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
