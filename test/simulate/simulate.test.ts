import { beforeAll, describe, expect, test } from 'vitest'
import { BREAKS } from '../../simulate/breaks.ts'
import { bundleCore, type Core } from '../../simulate/bundle.ts'
import { INVARIANTS } from '../../simulate/model/finding.ts'
import { neverLived } from '../../simulate/model/lived.ts'
import { paymentsOf, simulate } from '../../simulate/run.ts'
import { runWorld, type WorldOptions } from '../../simulate/world/world.ts'

/** Worlds run in one go from within a step of the event loop, and nowhere else. */
const inOneGo = <Value>(work: () => Value): Promise<Value> =>
  new Promise((resolve, reject) => {
    setImmediate(() => {
      try {
        resolve(work())
      } catch (error) {
        reject(error)
      }
    })
  })

/** What a world was like from beginning to end, as one text. */
function lived(options: Omit<WorldOptions, 'trace'>): Promise<string> {
  return inOneGo(() => {
    const lines: string[] = []
    const { evidence } = runWorld({ ...options, trace: (line) => lines.push(line) })
    const plain = (_name: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value)
    const kept = evidence.payments.map(({ kept: rows }) => rows?.commits.length)
    return `${lines.join('\n')}\n${JSON.stringify([kept, evidence.books, [...evidence.paymentRows]], plain)}`
  })
}

let core: Core
beforeAll(async () => {
  core = await bundleCore()
})

describe('a simulated world', () => {
  test('is the same whenever it is run, whatever ran before it', async () => {
    const payments = paymentsOf(15)
    const first = await lived({ core, seed: 3, payments })
    const other = await lived({ core, seed: 4, payments })
    expect(await lived({ core, seed: 3, payments })).toBe(first)
    expect(other).not.toBe(first)
  })

  test('comes to the same on SQLite as on the rows that stand in for it', async () => {
    for (const seed of [5, 6]) {
      const payments = paymentsOf(12)
      const inMemory = await lived({ core, seed, payments })
      expect(await lived({ core, seed, payments, storage: 'sqlite' })).toBe(inMemory)
    }
  })

  test('has faults and happenings of every kind, and nothing that an invariant was not looked at for', async () => {
    const { report } = await simulate({ core, seed: 22, payments: 800 })
    expect(report.violations).toEqual([])
    expect(INVARIANTS.filter((name) => report.invariants[name] === 0)).toEqual([])
    const counts = { ...report.lived, ...report.faults, ...report.gatewayFaults }
    expect(Object.entries(counts).filter(([, count]) => count === 0)).toEqual([])
  })
})

/** Each bundle and its first world take a second or two; more worlds only where lives have changed. */
const PATIENCE_MS = 120_000
const MOST_PAYMENTS = 5_000

describe('the checker notices a rule that is broken on purpose', () => {
  test.each(BREAKS)(
    '$name',
    async ({ mutations, noticedBy, seed }) => {
      const broken = await bundleCore(mutations)
      // The first world is one in which it shows; when lives change with the product, one of the next.
      const { report } = await simulate({ core: broken, seed, payments: MOST_PAYMENTS, shrinks: false })
      const invariants = new Set(report.violations.map(({ invariant }) => invariant))
      expect(noticedBy.filter((name) => !invariants.has(name))).toEqual([])
    },
    PATIENCE_MS,
  )

  test('and one that keeps a part of the product from ever being used, by what was never lived', async () => {
    const file = 'src/payment/transition/round.ts'
    const from = '  const next = nextCandidate(draft, attempt, moment)\n  if (next !== undefined) {'
    const to = '  const next = undefined as ReturnType<typeof nextCandidate>\n  if (next !== undefined) {'
    const { report } = await simulate({ core: await bundleCore([{ file, from, to }]), seed: 22, payments: 300 })
    expect(report.violations).toEqual([])
    expect(neverLived(report.lived, 1_000)).toContain('In 1000 payments no payment failed over to another account.')
    expect(neverLived(report.lived, 999)).toEqual([])
  })

  test('and a failure is told with its seed, few payments, few faults and what happened in order', async () => {
    const broken = BREAKS.find(({ name }) => name === 'refund-without-pending')
    const { failure } = await simulate({
      ...{ core: await bundleCore(broken?.mutations), seed: broken?.seed ?? 0, payments: MOST_PAYMENTS },
    })
    expect(failure?.payments.length).toBe(1)
    expect(failure?.trace.join('\n')).toMatch(/asks: refund[\s\S]*writes: refund asked/)
    expect(failure?.violations.some(({ invariant }) => invariant === 'I1')).toBe(true)
  })
})
