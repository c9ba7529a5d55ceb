import type { TestReport } from '../testReport.ts'
import type { Tree } from './tree.ts'

/** How the tests end without any mutant. */
export interface Baseline {
  /** Runs what these runs name and what has not been run, those of the same projects at once. */
  prepare(runs: readonly (readonly string[])[]): Promise<void>
  /** Undefined where the tests did not come to an end. */
  of(run: readonly string[]): TestReport | undefined
}

export function createBaseline(tree: Pick<Tree, 'test'>): Baseline {
  const reports = new Map<string, TestReport | undefined>()
  const nameOf = (run: readonly string[]) => run.join(' ')
  return {
    async prepare(runs) {
      const groups = new Map<string, { readonly projects: readonly string[]; readonly runs: (readonly string[])[] }>()
      for (const run of runs.filter((one) => !reports.has(nameOf(one)))) {
        const { projects, files } = partsOf(run)
        // A run of a whole project, or one that says more than files, is made as it is.
        const key = files.length === 0 ? nameOf(run) : projects.join(' ')
        const group = groups.get(key) ?? { projects, runs: [] }
        group.runs.push(run)
        groups.set(key, group)
      }
      for (const { projects, runs: grouped } of groups.values()) {
        const files = new Set(grouped.flatMap((run) => partsOf(run).files))
        const report = await tree.test([...projects, ...files])
        for (const run of grouped) reports.set(nameOf(run), report)
      }
    },
    of: (run) => reports.get(nameOf(run)),
  }
}

/** Options come in pairs of a name and a value; what is left are files. */
function partsOf(run: readonly string[]): { readonly projects: readonly string[]; readonly files: readonly string[] } {
  const isValue = (index: number) => run[index - 1]?.startsWith('--') === true
  const isOption = (word: string, index: number) => word.startsWith('--') || isValue(index)
  return { projects: run.filter(isOption), files: run.filter((word, index) => !isOption(word, index)) }
}
