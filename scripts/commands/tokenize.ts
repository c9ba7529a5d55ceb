import { parseArgs } from 'node:util'
import { CommandError } from './commandError.ts'
import { run } from './run.ts'
import { openTarget, TARGET_OPTIONS } from './target.ts'
import { tokenOf } from './tokenOf.ts'

/** The test card that every acquirer of the sandbox approves. */
const APPROVED_CARD = '4242424242424242'
const HELP =
  'Write it as `npm run tokenize -- [CARD NUMBER] [--key pk_…|pay_…_secret_…] [--state DIR]`; test cards alone, never a real one.'

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
