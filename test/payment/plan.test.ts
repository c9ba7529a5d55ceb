import { describe, expect, it } from 'vitest'
import type { Command } from '../../src/payment/command.ts'
import { decide, placedAfter } from '../../src/payment/decide.ts'
import { emptyLog, type Log, withCommit } from '../../src/payment/log.ts'
import { planFor } from '../../src/payment/plan.ts'
import { newSealKey } from '../../src/payment/seal.ts'
import { FIRST_POLICY, type Rule } from '../../src/routing/policy.ts'
import type { RoutingInput } from '../../src/routing/request.ts'
import { confirmWith, created, PAYMENT_ID, routeOf, START_MS } from './driver.ts'

const MINUTE_MS = 60_000

const over = (...routes: readonly ReturnType<typeof routeOf>[]): RoutingInput => ({
  policy: FIRST_POLICY,
  accounts: routes.map((route) => ({ route, enabled: true, costs: [] })),
})

describe('an account where an earlier attempt of the payment', () => {
  const byReference = { ...routeOf('a'), capabilities: { ...routeOf('a').capabilities, fencesByReference: true } }
  const fenced = () => {
    const payment = created().step({ kind: 'confirm', confirm: confirmWith('tok_1', START_MS, [byReference]) })
    payment.answer({ kind: 'authorize', number: 1 }, { kind: 'unknown', reason: 'time_out' })
    return payment.answer({ kind: 'authorize', number: 1 }, { kind: 'not_found' }, 'query')
  }
  const planOf = (payment: ReturnType<typeof fenced>) =>
    planFor({ routing: over(byReference, routeOf('b')) }, payment.state(), () => ({}), payment.now())

  it('is not resolved takes no other', () => {
    const plan = planOf(fenced())
    expect(plan.candidates.map(({ gateway }) => gateway)).toEqual(['b'])
    expect(plan.eliminated).toMatchObject([{ gateway: 'a', because: expect.stringMatching(/not known yet/) }])
  })

  it('was just ended by reference takes no other for ten minutes: a cancel that lingers would hit it', () => {
    const payment = fenced().answer({ kind: 'fence', number: 1 }, { kind: 'declined', failure: { code: 'x' } })
    expect(planOf(payment).candidates.map(({ gateway }) => gateway)).toEqual(['b'])
    payment.wait(11 * MINUTE_MS)
    expect(planOf(payment).candidates.map(({ gateway }) => gateway)).toEqual(['a', 'b'])
  })
})

describe('a rule that names only disabled accounts', () => {
  it('finds none enabled, however well the accounts are that it does not name', () => {
    const rule: Rule = {
      name: 'a',
      when: {},
      strategy: 'ORDER',
      candidates: [{ accountId: routeOf('a').accountId }],
      onUnknown: 'WAIT',
    }
    const accounts = over(routeOf('a'), routeOf('b')).accounts.map((one, at) => ({ ...one, enabled: at === 1 }))
    const routing = { policy: { version: 1, rules: [rule] }, accounts }
    expect(planFor({ routing }, created().state(), () => ({}), START_MS).problem).toBe('none_enabled')
  })
})

describe('a confirmation without card and key', () => {
  it('is a try of its own after one that found no gateway', () => {
    const key = newSealKey()
    let log: Log = emptyLog(PAYMENT_ID)
    const run = (command: Command, nowMs: number) => {
      const decided = decide(command, log, key, nowMs)
      if (decided.kind === 'accepted') {
        const { answer } = decided
        log = withCommit({ ...log, sealKey: key }, { events: placedAfter(log, decided.events, nowMs), answer })
      }
      return decided.kind
    }
    const caller = { kind: 'secret', merchantId: 'mer_test', mode: 'TEST' } as const
    const base = { paymentId: PAYMENT_ID, caller, requestId: 'req_1', fields: [] }
    const money = { amountMinor: 1000n, currency: 'EUR', captureMethod: 'AUTOMATIC' } as const
    run({ ...base, ...money, kind: 'create', idempotencyKey: 'k', details: {} }, START_MS)
    const confirm = (routing: RoutingInput) => ({ ...base, kind: 'confirm', method: 'paypal', routing }) as const
    const paypal = { ...routeOf('p'), capabilities: { ...routeOf('p').capabilities, methods: ['paypal'] as const } }
    expect(run(confirm(over()), START_MS + 1_000)).toBe('accepted')
    expect(log.state?.failure?.code).toBe('no_gateway')
    expect(run(confirm(over(paypal)), START_MS + MINUTE_MS)).toBe('accepted')
    expect(run(confirm(over(paypal)), START_MS + MINUTE_MS + 1)).toBe('replayed')
    expect(log.state?.attempts).toHaveLength(1)
  })
})
