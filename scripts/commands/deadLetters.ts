import { parseArgs } from 'node:util'
import { DEAD_LETTERS_PREFIX, type DeadLetter } from '../../src/event/deadLetters.ts'
import type { Maintenance } from '../rebuild/control.ts'
import { unknownCommand } from './choose.ts'
import { CommandError } from './commandError.ts'
import { run } from './run.ts'
import { openTarget, TARGET_OPTIONS } from './target.ts'

/** As many as one request of the maintenance takes well. */
const AT_ONCE = 100

await run(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { ...TARGET_OPTIONS, all: { type: 'boolean', default: false } },
  })
  const [command, ...keys] = positionals
  if (command !== 'list' && command !== 'redrive') {
    throw unknownCommand('dead-letters -- list | redrive KEY … | redrive --all, each with [--state DIR] [--remote]')
  }
  const maintenance = await openTarget(values).maintenance()
  try {
    return command === 'list' ? await list(maintenance) : await redrive(maintenance, keys, values.all)
  } finally {
    await maintenance.close()
  }
})

async function every(maintenance: Maintenance): Promise<readonly DeadLetter[]> {
  const letters: DeadLetter[] = []
  for (;;) {
    const page = await maintenance.deadLetters(letters.at(-1)?.id)
    letters.push(...page.letters)
    if (!page.hasNextPage) return letters
  }
}

async function list(maintenance: Maintenance) {
  const letters = await every(maintenance)
  return letters.map(({ id, receivedAtMs, ...letter }) => ({
    key: DEAD_LETTERS_PREFIX + id,
    receivedAt: new Date(receivedAtMs),
    ...letter,
  }))
}

/** Those that nobody can read are named one by one, after somebody looked: they would only come back. */
async function redrive(maintenance: Maintenance, named: readonly string[], all: boolean) {
  if (all === named.length > 0) throw new CommandError('Name the keys that `list` shows, or --all: one of both.')
  const keys = all
    ? (await every(maintenance))
        .filter(({ paymentId }) => paymentId !== undefined)
        .map(({ id }) => DEAD_LETTERS_PREFIX + id)
    : named
  const total = { redriven: 0, missing: [] as string[] }
  for (let from = 0; from < keys.length; from += AT_ONCE) {
    const { redriven, missing } = await maintenance.redrive(keys.slice(from, from + AT_ONCE))
    total.redriven += redriven.length
    total.missing.push(...missing)
  }
  return total
}
