import { describe, expect, it } from 'vitest'
import {
  countsAgainstGateway,
  FAILURES,
  type FailureCategory,
  type FailureCode,
  type FailureLeaf,
  failureOf,
  isHardDecline,
  isUnmapped,
  leafOf,
  pathOf,
} from '../../src/failure/failure.ts'
import { BRANCHES } from '../../src/failure/tree.ts'

const leaves: readonly FailureLeaf[] = Object.values(FAILURES)
const codes = (which: readonly FailureLeaf[]): readonly string[] => which.map(({ code }) => code)

/** A text that is read as a message: neither a word nor an essay. */
const SHORTEST_TEXT = 20
const LONGEST_TEXT = 200

describe('the tree of failures', () => {
  it('has at least 250 leaves', () => {
    expect(leaves.length).toBeGreaterThanOrEqual(250)
  })

  it('has each code once, and each branch once', () => {
    const all = BRANCHES.flatMap((branch) => Object.keys(branch.leaves))
    expect(all.filter((code, index) => all.indexOf(code) !== index)).toEqual([])
    expect(new Set(BRANCHES.map(({ path }) => path)).size).toBe(BRANCHES.length)
  })

  it('has codes in snake case, which fit a column of a report', () => {
    expect(codes(leaves).filter((code) => !/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(code) || code.length > 40)).toEqual([])
  })

  it('has every leaf under a trunk and a branch', () => {
    expect(leaves.filter(({ code, path }) => !new RegExp(`^[a-z]+/[a-z_]+/${code}$`).test(path))).toEqual([])
    expect(pathOf('do_not_honor')).toBe('issuer/refusal/do_not_honor')
  })

  it.each(['message', 'operatorMessage'] as const)('gives every leaf a %s of one or two sentences', (text) => {
    const odd = leaves.filter(({ [text]: said }) => said.length < SHORTEST_TEXT || said.length >= LONGEST_TEXT)
    expect(codes(odd)).toEqual([])
    expect(codes(leaves.filter(({ [text]: said }) => !/^\S.*[.]$/.test(said) || /[<>]/.test(said)))).toEqual([])
  })

  it('tells the operator something of its own about each leaf', () => {
    const texts = leaves.map(({ operatorMessage }) => operatorMessage)
    expect(texts.filter((text, index) => texts.indexOf(text) !== index)).toEqual([])
  })

  it('tells the shopper of no suspicion and of no reported card', () => {
    const telling = /fraud|stolen|\blost\b|pick(ed)? ?up|suspect|suspicio|risk|blocklist|blocked|sanction|launder/i
    expect(codes(leaves.filter(({ message }) => telling.test(message)))).toEqual([])
  })

  it('tells the shopper of a suspicion what it tells of any decline', () => {
    const suspected = leaves.filter(({ category }) => category === 'SUSPECTED_FRAUD')
    const issuers = suspected.filter(({ path }) => !path.startsWith('capture/'))
    expect(new Set(issuers.map(({ message }) => message))).toEqual(new Set([FAILURES.card_declined.message]))
  })
})

