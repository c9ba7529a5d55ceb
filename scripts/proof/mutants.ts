import { createHash } from 'node:crypto'
import { setPriority } from 'node:os'
import { parseArgs } from 'node:util'
import { CommandError } from '../commands/commandError.ts'
import { run } from '../commands/run.ts'
import { type Baseline, createBaseline } from './mutants/baseline.ts'
import { type Mutant, readMutants } from './mutants/patch.ts'
import { copyTree, type Tree } from './mutants/tree.ts'
import { typeErrorsOf } from './mutants/types.ts'
import { type Verdict, verdictOn } from './mutants/verdict.ts'
import { reportPath, sourceHere, writeReport } from './place.ts'
import { shortened, table } from './table.ts'
import { timeBoxMs } from './timeBox.ts'

/**
 * `npm run mutants`: breaks one rule after the other and sees whether the tests notice. A mutant that survives, and one
 * that cannot be judged, is exit code 1.
 */

interface Judged {
  readonly mutant: Mutant
  readonly verdict: Verdict
  readonly seconds: number
}

await run(async () => {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', multiple: true },
      'time-box': { type: 'string' },
      report: { type: 'string' },
      list: { type: 'boolean' },
    },
  })
  const chosen = choose(readMutants(), values.only)
  if (values.list === true) return table(['mutant', 'breaks', 'rule'], chosen.map(listed))
  const boxMs = timeBoxMs(values['time-box'])
  // Whatever else this machine does comes first.
  setPriority(10)
  const source = await sourceHere()
  const inOrder = boxMs === undefined ? chosen : shuffled(chosen, source.commit)
  const judged = await judgeAll(inOrder, boxMs)
  const notRun = inOrder.slice(judged.length).map(({ name }) => name)
  const path = values.report ?? (values.only === undefined ? reportPath('mutants') : undefined)
  if (path !== undefined)
    writeReport(path, { ...source, date: new Date().toISOString(), mutants: judged.map(reported), notRun })
  const bad = judged.filter(({ verdict }) => verdict.kind !== 'caught')
  if (bad.length > 0) process.exitCode = 1
  return [
    '',
    table(['mutant', 'breaks', 'verdict', 's', 'by'], judged.map(row)),
    '',
    `${judged.length - bad.length} caught, ${bad.length} not${notRun.length === 0 ? '' : `; not run, for the time was over: ${notRun.join(', ')}`}`,
  ].join('\n')
})

function choose(mutants: readonly Mutant[], only: readonly string[] | undefined): readonly Mutant[] {
  if (only === undefined) return mutants
  const unknown = only.find((name) => !mutants.some((mutant) => mutant.name === name))
  if (unknown !== undefined) throw new CommandError(`There is no mutant "${unknown}": --list shows all.`)
  return mutants.filter(({ name }) => only.includes(name))
}

/** Another order with each commit, so that in time each has its turn; the same one for the same commit. */
function shuffled(mutants: readonly Mutant[], commit: string): readonly Mutant[] {
  const placeOf = ({ name }: Mutant) => createHash('sha256').update(`${commit} ${name}`).digest('hex')
  return mutants.toSorted((one, other) => (placeOf(one) < placeOf(other) ? -1 : 1))
}

async function judgeAll(mutants: readonly Mutant[], boxMs: number | undefined): Promise<readonly Judged[]> {
  const beganAtMs = performance.now()
  const tree = await copyTree()
  const judged: Judged[] = []
  let longestMs = 0
  try {
    // In a box nobody waits for the compiler and for tests whose turn may not come.
    const typeErrors = boxMs === undefined ? await typeErrorsOf(tree, mutants) : new Map<string, string>()
    const without = createBaseline(tree)
    if (boxMs === undefined) await without.prepare(mutants.flatMap(({ caughtBy }) => caughtBy))
    for (const mutant of mutants) {
      const startedAtMs = performance.now()
      // One that takes as long as the longest so far would be past the end.
      if (boxMs !== undefined && judged.length > 0 && startedAtMs - beganAtMs + longestMs > boxMs) break
      const typeError = typeErrors.get(mutant.name)
      const verdict: Verdict =
        typeError === undefined
          ? await judge(tree, mutant, without)
          : { kind: 'broken', why: `type error: ${typeError}` }
      const tookMs = performance.now() - startedAtMs
      longestMs = Math.max(longestMs, tookMs)
      judged.push({ mutant, verdict, seconds: Math.round(tookMs / 1_000) })
      console.log(`${verdict.kind === 'caught' ? '✓' : '✗'} ${mutant.name}: ${words(verdict)}`)
    }
  } finally {
    tree.remove()
  }
  return judged
}

/** Each of the runs that it names may catch it; the first that does ends it. */
async function judge(tree: Tree, { path, caughtBy }: Mutant, without: Baseline): Promise<Verdict> {
  for (const vitestArguments of caughtBy) {
    await without.prepare([vitestArguments])
    const problem = await tree.apply(path)
    if (problem !== undefined) return { kind: 'broken', why: `the patch no longer applies: ${problem.split('\n')[0]}` }
    try {
      const verdict = verdictOn(without.of(vitestArguments), await tree.test(vitestArguments))
      if (verdict.kind !== 'survived') return verdict
    } finally {
      await tree.revert(path)
    }
  }
  return { kind: 'survived' }
}

function words(verdict: Verdict): string {
  switch (verdict.kind) {
    case 'caught':
      return `caught by ${verdict.by.length === 1 ? 'a test' : `${verdict.by.length} tests`}`
    case 'survived':
      return 'SURVIVED: a test is missing'
    case 'broken':
      return `NOT JUDGED: ${verdict.why}`
  }
}

function listed({ name, invariant, rule }: Mutant): readonly string[] {
  return [name, invariant, rule]
}

function row({ mutant, verdict, seconds }: Judged): readonly string[] {
  return [mutant.name, mutant.invariant, verdict.kind, String(seconds), remark(mutant, verdict)]
}

function remark({ rule }: Mutant, verdict: Verdict): string {
  switch (verdict.kind) {
    case 'caught':
      return shortened(verdict.by[0] ?? '', 90)
    case 'survived':
      return rule
    case 'broken':
      return verdict.why
  }
}

function reported({ mutant, verdict, seconds }: Judged): object {
  const { name, rule, invariant } = mutant
  const { kind, ...rest } = verdict
  return { name, rule, invariant, seconds, verdict: kind, ...rest }
}
