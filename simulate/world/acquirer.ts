import { type Actor, type Clock, luckOf } from '../platform/clock.ts'
import type { Faults } from '../platform/faults.ts'
import {
  type AcquirerAnswer,
  type CardKind,
  captureView,
  disputeView,
  type Entry,
  type Held,
  heldView,
  laterView,
  refusal,
  text,
  understood,
} from './book.ts'
import { createRefunds } from './refunds.ts'

interface AcquirerOptions {
  readonly account: string
  readonly clock: Clock
  readonly faults: Faults
  readonly cardOf: (token: string) => CardKind
  readonly labelOf: (paymentId: string) => string
  /** It only accepts captures, voids and refunds, and tells by webhook what became of them. */
  readonly isAsynchronous: boolean
  /** Tells us by webhook. */
  readonly tell: (body: string) => void
  readonly trace: (line: () => string) => void
}

export type Acquirer = ReturnType<typeof createAcquirer>

const REFUSES_LATER_PERCENT = 15
const HOLD_MS = 7 * 24 * 3_600_000

/**
 * An acquirer that speaks the sandbox's protocol, with books of its own. It takes every amount that it is asked for, also
 * more than there is: what keeps a payment within its bounds has to be Turnpike.
 */
export function createAcquirer({
  account,
  clock,
  faults,
  cardOf,
  labelOf,
  isAsynchronous,
  tell,
  trace,
}: AcquirerOptions) {
  const book: Entry[] = []
  const attempts = new Map<string, Held>()
  const self: Actor = { name: `acquirer ${account}`, isAlive: true, luck: luckOf(`acquirer ${account}`) }
  let numbers = 0

  function write(held: Held, what: Entry['what'], amountMinor: bigint, id = ''): void {
    const { attemptId, reference, currency, isWrong } = held
    book.push({ atMs: clock.nowMs(), account, attemptId, reference, what, amountMinor, currency, id, isWrong })
    trace(
      () =>
        `acquirer ${account} writes: ${what} ${amountMinor} ${currency} for ${labelOf(reference)}/${attemptId.slice(-1)}`,
    )
  }

  const webhook = (type: string, data: string): void => {
    numbers += 1
    const head = { id: `wh_${account}_${numbers}`, type, createdAt: new Date(clock.nowMs()).toISOString() }
    tell(JSON.stringify({ ...head, data: JSON.parse(data) as unknown }))
  }

  /** Each attempt has a luck of its own, so that one more or less of them changes nothing for the others. */
  const later = ({ attemptId }: Held, leastMs: number, mostMs: number, work: () => void): void => {
    const party = { ...self, luck: luckOf(`${account} ${attemptId} ${numbers}`) }
    clock.after(faults.latencyMs(party, leastMs, mostMs), self, work)
  }

  function approve(held: Held): void {
    held.status = 'approved'
    write(held, 'held', held.amountMinor)
    if (held.capture) take(held, `sale ${held.attemptId}`, held.amountMinor)
  }

  /** It is decided later, unless it has been fenced until then. */
  function wait(held: Held): void {
    held.status = 'pending'
    accepted(held.id, held, (isGood) => {
      if (attempts.get(held.attemptId) !== held) return
      if (isGood) approve(held)
      else decline(held)
      webhook('payment.updated', heldView(held))
    })
  }

  function decline(held: Held): void {
    held.status = 'declined'
    write(held, 'declined', 0n)
  }

  function take(held: Held, captureId: string, amountMinor: bigint): void {
    held.capturedMinor += amountMinor
    held.captures.set(captureId, amountMinor)
    write(held, 'captured', amountMinor, captureId)
    if (held.card === 'disputed' && held.captures.size === 1) later(held, 2_000, 90_000, () => dispute(held))
    const bounces = isAsynchronous && held.card === 'refund fails later' && held.captures.size === 1
    if (bounces) later(held, 2_000, 50_000, () => takeBack(held, captureId, amountMinor))
  }

  function close(held: Held, captureId: string): void {
    held.closedBy = captureId
    write(held, 'closed', 0n, captureId)
  }

  /** What was told as taken fails in the clearing; not where something was refunded of it, or a later capture was the last. */
  function takeBack(held: Held, captureId: string, amountMinor: bigint): void {
    if (held.refunds.size > 0 || (held.closedBy ?? captureId) !== captureId) return
    held.capturedMinor -= amountMinor
    held.isClosed = false
    write(held, 'capture failed', amountMinor, captureId)
    const more = { id: `cp_${captureId}`, amountMinor: String(amountMinor) }
    webhook('capture.updated', laterView(held, 'failed', captureId.startsWith('cap_') ? { ...more, captureId } : more))
  }

  function dispute(held: Held): void {
    write(held, 'disputed', held.capturedMinor)
    const sinceMs = clock.nowMs()
    webhook('dispute.opened', disputeView(held, 'NEEDS_RESPONSE', sinceMs))
    later(held, 5_000, 60_000, () => {
      const isLost = held.capturedMinor % 2n === 1n
      write(held, isLost ? 'dispute lost' : 'dispute won', held.capturedMinor)
      webhook('dispute.closed', disputeView(held, isLost ? 'LOST' : 'WON', clock.nowMs()))
    })
  }

  function begin(body: Readonly<Record<string, unknown>>, token: string, isWrong: boolean): Held {
    numbers += 1
    const amountMinor = BigInt(text(body.amountMinor)) + (isWrong ? 100n : 0n)
    const held: Held = {
      ...{ id: `ch_${account}_${numbers}`, attemptId: text(body.attemptId), reference: text(body.reference) },
      ...{ amountMinor, currency: text(body.currency), capture: body.capture === true, card: cardOf(token), isWrong },
      ...{ expiresAtMs: clock.nowMs() + HOLD_MS, status: 'declined', firstView: '', capturedMinor: 0n },
      ...{ isClosed: body.capture === true, isVoided: false, isEnding: false, asked: 0 },
      ...{ captures: new Map(), accepted: new Map(), refunds: new Map() },
    }
    attempts.set(held.attemptId, held)
    if (held.card === 'declines') write(held, 'declined', 0n)
    else if (held.card === 'challenge') held.status = 'challenge_required'
    else if (isAsynchronous && held.card === 'refund pending') wait(held)
    else approve(held)
    held.firstView = heldView(held)
    if (held.card === 'approves, and tells by webhook first') webhook('payment.updated', held.firstView)
    return held
  }

  function authorize(body: Readonly<Record<string, unknown>>, token: string, isWrong: boolean): AcquirerAnswer {
    const known = attempts.get(text(body.attemptId))
    if (known?.status === 'fenced') return refusal(409, 'fenced')
    if (known !== undefined) return { status: 200, body: known.firstView }
    return { status: 201, body: begin(body, token, isWrong).firstView }
  }

  function fence(attemptId: string): AcquirerAnswer {
    const known = attempts.get(attemptId)
    const isOpen = known?.status === 'challenge_required' || known?.status === 'pending'
    if (known !== undefined && !isOpen) return { status: 200, body: heldView(known) }
    const none = { id: '', reference: '', amountMinor: 0n, currency: '', capture: false, card: 'approves' as const }
    const fenced: Held = {
      ...(known ?? { ...none, attemptId, isWrong: false, expiresAtMs: 0, isEnding: false, asked: 0 }),
      ...{ captures: new Map(), accepted: new Map(), refunds: new Map(), ...known },
      ...{ status: 'fenced', firstView: '', capturedMinor: 0n, isClosed: true, isVoided: false },
    }
    attempts.set(attemptId, fenced)
    write(fenced, 'fenced', 0n)
    return { status: 200, body: heldView(fenced) }
  }

  function capture(held: Held, body: Readonly<Record<string, unknown>>): AcquirerAnswer {
    const captureId = text(body.captureId)
    const known = held.captures.get(captureId)
    if (held.accepted.has(captureId)) return understood(`cp_${captureId}`)
    if (known !== undefined) return { status: 200, body: captureView(held, captureId, known) }
    if (held.status !== 'approved' || held.isClosed) return refusal(422, 'invalid_state')
    if (clock.nowMs() >= held.expiresAtMs) return refusal(422, 'authorization_expired')
    const amountMinor = BigInt(text(body.amountMinor))
    held.isClosed = body.final === true
    if (isAsynchronous) {
      held.accepted.set(captureId, true)
      return accepted(`cp_${captureId}`, held, (isGood) => {
        held.accepted.set(captureId, false)
        const isTaken = isGood && clock.nowMs() < held.expiresAtMs
        if (isTaken) take(held, captureId, amountMinor)
        // What closes it is the last one, whatever becomes of those beside it.
        if (body.final === true) held.isClosed = isTaken
        if (isTaken && body.final === true) close(held, captureId)
        const more = { id: `cp_${captureId}`, captureId, amountMinor: String(amountMinor) }
        webhook('capture.updated', laterView(held, isTaken ? 'succeeded' : 'failed', more))
      })
    }
    take(held, captureId, amountMinor)
    if (held.isClosed) close(held, captureId)
    return { status: 201, body: captureView(held, captureId, amountMinor) }
  }

  function release(held: Held): AcquirerAnswer {
    const asked = `vo_${held.id}`
    if (held.isEnding) return understood(asked)
    if (held.isVoided && isAsynchronous) {
      return accepted(asked, held, () => webhook('void.updated', laterView(held, 'succeeded')))
    }
    if (held.isVoided) return { status: 200, body: heldView(held) }
    if (held.status !== 'approved' || held.isClosed) return refusal(422, 'invalid_state')
    if (isAsynchronous) {
      held.isEnding = true
      return accepted(asked, held, (isGood) => {
        held.isEnding = false
        const isDone = isGood && !held.isClosed && ![...held.accepted.values()].includes(true)
        if (isDone) letGo(held)
        webhook('void.updated', laterView(held, isDone ? 'succeeded' : 'failed'))
      })
    }
    letGo(held)
    return { status: 200, body: heldView(held) }
  }

  function letGo(held: Held, id = ''): void {
    held.isVoided = true
    held.isClosed = true
    write(held, 'voided', held.amountMinor - held.capturedMinor, id)
  }

  /** Says that it has understood, and decides within a minute: mostly for it. */
  function accepted(id: string, held: Held, decide: (isGood: boolean) => void): AcquirerAnswer {
    held.asked += 1
    const party = { ...self, luck: luckOf(`${account} ${held.attemptId} decides ${held.asked}`) }
    const isGood = faults.latencyMs(party, 0, 99) >= REFUSES_LATER_PERCENT
    later(held, 500, 40_000, () => decide(isGood))
    return understood(id)
  }

  const { refund, refundHere } = createRefunds({ isAsynchronous, write, webhook, later, accepted })

  return {
    self,
    book: (): readonly Entry[] => book,
    knows: (attemptId: string): boolean => attempts.has(attemptId),

    /** Does what a request asks for, and answers. */
    handle(method: string, path: string, body: unknown, token: string, isWrong: boolean): AcquirerAnswer {
      const [, , id = '', action] = path.split('/')
      const fields = (body ?? {}) as Readonly<Record<string, unknown>>
      if (method === 'POST' && id === '') return authorize(fields, token, isWrong)
      if (action === 'fence') return fence(id)
      const held = attempts.get(id)
      if (held === undefined) return refusal(404, 'not_found')
      if (method === 'GET') return { status: 200, body: heldView(held) }
      if (action === 'captures') return capture(held, fields)
      if (action === 'void') return release(held)
      return action === 'refunds' ? refund(held, fields) : refusal(404, 'no_such_route')
    },

    /** The shopper has done what the issuer asked, or failed to. */
    challenged(attemptId: string, isGood: boolean): void {
      const held = attempts.get(attemptId)
      if (held?.status !== 'challenge_required') return
      if (isGood) approve(held)
      else decline(held)
      webhook('payment.updated', heldView(held))
    },

    /** Somebody voids in the acquirer's own dashboard; only some tell of it. */
    voidHere(attemptId: string): void {
      const held = attempts.get(attemptId)
      const isTaken = held === undefined || held.captures.size + held.accepted.size > 0 || held.isEnding
      if (!isAsynchronous || isTaken || held.status !== 'approved' || held.isClosed) return
      letGo(held, 'dashboard')
      webhook('void.updated', laterView(held, 'succeeded'))
    },

    /** Somebody refunds in the acquirer's own dashboard, which never gives more than is left. */
    refundHere(attemptId: string, amountMinor: bigint): void {
      const held = attempts.get(attemptId)
      if (held !== undefined) refundHere(held, amountMinor)
    },
  }
}
