import { describe, expect, it } from 'vitest'
import { failureOf } from '../../src/failure/failure.ts'
import type { CallResult } from '../../src/payment/call/ports.ts'
import { afterCall } from '../../src/payment/health.ts'
import type { CallReport, HealthSnapshot } from '../../src/resilience/snapshot.ts'
import type { Candidate } from '../../src/routing/request.ts'
import { approval, created, routeOf } from './driver.ts'

const AUTHORIZE = { kind: 'call', call: { kind: 'authorize', number: 1 } } as const
const SNAPSHOT: HealthSnapshot = { atMs: 0, breaker: 'CLOSED', load: 0, limit: 100, segments: {} }

/** A payment with one attempt that began so long ago, and health objects that count what they are asked. */
function attempted(candidates: readonly Candidate[], agoMs = 0) {
  const payment = created()
  payment.step({
    kind: 'confirm',
    confirm: { tokenId: 'tok_1', plan: { candidates, reason: 'test' }, deadlineMs: payment.now() + 30_000 },
  })
  const [attempt] = payment.state().attempts
  if (attempt === undefined) throw new Error('there is no attempt')
  const state = { ...payment.state(), attempts: [{ ...attempt, startedAtMs: Date.now() - agoMs }] }
  const asked: string[] = []
  const reports: (CallReport & { accountId: string })[] = []
  const env = {
    GATEWAY_HEALTH: {
      getByName: (accountId: string) => ({
        snapshot: async () => {
          asked.push(accountId)
          return { ...SNAPSHOT, breaker: accountId === 'gwa_b' ? 'OPEN' : 'CLOSED' }
        },
        report: async (report: CallReport) => void reports.push({ ...report, accountId }),
      }),
    },
  } as never
  const meet = (result: CallResult, effect: Parameters<typeof afterCall>[3] = AUTHORIZE) =>
    afterCall(env, { waitUntil: () => undefined }, state, effect, result)
  return { meet, asked, reports, state }
}

const ALL = [routeOf('a'), routeOf('b'), routeOf('c')]
const by = 'call' as const

describe('a healthy payment', () => {
  it.each([
    ['approved', approval(created().state(), true)],
    ['declined', { kind: 'declined', failure: failureOf('insufficient_funds') }],
    ['asked for a challenge', { kind: 'action_required', action: { type: 'redirect', url: 'https://acs.example' } }],
    ['pending', { kind: 'pending' }],
  ] as const)('that is %s makes no call to any health object', async (_name, outcome) => {
    const { meet, asked, reports } = attempted(ALL)
    expect(await meet({ outcome, by })).toEqual([])
    expect({ asked, reports }).toEqual({ asked: [], reports: [] })
  })
})

describe('a failure of the gateway', () => {
  it.each([
    ['unknown', { kind: 'unknown', reason: 'time_out' }],
    ['refused', { kind: 'not_sent', reason: 'connection_refused' }],
    ['without an access token', { kind: 'not_sent', reason: 'no_access_token' }],
    ['busy', { kind: 'unprocessed', failure: failureOf('gateway_rate_limited') }],
  ] as const)(
    'that is %s is told at once, and nobody is asked while what is known is fresh',
    async (_name, outcome) => {
      const { meet, asked, reports } = attempted(ALL)
      expect(await meet({ outcome, by })).toEqual([])
      expect(reports).toMatchObject([{ accountId: 'gwa_a', proper: false, probe: false }])
      expect(asked).toEqual([])
    },
  )

  it('that took long has the others asked before the next is tried', async () => {
    const { meet, asked } = attempted(ALL, 5_000)
    expect(await meet({ outcome: { kind: 'unknown', reason: 'time_out' }, by })).toEqual(['gwa_b'])
    expect(asked).toEqual(['gwa_b', 'gwa_c'])
  })

  it('is none where the trouble is our own, or the issuer declines', async () => {
    const { meet, reports } = attempted(ALL)
    await meet({ outcome: { kind: 'not_sent', reason: 'no_account' }, by })
    await meet({ outcome: { kind: 'not_sent', reason: 'bad_request' }, by })
    await meet({ outcome: { kind: 'declined', failure: failureOf('do_not_honor') }, by })
    expect(reports).toEqual([])
  })
})

describe('what else is told', () => {
  it('is the end of the single probe, well or badly', async () => {
    const { meet, reports, state } = attempted([{ ...routeOf('a'), probe: true }, routeOf('b')])
    await meet({ outcome: approval(state, true), by })
    await meet({ outcome: { kind: 'unknown', reason: 'time_out' }, by })
    expect(reports).toMatchObject([
      { proper: true, probe: true },
      { proper: false, probe: true },
    ])
  })

  it('is a code that nobody knows', async () => {
    const { meet, reports } = attempted(ALL)
    await meet({ outcome: { kind: 'declined', failure: failureOf('unmapped_decline', 'moon_phase') }, by })
    expect(reports).toMatchObject([{ proper: true, unmappedCode: 'moon_phase' }])
  })
})
