import { parseArgs } from 'node:util'
import { exportTo, shownHead, verifyFile, verifyLive } from './auditExport.ts'
import { chooseMerchant, readMode, required, unknownCommand } from './choose.ts'
import { CommandError } from './commandError.ts'
import { run } from './run.ts'
import { openRunningAudit, openTarget, TARGET_OPTIONS } from './target.ts'

const USAGE =
  'audit -- export --out FILE [--merchant ID] [--mode test|live] | verify FILE [--head NUMBER:HASH] | verify [--merchant ID] [--mode test|live] | head, each with [--state DIR]'

const REMOTE =
  'The platform lets no command into a deployed log: take its files with `npx wrangler r2 object get`, and its head and tail from the queries auditHead and auditLog (docs/audit.md).'

await run(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      ...TARGET_OPTIONS,
      merchant: { type: 'string' },
      mode: { type: 'string' },
      out: { type: 'string' },
      head: { type: 'string' },
    },
  })
  const [command, file] = positionals
  if (command === 'verify' && file !== undefined) return verifyFile(file, values.head)
  if (values.remote) throw new CommandError(REMOTE)
  const open = async () => {
    const { id: merchantId } = await chooseMerchant(openTarget(values).db, values.merchant)
    return { audit: openRunningAudit(values.state), owner: { merchantId, mode: readMode(values.mode) } }
  }
  switch (command) {
    case 'export':
      return exportTo(await open(), required(values.out, '--out'))
    case 'verify':
      return verifyLive(await open())
    case 'head': {
      const { audit, owner } = await open()
      return shownHead(await audit.head(owner))
    }
    default:
      throw unknownCommand(USAGE)
  }
})
