import type { Kept, Shown } from '../world/evidence.ts'

/** A payment as its log tells it, read by nothing of the product's: amounts, and what became of each call. */
export interface Told {
  readonly events: readonly Shown[]
  /** The same, each as one text: the archive and the feed have to have them so. */
  readonly texts: readonly string[]
  readonly seq: number
  readonly currency: string
  readonly authorizedMinor: bigint
  readonly capturedMinor: bigint
  readonly refundedMinor: bigint
  /** The attempt that the payment stands on. */
  readonly authorizedBy: number | undefined
  readonly captures: ReadonlyMap<number, Part>
  readonly refunds: ReadonlyMap<number, Part>
  /** A capture that had been told as taken failed after all. */
  readonly hasBounced: boolean
}

export interface Part {
  readonly status: 'PENDING' | 'SUCCEEDED' | 'FAILED'
  readonly amountMinor: bigint
  /** Whether a caller asked for it under a key. */
  readonly isAsked: boolean
}

export const minorOf = (value: unknown): bigint =>
  typeof value === 'bigint' ? value : typeof value === 'string' && /^-?[0-9]+$/.test(value) ? BigInt(value) : 0n

export const listOf = (value: unknown): readonly Shown[] => (Array.isArray(value) ? (value as Shown[]) : [])

export const dataOf = (event: Shown | undefined): Shown => (event?.data ?? {}) as Shown

/** Every event of a payment, in the order in which its commits have them. */
export const eventsOf = ({ commits }: Kept): readonly Shown[] =>
  commits.flatMap((text) => listOf((JSON.parse(text) as Shown).events))

const total = (parts: Iterable<Part>): bigint => {
  let sum = 0n
  for (const { status, amountMinor } of parts) if (status === 'SUCCEEDED') sum += amountMinor
  return sum
}

export function toldBy(kept: Kept): Told {
  const events = eventsOf(kept)
  const captures = new Map<number, Part>()
  const refunds = new Map<number, Part>()
  let authorizedMinor = 0n
  let authorizedBy: number | undefined
  let currency = ''
  let hasBounced = false
  const settle = (parts: Map<number, Part>, number: number, change: Partial<Part>): void => {
    const before = parts.get(number) ?? { status: 'PENDING' as const, amountMinor: 0n, isAsked: false }
    parts.set(number, { ...before, ...change })
  }
  for (const event of events) {
    const data = dataOf(event)
    const amount = data.amountMinor === undefined ? {} : { amountMinor: minorOf(data.amountMinor) }
    switch (event.type) {
      case 'PAYMENT_CREATED':
        currency = String(data.currency)
        break
      case 'PAYMENT_AUTHORIZED':
        authorizedMinor = minorOf(data.amountMinor)
        authorizedBy = Number(data.attempt)
        break
      case 'CAPTURE_STARTED':
        settle(captures, Number(data.capture), { ...amount, isAsked: data.automatic !== true })
        break
      case 'CAPTURE_SUCCEEDED':
        settle(captures, Number(data.capture), { ...amount, status: 'SUCCEEDED' })
        break
      case 'CAPTURE_FAILED':
        hasBounced ||= captures.get(Number(data.capture))?.status === 'SUCCEEDED'
        settle(captures, Number(data.capture), { status: 'FAILED' })
        break
      case 'REFUND_CREATED':
        settle(refunds, Number(data.refund), { ...amount, isAsked: data.origin === 'API' })
        break
      case 'REFUND_SUCCEEDED':
        settle(refunds, Number(data.refund), { ...amount, status: 'SUCCEEDED' })
        break
      case 'REFUND_FAILED':
        settle(refunds, Number(data.refund), { status: 'FAILED' })
        break
    }
  }
  return {
    texts: events.map((event) => JSON.stringify(event)),
    ...{ events, seq: events.length, currency, authorizedMinor, authorizedBy, captures, refunds, hasBounced },
    capturedMinor: total(captures.values()),
    refundedMinor: total(refunds.values()),
  }
}
