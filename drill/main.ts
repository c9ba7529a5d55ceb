import { writeFileSync } from 'node:fs'
import { campaign } from './campaign.ts'
import { HELP, readOptions } from './options.ts'
import { reportOf, table } from './report.ts'

/** `npm run drill`: breaks the real runtime in every way there is, and looks whether anything that is always true is not. */
const options = readOptions(process.argv.slice(2))
if (typeof options === 'string') {
  console.log(options)
  process.exit(options === HELP ? 0 : 1)
}

const ended = await campaign(options, (line) => console.error(line))
console.log(table(ended))
if (options.report !== undefined) writeFileSync(options.report, `${JSON.stringify(reportOf(ended), null, 2)}\n`)
process.exit(ended.violations.length === 0 ? 0 : 1)