describe('what a leaf promises', () => {
  it('never sends again as it is what was decided, or what is not known', () => {
    const again = leaves.filter(({ retry }) => retry === 'same_request')
    expect(codes(again.filter(({ certainty }) => certainty !== 'unprocessed'))).toEqual([])
  })

  it('is retryable where the same request may succeed, and nowhere else', () => {
    expect(codes(leaves.filter(({ retry, retryable }) => retryable !== (retry === 'same_request')))).toEqual([])
  })

  it('counts against a gateway what is technical and its own, never a decision', () => {
    const counted = leaves.filter((leaf) => leaf.countsAgainstGateway)
    expect(counted.length).toBeGreaterThan(10)
    expect(codes(counted.filter(({ certainty }) => certainty === 'declined'))).toEqual([])
    expect(codes(counted.filter(({ path }) => !path.startsWith('gateway/')))).toEqual([])
    expect(countsAgainstGateway(failureOf('gateway_rate_limited'))).toBe(true)
    expect(countsAgainstGateway(failureOf('issuer_unavailable'))).toBe(false)
    expect(countsAgainstGateway(failureOf('gateway_account_missing'))).toBe(false)
  })

  it('holds that only an outage or our own routing proves that nothing was processed', () => {
    const trunks = new Set(
      leaves.filter(({ certainty }) => certainty === 'unprocessed').map(({ path }) => path.replace(/\/[^/]+$/, '')),
    )
    expect([...trunks].sort()).toEqual([
      'configuration/access',
      'configuration/routing',
      'gateway/outage',
      'network/outage',
    ])
  })

  it('refuses a card for good after a hard decline', () => {
    const hard: readonly FailureCode[] = [
      'lost_card',
      'stolen_card',
      'account_closed',
      'pick_up_card',
      'pick_up_suspected_fraud',
      'do_not_try_again',
      'stop_payment_order',
      'card_refused',
    ]
    expect(hard.filter((code) => !isHardDecline(failureOf(code)))).toEqual([])
    const soft: readonly FailureCode[] = ['card_declined', 'insufficient_funds', 'incorrect_cvc', 'suspected_fraud']
    expect(soft.filter((code) => isHardDecline(failureOf(code)))).toEqual([])
  })

  it('refuses for good nothing but what the shopper pays with', () => {
    const hard = leaves.filter(({ retry }) => retry === 'never')
    expect(codes(hard.filter(({ path }) => !/^(issuer|card|payer)\//.test(path)))).toEqual([])
    expect(codes(hard.filter(({ certainty }) => certainty !== 'declined'))).toEqual([])
  })

  it('keeps what is not mapped visible, and never takes it to be retryable', () => {
    const unmapped = leaves.filter((leaf) => isUnmapped({ code: leaf.code as FailureCode }))
    expect(codes(unmapped)).toEqual(['unmapped_decline', 'unmapped_refusal'])
    for (const leaf of unmapped) {
      expect(leaf).toMatchObject({ retryable: false, countsAgainstGateway: false, certainty: 'declined' })
    }
    expect(failureOf('unmapped_decline', 'x'.repeat(100))).toEqual({
      code: 'unmapped_decline',
      category: 'ISSUER_DECLINED',
      retryable: false,
      gatewayCode: 'x'.repeat(64),
    })
  })

  it('lets the shopper try again where nothing could be sent', () => {
    const unsent: readonly FailureCode[] = [
      'no_gateway',
      'no_routing_rule',
      'no_gateway_available',
      'gateway_account_missing',
      'gateway_account_disabled',
    ]
    expect(unsent.filter((code) => !failureOf(code).retryable)).toEqual([])
    expect(FAILURES.gateway_account_missing.operatorMessage).toContain(
      'npm run gateway -- change NAME --base-url URL --credentials-file F',
    )
  })
})

describe('codes in logs that are kept', () => {
  it.each<[FailureCode, FailureCategory, boolean]>([
    ['card_declined', 'ISSUER_DECLINED', false],
    ['insufficient_funds', 'INSUFFICIENT_FUNDS', false],
    ['expired_card', 'INVALID_CARD', false],
    ['incorrect_cvc', 'INVALID_CARD', false],
    ['invalid_card', 'INVALID_CARD', false],
    ['authentication_failed', 'AUTHENTICATION_FAILED', false],
    ['suspected_fraud', 'SUSPECTED_FRAUD', false],
    ['gateway_unavailable', 'GATEWAY_UNAVAILABLE', true],
    ['gateway_answer_mismatch', 'GATEWAY_UNAVAILABLE', false],
    ['gateway_refused', 'CONFIGURATION', false],
    ['no_gateway', 'CONFIGURATION', true],
    ['refund_failed', 'ISSUER_DECLINED', false],
  ])('%s stays %s with retryable %s', (code, category, retryable) => {
    expect(failureOf(code)).toEqual({ code, category, retryable })
  })

  it.each(['of_an_older_version', '', '__proto__', 'toString', 'constructor'])('%j is still shown', (code) => {
    const leaf = leafOf(code)
    expect(leaf).toMatchObject({ code, certainty: 'unknown', retryable: false, countsAgainstGateway: false })
    expect(leaf.message).not.toBe('')
    expect(pathOf(code)).toBe(`forgotten/${code}`)
  })
})
