import type { Check } from './check.ts'
import { run } from './run.ts'

/** What each proof prints last is its verdict; what comes before it says why. */
const LAST_LINES = 60

/**
 * The proofs of docs/proof.md in the time that every change can wait for; whole, each runs by its own command. A whole
 * run's report is evidence and stays: what these leave lies elsewhere. Two lanes of about the same length. Beside the
 * tests the simulation would take what tests that watch a clock need, at whatever priority.
 */
export const proofLanes: readonly (readonly Check[])[] = [
  [
    proof('simulate', 'simulate/main.ts', ['--payments', '40000', ...reportTo('simulate')]),
    proof('mutants', 'scripts/proof/mutants.ts', ['--time-box', '30s', ...reportTo('mutants')]),
  ],
  [
    proof('drill', 'drill/main.ts', ['--time-box', '60s', ...reportTo('drill')]),
    proof('fuzz', 'scripts/proof/fuzz.ts', ['--time-box', '30s', ...reportTo('fuzz')]),
  ],
]

/** After the tests: it takes what they reported, and fails for a fault that none of them names. */
export const scenariosCheck: Check = proof('scenarios', 'scripts/proof/scenarios.ts', [])

function reportTo(name: string): readonly string[] {
  return ['--report', `.turnpike/${name}.json`]
}

function proof(name: string, script: string, options: readonly string[]): Check {
  return {
    name: `npm run ${name}${options.length === 0 ? '' : ` -- ${options.join(' ')}`}`,
    async run() {
      const { ok, output } = await run('node', ['--max-semi-space-size=64', script, ...options])
      return ok ? undefined : output.trimEnd().split('\n').slice(-LAST_LINES).join('\n')
    },
  }
}
