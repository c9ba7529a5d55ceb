import { percentile } from '../../bench/figures.ts'

/** The parts of a payment's life in which a kill is aimed. */
export const PHASES = [
  'life',
  'authorize',
  'capture',
  'refund',
  'void',
  'webhook in',
  'webhook out',
  'projection',
] as const

export type Phase = (typeof PHASES)[number]

/** How long each part takes, measured as it goes, and a way to be there when the next one begins. */
export interface Phases {
  during<Value>(phase: Phase, work: () => Promise<Value>): Promise<Value>
  /** Resolves when the next one begins; false where none did in time. */
  nextBegins(phase: Phase, timeoutMs: number): Promise<boolean>
  /** The median so far. */
  lengthMs(phase: Phase): number
  /** Only what takes its usual time tells how long it usually takes. */
  measure(isMeasuring: boolean): void
}

/** Before anything was measured: about what a call to a gateway takes. */
const UNMEASURED_MS = 50

export function createPhases(): Phases {
  const lengths = new Map<Phase, number[]>()
  const waiting = new Map<Phase, Set<() => void>>()
  let isMeasuring = true
  return {
    async during(phase, work) {
      const begunAtMs = performance.now()
      for (const begin of waiting.get(phase) ?? []) begin()
      const value = await work()
      if (isMeasuring) lengths.set(phase, [...(lengths.get(phase) ?? []), performance.now() - begunAtMs])
      return value
    },
    nextBegins: (phase, timeoutMs) =>
      new Promise((resolve) => {
        const own = waiting.get(phase) ?? new Set()
        waiting.set(phase, own)
        const end = (hasBegun: boolean) => {
          clearTimeout(timer)
          own.delete(begin)
          resolve(hasBegun)
        }
        const begin = () => end(true)
        const timer = setTimeout(() => end(false), timeoutMs)
        own.add(begin)
      }),
    lengthMs: (phase) => {
      const measured = lengths.get(phase) ?? []
      return measured.length === 0 ? UNMEASURED_MS : percentile(measured, 0.5)
    },
    measure: (measuring) => {
      isMeasuring = measuring
    },
  }
}
