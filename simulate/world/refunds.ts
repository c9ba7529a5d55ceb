import {
  type AcquirerAnswer,
  type Entry,
  type Held,
  type Refund,
  refundedMinor,
  refundView,
  refusal,
  text,
  understood,
} from './book.ts'

export interface RefundPorts {
  readonly isAsynchronous: boolean
  readonly write: (held: Held, what: Entry['what'], amountMinor: bigint, id: string) => void
  readonly webhook: (type: string, data: string) => void
  readonly later: (held: Held, leastMs: number, mostMs: number, work: () => void) => void
  readonly accepted: (id: string, held: Held, decide: (isGood: boolean) => void) => AcquirerAnswer
}

/** An acquirer's refunds: done at once, only accepted, failing later, or made in its own dashboard. */
export function createRefunds({ isAsynchronous, write, webhook, later, accepted }: RefundPorts) {
  function refund(held: Held, body: Readonly<Record<string, unknown>>): AcquirerAnswer {
    const refundId = text(body.refundId)
    const known = held.refunds.get(refundId)
    if (known !== undefined) {
      return isAsynchronous ? understood(known.id) : { status: 200, body: refundView(held, known, known.firstStatus) }
    }
    if (held.status !== 'approved' || held.capturedMinor === 0n) return refusal(422, 'invalid_state')
    if (isAsynchronous) {
      const asked = pay(held, refundId, BigInt(text(body.amountMinor)), 'pending')
      return accepted(asked.id, held, (isGood) => settle(held, asked, isGood ? 'succeeded' : 'failed'))
    }
    const isPending = held.card === 'refund pending'
    const made = pay(held, refundId, BigInt(text(body.amountMinor)), isPending ? 'pending' : 'succeeded')
    if (isPending) later(held, 1_000, 60_000, () => settle(held, made, 'succeeded'))
    if (held.card === 'refund fails later' && held.refunds.size === 1)
      later(held, 1_000, 60_000, () => settle(held, made, 'failed'))
    return { status: 201, body: refundView(held, made) }
  }

  function pay(held: Held, id: string, amountMinor: bigint, status: 'pending' | 'succeeded', isOurs = true): Refund {
    const made = { id: `rf_${held.id}_${held.refunds.size + 1}`, refundId: isOurs ? id : undefined, amountMinor }
    const refunded: Refund = { ...made, status, firstStatus: status }
    held.refunds.set(id, refunded)
    write(held, 'refund asked', amountMinor, id)
    if (status === 'succeeded') write(held, 'refunded', amountMinor, id)
    return refunded
  }

  function settle(held: Held, refunded: Refund, status: 'succeeded' | 'failed'): void {
    refunded.status = status
    write(
      held,
      status === 'failed' ? 'refund failed' : 'refunded',
      refunded.amountMinor,
      refunded.refundId ?? refunded.id,
    )
    webhook('refund.updated', refundView(held, refunded))
  }

  return {
    refund,

    refundHere(held: Held, amountMinor: bigint): void {
      if (refundedMinor(held) + amountMinor > held.capturedMinor) return
      const id = `dashboard ${held.refunds.size + 1}`
      webhook('refund.updated', refundView(held, pay(held, id, amountMinor, 'succeeded', false)))
    },
  }
}
