import { describe, expect, test } from 'vitest'
import type { AttemptView } from '../../src/payment/view.ts'
import { attemptsSince, observationsOf } from '../../src/resilience/observations.ts'
import type { TokenFacts } from '../../src/vault/contract.ts'
import { START_MS, samplePayment } from '../db/samplePayment.ts'

const [sample] = samplePayment('observed').attempts

const attempt = (change: Partial<AttemptView>): AttemptView => {
  if (sample === undefined) throw new Error('the sample has no attempt')
  return { ...sample, endedAtMs: sample.startedAtMs + 250, ...change }
}
const CARD: TokenFacts = { brand: 'visa', funding: 'CREDIT', country: 'DE' }
const observe = (...attempts: readonly AttemptView[]) =>
  observationsOf(samplePayment('observed', { attempts, updatedAtMs: START_MS + 400 }), START_MS, CARD)

describe('what a command’s answer teaches', () => {
  test('is an approval with its latency and its segment', () => {
    const [first] = observe(attempt({}))
    expect(first).toEqual({
      accountId: sample?.accountId,
      observation: {
        atMs: START_MS + 250,
        proper: true,
        approved: true,
        latencyMs: 250,
        segment: expect.stringMatching(/^EUR\|visa\|DE\|/),
      },
    })
  })

  test.each([
    ['APPROVED', { proper: true, approved: true }],
    ['DECLINED', { proper: true, approved: false }],
    ['UNPROCESSED', { proper: false, approved: undefined }],
    ['UNKNOWN', { proper: false, approved: undefined }],
  ] as const)('%s is %o', (status, taught) => {
    const [first] = observe(attempt({ status }))
    expect([first?.observation.proper, first?.observation.approved]).toEqual([taught.proper, taught.approved])
  })

  test.each(['ACTION_REQUIRED', 'PENDING'] as const)('%s is a proper answer, and not yet an approval', (status) => {
    const [first] = observe(attempt({ status, endedAtMs: undefined }))
    expect(first?.observation).toMatchObject({ proper: true, latencyMs: 400 })
    expect(first?.observation.approved).toBeUndefined()
  })

  test('is in the segment of what was known before, however the attempt ended', () => {
    const told = { brand: 'visa', last4: '4242', expiryMonth: 1, expiryYear: 2030, country: 'FR' }
    const [approved, declined] = observe(attempt({ card: told }), attempt({ status: 'DECLINED', card: undefined }))
    expect(declined?.observation.segment).toBe(approved?.observation.segment)
  })

  test.each(['NOT_SENT', 'STARTED'] as const)('%s teaches nothing of the gateway', (status) => {
    expect(observe(attempt({ status }))).toEqual([])
  })

  test('is nothing where the attempt is an older one, as in a replayed answer', () => {
    const older = attempt({ startedAtMs: START_MS - 5_000 })
    expect(observe(older)).toEqual([])
    expect(attemptsSince(samplePayment('observed', { attempts: [older] }), START_MS)).toEqual([])
  })

  test('is told for each account that was tried', () => {
    const other = 'gwa_0bbbbbbbbbbbbbbbbbbbbbbbbbb'
    const told = observe(attempt({ status: 'UNPROCESSED' }), attempt({ number: 2, accountId: other }))
    expect(told.map(({ accountId }) => accountId)).toEqual([sample?.accountId, other])
  })
})
