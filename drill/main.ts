import { reportPath, sourceHere, writeReport } from '../scripts/proof/place.ts'
import { campaign } from './campaign.ts'
import { KINDS } from './faults/fault.ts'
import { HELP, readOptions } from './options.ts'
import { missingIn, reportOf, table } from './report.ts'

/** `npm run drill`: breaks the real runtime in every way there is, and looks whether anything that is always true is not. */
const options = readOptions(process.argv.slice(2))
if (typeof options === 'string') {
  console.log(options)
  process.exit(options === HELP ? 0 : 1)
}

// What stands here when it ends may be something else.
const { commit, changed } = await sourceHere()
const ended = await campaign(options, (line) => console.error(line))
console.log(table(ended))
const missing = missingIn(ended)
for (const sentence of missing) console.log(sentence)
// Some kinds of fault alone are no evidence of all of them.
const path = options.report ?? (options.only.length === KINDS.length ? reportPath('drill') : undefined)
if (path !== undefined) writeReport(path, { commit, changed, date: new Date().toISOString(), ...reportOf(ended) })
process.exit(ended.violations.length === 0 && missing.length === 0 ? 0 : 1)
