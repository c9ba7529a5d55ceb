import type { Mutation } from './bundle.ts'
import type { Invariant } from './model/finding.ts'

/** A rule of the product's that is broken on purpose, and which invariants notice it. */
export interface Break {
  readonly name: string
  readonly mutation: Mutation
  readonly noticedBy: readonly Invariant[]
}

export const BREAKS: readonly Break[] = [
  {
    name: 'unknown-is-declined',
    mutation: {
      file: 'src/gateway/unanswered.ts',
      from: "return { kind: 'unknown', reason: answer.reason }",
      to: "return { kind: 'declined', failure: failureOf('card_declined', answer.reason) }",
    },
    noticedBy: ['I1', 'I3'],
  },
  {
    name: 'refund-without-pending',
    mutation: {
      file: 'src/payment/amounts.ts',
      from: 'state.amountRefundedMinor - pendingRefundsMinor(state) - disputedMinor(state)',
      to: 'state.amountRefundedMinor - disputedMinor(state)',
    },
    noticedBy: ['I1'],
  },
  {
    name: 'intent-not-committed',
    mutation: {
      file: 'src/payment/log.ts',
      from: '  const { sql } = storage\n  storage.transactionSync(() => {\n    if (log.commits === 0)',
      to: "  const { sql } = storage\n  if (commit.events.some(({ type }) => type === 'ATTEMPT_STARTED' || type === 'CAPTURE_STARTED')) return\n  storage.transactionSync(() => {\n    if (log.commits === 0)",
    },
    noticedBy: ['I1', 'I3', 'I2', 'I4', 'I5'],
  },
  {
    name: 'same-key-again',
    mutation: {
      file: 'src/payment/decide.ts',
      from: "if (firstSeenAtMs !== undefined) return { kind: 'replayed', number: stored?.number, firstSeenAtMs }",
      to: "if (firstSeenAtMs !== undefined && command.kind !== 'refund') return { kind: 'replayed', number: stored?.number, firstSeenAtMs }",
    },
    noticedBy: ['I1'],
  },
  {
    name: 'fingerprint-not-compared',
    mutation: {
      file: 'src/idempotency/replay.ts',
      from: 'return differingField === undefined ?',
      to: 'return differingField !== undefined || differingField === undefined ?',
    },
    noticedBy: ['I1'],
  },
  {
    name: 'not-found-settles',
    mutation: {
      file: 'src/gateway/sandbox/gateway.ts',
      from: "? { kind: 'not_found' }",
      to: "? { kind: 'unprocessed', failure: failureOf('gateway_unavailable') }",
    },
    noticedBy: ['I1', 'I3'],
  },
  {
    name: 'acknowledged-before-postgres',
    mutation: {
      file: 'src/event/consumer.ts',
      from: '  return []\n}',
      to: '  return deliveries\n}',
    },
    noticedBy: ['I4'],
  },
  {
    name: 'any-picture-replaces',
    mutation: {
      file: 'src/db/projection.ts',
      from: "later: sql.raw('excluded.seq > stored.seq')",
      to: "later: sql.raw('true')",
    },
    noticedBy: ['I4'],
  },
  {
    name: 'nothing-sent-again',
    mutation: {
      file: 'src/payment/outbox.ts',
      from: 'if (again ? !memory.isResendDue(nowMs, projectedSeq) : state.seq <= memory.sentSeq()) return',
      to: 'if (again || state.seq <= memory.sentSeq()) return',
    },
    noticedBy: ['I4', 'I5'],
  },
  {
    name: 'woken-and-not-resolved',
    mutation: {
      file: 'src/payment/object.ts',
      from: "this.#apply({ kind: 'check', running: [], woken: true })",
      to: 'return',
    },
    noticedBy: ['I5'],
  },
  {
    name: 'webhook-places-not-kept',
    mutation: {
      file: 'src/webhook/out/store.ts',
      from: "if (positions !== undefined) update('positions', positions)\n        return deliveries.flatMap",
      to: "if (positions !== undefined) update('positions', positions)\n        return deliveries.slice(1).flatMap",
    },
    noticedBy: ['I6'],
  },
  {
    name: 'token-kept',
    mutation: {
      file: 'src/payment/asked.ts',
      from: 'return { tokenId, method, plan,',
      to: 'return { tokenId: token, method, plan,',
    },
    noticedBy: ['I7'],
  },
]
