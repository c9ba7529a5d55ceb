import { createHmac, randomBytes } from 'node:crypto'
import { type Book, openBook } from './book.ts'
import type { Context, Decision } from './decision.ts'
import { closeDispute, openDispute } from './disputes.ts'
import { createFaults, type Faults } from './faults.ts'
import { type ClientCredentials, createTokenIssuer, type TokenIssuer } from './oauth.ts'
import { settleRefund } from './operations.ts'
import type { Change, Dispute, Payment } from './record.ts'
import { answerChallenge } from './threeDS.ts'
import type { ChallengeUrl } from './views.ts'
import { createDeliveries } from './webhooks.ts'

export interface Acquirer {
  readonly book: Book
  readonly faults: Faults
  readonly tokens: TokenIssuer
  context(wrongAmount?: boolean): Context
  /** Writes what was decided, then sets off what follows from it. The answer may leave when this resolves. */
  commit(changes: Decision['changes']): Promise<void>
  stop(): Promise<void>
}

export interface AcquirerOptions {
  readonly bookPath: string
  readonly credentials: ClientCredentials
  readonly port: { close(): Promise<void>; reopen(): Promise<void> }
  readonly challengeUrl: ChallengeUrl
  readonly webhookSecret: string
  readonly webhookTarget: () => string | undefined
  /** How long "a moment later" is: disputes that open, refunds that settle, reviews that close. */
  readonly laterMs: number
}

export async function openAcquirer(options: AcquirerOptions): Promise<Acquirer> {
  const { credentials, laterMs, challengeUrl } = options
  const book = await openBook(options.bookPath)
  const faults = createFaults(options.port)
  const deliveries = createDeliveries({
    book,
    faults,
    secret: options.webhookSecret,
    target: options.webhookTarget,
  })
  const timers = new Map<string, NodeJS.Timeout>()

  const context = (wrongAmount = false): Context => ({
    nowMs: Date.now(),
    newId: (prefix) => `${prefix}_${randomBytes(12).toString('hex')}`,
    fingerprint: (body) =>
      createHmac('sha256', credentials.clientSecret).update(canonicalJson(body)).digest('base64url'),
    challengeUrl,
    laterMs,
    wrongAmount,
  })

  async function commit(changes: readonly Change[]): Promise<void> {
    await book.record(changes)
    for (const change of changes) {
      if (change.kind === 'payment') expectOfPayment(change.payment)
      if (change.kind === 'dispute') expectOfDispute(change.dispute)
      if (change.kind === 'webhook') deliveries.deliver(change.webhook)
    }
  }

  /** What is due a moment later follows from the object alone, so a restart finds it again. */
  function later(key: string, sinceMs: number, decide: () => readonly Change[]): void {
    if (timers.has(key)) return
    const run = () => {
      timers.delete(key)
      // Without a book that can be written to nothing happens later; the next start finds it again.
      void commit(decide()).catch(() => undefined)
    }
    timers.set(key, setTimeout(run, Math.max(0, sinceMs + laterMs - Date.now())))
  }

  function expectOfPayment(told: Payment): void {
    const { attemptId, status, updatedAtMs, later: behaviour, disputeId, capturedAtMs, refunds, threeDS } = told
    const now = (decide: (payment: Payment) => readonly Change[]) => () => {
      const payment = book.payments.get(attemptId)
      return payment === undefined ? [] : decide(payment)
    }
    if (status === 'pending') {
      later(
        `bank ${attemptId}`,
        updatedAtMs,
        now((payment) => (payment.status === 'pending' ? answerChallenge(payment, 'approve', context()) : [])),
      )
    }
    if (behaviour === 'dispute' && disputeId === undefined && capturedAtMs !== undefined) {
      later(
        `dispute ${attemptId}`,
        capturedAtMs,
        now((payment) => openDispute(payment, context())),
      )
    }
    // The shopper answers on a device of their own.
    if (status === 'decoupled_required' && threeDS?.isSilent === false) {
      later(
        `decoupled ${attemptId}`,
        told.createdAtMs,
        now((waiting) => answerChallenge(waiting, 'approve', context())),
      )
    }
    for (const { refundId, becomes, createdAtMs } of refunds) {
      if (becomes === undefined) continue
      later(
        `refund ${attemptId} ${refundId}`,
        createdAtMs,
        now((payment) => settleRefund(payment, refundId, context())),
      )
    }
  }

  function expectOfDispute({ id, verdict, updatedAtMs }: Dispute): void {
    if (verdict === undefined) return
    later(`close ${id}`, updatedAtMs, () => {
      const dispute = book.disputes.get(id)
      return dispute === undefined ? [] : closeDispute(dispute, context())
    })
  }

  for (const payment of book.payments.values()) expectOfPayment(payment)
  for (const dispute of book.disputes.values()) expectOfDispute(dispute)
  deliveries.start()

  return {
    book,
    faults,
    tokens: createTokenIssuer(credentials),
    context,
    commit,
    stop: async () => {
      for (const timer of timers.values()) clearTimeout(timer)
      faults.stop()
      deliveries.stop()
      await book.close()
    },
  }
}

/** JSON with its keys in order: two bodies that say the same have the same digest. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, field: unknown) =>
    typeof field === 'object' && field !== null && !Array.isArray(field)
      ? Object.fromEntries(Object.entries(field).sort(([left], [right]) => (left < right ? -1 : 1)))
      : field,
  )
}
