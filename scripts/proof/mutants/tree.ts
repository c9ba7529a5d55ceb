import { cpSync, existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { run } from '../../checks/run.ts'
import { readTestReport, type TestReport } from '../testReport.ts'

/** Inside the repository, where its packages are found and where Git does not look. */
const TREE = '.turnpike/mutants'
/** The slowest file takes half a minute on two busy cores. What takes longer than this hangs. */
const TEST_TIMEOUT_MS = 300_000

/** A copy of the files as they are, patches too, also of those that are not committed. */
export interface Tree {
  /** What is wrong with the patch, or undefined where it is in. */
  apply(patch: string): Promise<string | undefined>
  revert(patch: string): Promise<void>
  /** What the compiler says, or undefined. Names that nobody uses any more are no type error. */
  typeError(): Promise<string | undefined>
  /** Undefined where the run left no report: it hung or fell over. */
  test(vitestArguments: readonly string[]): Promise<TestReport | undefined>
  remove(): void
}

export async function copyTree(): Promise<Tree> {
  const root = resolve(TREE)
  rmSync(root, { recursive: true, force: true })
  const listed = await run('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'])
  if (!listed.ok) throw new Error(`the files to copy are those that git knows: ${listed.output}`)
  for (const file of listed.output.split('\0').filter((path) => path !== '' && existsSync(path))) {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    cpSync(file, join(root, file))
  }
  symlinkSync(resolve('node_modules'), join(root, 'node_modules'), 'junction')
  const report = join(root, 'report.json')
  /** Else git would take the copy for a folder of the repository around it, and apply nothing without a word. */
  const env = { GIT_CEILING_DIRECTORIES: dirname(root) }
  const git = (...commandArguments: string[]) => run('git', commandArguments, { cwd: root, env })

  return {
    async apply(patch) {
      const applied = await git('apply', '--whitespace=nowarn', patch)
      return applied.ok ? undefined : applied.output.trim()
    },
    async revert(patch) {
      const reverted = await git('apply', '--whitespace=nowarn', '--reverse', patch)
      if (!reverted.ok) throw new Error(`${patch} cannot be taken back: ${reverted.output}`)
    },
    async typeError() {
      const checked = await run(
        'tsc',
        ['--noEmit', '-p', '.', '--noUnusedLocals', 'false', '--noUnusedParameters', 'false'],
        { cwd: root },
      )
      return checked.ok ? undefined : checked.output.trim()
    },
    async test(vitestArguments) {
      rmSync(report, { force: true })
      await run('vitest', ['run', '--reporter=json', `--outputFile.json=${report}`, ...vitestArguments], {
        cwd: root,
        timeoutMs: TEST_TIMEOUT_MS,
      })
      return existsSync(report) ? readTestReport(report) : undefined
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  }
}
