import * as z from 'zod'
import { ok, type Result, refuse } from '../../src/result.ts'

export const FAULT_KINDS = [
  'latency',
  'refuse',
  'reset_before',
  'hang_before',
  'charge_then_hang',
  'charge_then_500',
  'charge_then_reset',
  'half_answer',
  'late_lookup',
  'wrong_amount',
  'duplicate_webhook',
  'reorder_webhook',
  'unprocessed',
  'unauthorized',
] as const
export const OPERATIONS = [
  'authorize',
  'token',
  'capture',
  'void',
  'refund',
  'lookup',
  'fence',
  'dispute',
  'authentication',
] as const

export type FaultKind = (typeof FAULT_KINDS)[number]
export type Operation = (typeof OPERATIONS)[number]

const HANG_MS = 60_000
const LATENCY_MS = 1_000
const REORDER_MS = 2_000
const LONGEST_MS = 600_000

const FaultBody = z.strictObject({
  kind: z.enum(FAULT_KINDS),
  times: z.int().min(1).max(1_000_000).optional(),
  ms: z.int().min(0).max(LONGEST_MS).optional(),
  operation: z.enum(OPERATIONS).optional(),
})

/** A fault that is set: what it does, to which operation, and for how long. */
export interface Fault {
  readonly kind: FaultKind
  readonly times: number
  readonly ms?: number
  readonly operation: Operation
}

/** Kinds that hit what they name rather than an operation. */
const NAMES_ITS_TARGET: ReadonlySet<FaultKind> = new Set([
  'refuse',
  'late_lookup',
  'duplicate_webhook',
  'reorder_webhook',
])
/** Where there is an amount to get wrong. */
const WITH_AMOUNT: ReadonlySet<Operation> = new Set(['authorize', 'capture', 'refund'])

/** The fault of a `PUT`, or the name of the field that is not valid. */
export function parseFault(body: unknown): Result<Fault, string> {
  const parsed = FaultBody.safeParse(body)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    return refuse(String((issue?.code === 'unrecognized_keys' ? issue.keys[0] : issue?.path[0]) ?? 'body'))
  }
  const { kind, times = 1, ms, operation = 'authorize' } = parsed.data
  if (kind === 'wrong_amount' && !WITH_AMOUNT.has(operation)) return refuse('operation')
  return ok({ kind, times, operation, ...(ms === undefined ? {} : { ms }) })
}

/** How long a fault of this kind lasts where it was not said. */
export function durationMs(fault: Fault): number {
  if (fault.ms !== undefined) return fault.ms
  if (fault.kind === 'latency') return LATENCY_MS
  return fault.kind === 'reorder_webhook' ? REORDER_MS : HANG_MS
}

/**
 * The one fault that is set, in memory only. `refuse` closes the port: nobody sees how often a closed port is knocked
 * at, so it lasts for `ms` where that is given and else until it is cleared or replaced; `times` does not end it.
 */
export interface Faults {
  current(): Fault | undefined
  replace(fault: Fault | undefined): Promise<void>
  /** The fault that hits this call, which is one hit less from now on. */
  takeFor(operation: Operation): Fault | undefined
  takeKind(kind: FaultKind): Fault | undefined
  stop(): void
}

export function createFaults(port: { close(): Promise<void>; reopen(): Promise<void> }): Faults {
  let fault: Fault | undefined
  let timesLeft = 0
  let timer: NodeJS.Timeout | undefined
  // One after the other: a clear that overtakes the closing would leave the port shut.
  let turn: Promise<void> = Promise.resolve()

  function replace(next: Fault | undefined): Promise<void> {
    clearTimeout(timer)
    fault = next
    timesLeft = next?.times ?? 0
    if (next?.kind === 'refuse' && next.ms !== undefined) {
      timer = setTimeout(() => void replace(undefined).catch(() => undefined), next.ms)
    }
    turn = turn.catch(() => undefined).then(() => (next?.kind === 'refuse' ? port.close() : port.reopen()))
    return turn
  }

  function take(hits: (fault: Fault) => boolean): Fault | undefined {
    const taken = fault
    if (taken === undefined || !hits(taken)) return undefined
    timesLeft -= 1
    if (timesLeft <= 0) fault = undefined
    return taken
  }

  return {
    current: () => fault && { ...fault, times: timesLeft },
    replace,
    takeFor: (operation) => take((set) => !NAMES_ITS_TARGET.has(set.kind) && set.operation === operation),
    takeKind: (kind) => take((set) => set.kind === kind),
    stop: () => clearTimeout(timer),
  }
}
