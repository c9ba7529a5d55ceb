import { parseArgs } from 'node:util'
import { type RebuildReport, rebuild } from '../rebuild/rebuild.ts'
import { CommandError } from './commandError.ts'
import { run } from './run.ts'
import { openTarget, TARGET_OPTIONS } from './target.ts'

const USAGE = `npm run rebuild -- [--verify] [--patience 15] [--state DIR] [--remote] [--json]

  Makes the read model in Postgres from the archive, and proves that it is what the payments' objects say.
  --verify     compares only and writes nothing
  --patience   seconds that a payment which moves is looked at again before it is called different`

/** A page of them says what kind of trouble it is. */
const MOST_SHOWN = 50

await run(async () => {
  const { values } = parseArgs({
    options: {
      ...TARGET_OPTIONS,
      verify: { type: 'boolean', default: false },
      patience: { type: 'string', default: '15' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return USAGE
  const patienceMs = Number(values.patience) * 1_000
  if (!(patienceMs >= 0)) throw new CommandError('--patience is a number of seconds.')
  const target = openTarget(values)
  const maintenance = await target.maintenance()
  try {
    const report = await rebuild(target.db, maintenance, {
      verifyOnly: values.verify,
      patienceMs,
      progress: (line) => console.error(line),
    })
    if (report.differences.length > 0) process.exitCode = 1
    return values.json ? report : table(report)
  } finally {
    await maintenance.close()
  }
})

function table({ differences, ...report }: RebuildReport): string {
  const lines: readonly (readonly [string, number])[] = [
    ['objects in the archive', report.objects],
    ['events, each once', report.events],
    ['payments', report.payments],
    ['rows made or replaced', report.written],
    ['payments that agree with their object', report.agreeing],
    ['differences', differences.length],
  ]
  return [
    ...lines.map(([what, count]) => `${what.padEnd(40)}${String(count).padStart(10)}`),
    ...differences.slice(0, MOST_SHOWN).map(({ paymentId, field, message }) => `${paymentId} ${field} ${message}`),
    ...(differences.length > MOST_SHOWN ? [`and ${differences.length - MOST_SHOWN} more: --json names all`] : []),
  ].join('\n')
}
