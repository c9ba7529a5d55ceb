import type { Mutation } from './bundle.ts'
import type { Invariant } from './model/finding.ts'

/** A rule of the product's that is broken on purpose, and which invariants notice it. */
export interface Break {
  readonly name: string
  readonly mutations: readonly Mutation[]
  /** A world in which it shows. */
  readonly seed: number
  /** All of these, and perhaps more. */
  readonly noticedBy: readonly Invariant[]
}

export const BREAKS: readonly Break[] = [
  {
    name: 'unknown-is-declined',
    mutations: [
      {
        file: 'src/gateway/unanswered.ts',
        from: "return { kind: 'unknown', reason: answer.reason }",
        to: "return { kind: 'declined', failure: failureOf('card_declined', answer.reason) }",
      },
    ],
    seed: 550801269,
    noticedBy: ['I1', 'I3'],
  },
  {
    name: 'refund-without-pending',
    mutations: [
      {
        file: 'src/payment/amounts.ts',
        from: 'state.amountRefundedMinor - pendingRefundsMinor(state) - disputedMinor(state)',
        to: 'state.amountRefundedMinor - disputedMinor(state)',
      },
    ],
    seed: 1,
    noticedBy: ['I1'],
  },
  {
    name: 'intent-written-behind-the-call',
    mutations: [
      {
        file: 'src/payment/log.ts',
        from: '  storage.transactionSync(() => {\n    if (log.commits === 0)',
        to: '  queueMicrotask(() => storage.transactionSync(() => {\n    if (log.commits === 0)',
      },
      {
        file: 'src/payment/log.ts',
        from: 'firstSeq, toJson(commit))\n  })',
        to: 'firstSeq, toJson(commit))\n  }))',
      },
    ],
    seed: 4236485263,
    noticedBy: ['I1', 'I3'],
  },
  {
    name: 'same-key-again',
    mutations: [
      {
        file: 'src/payment/decide.ts',
        from: "if (firstSeenAtMs !== undefined) return { kind: 'replayed', number: stored?.number, firstSeenAtMs }",
        to: "if (firstSeenAtMs !== undefined && command.kind !== 'refund') return { kind: 'replayed', number: stored?.number, firstSeenAtMs }",
      },
    ],
    seed: 1,
    noticedBy: ['I1'],
  },
  {
    name: 'fingerprint-not-compared',
    mutations: [
      {
        file: 'src/idempotency/replay.ts',
        from: 'return differingField === undefined ?',
        to: 'return differingField !== undefined || differingField === undefined ?',
      },
    ],
    seed: 1,
    noticedBy: ['I1'],
  },
  {
    name: 'not-found-settles',
    mutations: [
      {
        file: 'src/gateway/sandbox/gateway.ts',
        from: "? { kind: 'not_found' }",
        to: "? { kind: 'unprocessed', failure: failureOf('gateway_unavailable') }",
      },
    ],
    seed: 4017857470,
    noticedBy: ['I1', 'I3'],
  },
  {
    name: 'acknowledged-before-postgres',
    mutations: [
      {
        file: 'src/event/consumer.ts',
        from: '  return []\n}',
        to: '  return deliveries\n}',
      },
      {
        file: 'src/event/consumer.ts',
        from: 'retry(messagesOf(deliveries), `Postgres',
        to: "log('warn', `Postgres",
      },
    ],
    seed: 3125829544,
    noticedBy: ['I4'],
  },
  {
    name: 'any-picture-replaces',
    mutations: [
      {
        file: 'src/db/projection.ts',
        from: "later: sql.raw('excluded.seq > stored.seq')",
        to: "later: sql.raw('true')",
      },
    ],
    seed: 1,
    noticedBy: ['I4'],
  },
  {
    name: 'nothing-sent-again',
    mutations: [
      {
        file: 'src/payment/outbox.ts',
        from: 'if (again ? !memory.isResendDue(nowMs, projectedSeq) : state.seq <= memory.sentSeq()) return',
        to: 'if (again || state.seq <= memory.sentSeq()) return',
      },
    ],
    seed: 1,
    noticedBy: ['I4', 'I5'],
  },
  {
    name: 'unknown-not-looked-at',
    mutations: [
      {
        file: 'src/payment/alarm.ts',
        from: 'return nextCheckAtMs === undefined ? [] : [nextCheckAtMs]',
        to: 'return []',
      },
    ],
    seed: 550801269,
    noticedBy: ['I5'],
  },
  {
    name: 'webhook-places-not-kept',
    mutations: [
      {
        file: 'src/webhook/out/store.ts',
        from: "if (positions !== undefined) update('positions', positions)\n        return deliveries.flatMap",
        to: "if (positions !== undefined) update('positions', positions)\n        return deliveries.slice(1).flatMap",
      },
    ],
    seed: 4017857470,
    noticedBy: ['I6'],
  },
  {
    name: 'token-kept',
    mutations: [
      {
        file: 'src/payment/asked.ts',
        from: 'return { tokenId, method, plan,',
        to: 'return { tokenId: token, method, plan,',
      },
    ],
    seed: 1,
    noticedBy: ['I7'],
  },
  {
    name: 'part-refunds-all',
    mutations: [
      {
        file: 'src/payment/asked.ts',
        from: "{ kind: 'refund', amountMinor: amount?.amountMinor,",
        to: "{ kind: 'refund', amountMinor: undefined,",
      },
    ],
    seed: 1,
    noticedBy: ['I1'],
  },
  {
    name: 'canceled-and-still-held',
    mutations: [
      {
        file: 'src/payment/transition/request.ts',
        from: "      return ok(endAttempt(draft, 'cancel', 'void', nowMs, sealed))",
        to: "      return ok(record(draft, nowMs, { type: 'PAYMENT_CANCELED', data: { sealed } }))",
      },
    ],
    seed: 1,
    noticedBy: ['I1'],
  },
  {
    name: 'expired-and-still-held',
    mutations: [
      {
        file: 'src/payment/transition/transition.ts',
        from: "    case 'AUTHORIZED':\n    case 'PARTIALLY_CAPTURED':\n      return endAttempt(draft, 'expiry', 'void', nowMs)",
        to: "    case 'PARTIALLY_CAPTURED':\n      return endAttempt(draft, 'expiry', 'void', nowMs)",
      },
    ],
    seed: 1,
    noticedBy: ['I1'],
  },
  {
    name: 'refundable-without-the-dashboard',
    mutations: [
      {
        file: 'src/payment/amounts.ts',
        from: 'state.amountCapturedMinor - state.amountRefundedMinor - pending',
        to: "state.amountCapturedMinor - sum(state.refunds.filter((one) => one.status === 'SUCCEEDED' && one.origin === 'API').map((one) => one.amountMinor)) - pending",
      },
    ],
    seed: 1,
    noticedBy: ['I2'],
  },
  {
    name: 'refundable-without-disputes',
    mutations: [
      {
        file: 'src/payment/amounts.ts',
        from: '- pendingRefundsMinor(state) - disputedMinor(state)\n',
        to: '- pendingRefundsMinor(state)\n',
      },
    ],
    seed: 1,
    noticedBy: ['I2'],
  },
  {
    name: 'elsewhere-while-unknown',
    mutations: [
      {
        file: 'src/payment/transition/round.ts',
        from: "if (attempt.onUnknown !== 'CASCADE' || attempt.capture) return undefined",
        to: 'if (attempt.capture) return undefined',
      },
    ],
    seed: 4017857470,
    noticedBy: ['I3'],
  },
  {
    name: 'part-told-as-all',
    mutations: [
      {
        file: 'src/payment/aftermath.ts',
        from: "const status: PaymentStatus = complete ? 'CAPTURED' : 'PARTIALLY_CAPTURED'\n  const next",
        to: "const status: PaymentStatus = 'CAPTURED'\n  const next",
      },
    ],
    seed: 550801269,
    noticedBy: ['I2', 'I5'],
  },
  {
    name: 'feed-has-it-twice',
    mutations: [
      {
        file: 'src/activity/object.ts',
        from: '    const news = events.filter(({ seq }) => seq > known)\n',
        to: '    const news = events.filter(({ seq }) => seq > known)\n    if (news.length > 0) { this.#store.append(this.#head, { ...announcement, events: news }); this.#head += news.length }\n',
      },
    ],
    seed: 1,
    noticedBy: ['I5'],
  },
]
