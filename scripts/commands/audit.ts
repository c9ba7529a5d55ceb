import { parseArgs } from 'node:util'
import { exportTo, shownHead, verifyFile, verifyLive } from './auditExport.ts'
import { chooseMerchant, readMode, required, unknownCommand } from './choose.ts'
import { run } from './run.ts'
import { openAudit, openTarget, TARGET_OPTIONS } from './target.ts'

const USAGE =
  'audit -- export --out FILE [--merchant ID] [--mode test|live] | verify FILE [--head NUMBER:HASH] | verify [--merchant ID] [--mode test|live] | head, each with [--state DIR] [--remote]'

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
  if (!['export', 'verify', 'head'].includes(command ?? '')) throw unknownCommand(USAGE)
  const { id: merchantId } = await chooseMerchant(openTarget(values).db, values.merchant)
  const owner = { merchantId, mode: readMode(values.mode) }
  const audit = await openAudit(values)
  try {
    if (command === 'export') return await exportTo({ audit, owner }, required(values.out, '--out'))
    return command === 'verify' ? await verifyLive({ audit, owner }) : shownHead(await audit.head(owner))
  } finally {
    await audit.close()
  }
})
