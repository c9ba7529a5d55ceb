/** What becomes of the first gateway in the middle of the load, and what it leaves to be found out. */
export interface Scenario {
  readonly name: string
  readonly fault: { readonly kind: string; readonly ms?: number }
  /** How long its call may take: a gateway that hangs is known to be in trouble only then. */
  readonly timeoutMs?: number
  /** Cascades over holds whose outcome is unknown, instead of waiting for them. */
  readonly cascade?: boolean
}

const HANGS_MS = 60_000
/** Short, so that the benchmark is; the general bound is 20 s. */
const PATIENCE_MS = 1_500

export const SCENARIOS: readonly Scenario[] = [
  { name: 'refuses connections', fault: { kind: 'refuse' } },
  { name: 'says it was not processed', fault: { kind: 'unprocessed' } },
  { name: 'resets before charging', fault: { kind: 'reset_before' } },
  { name: 'resets after charging', fault: { kind: 'charge_then_reset' } },
  { name: '500 after charging', fault: { kind: 'charge_then_500' } },
  { name: 'hangs before charging', fault: { kind: 'hang_before', ms: HANGS_MS }, timeoutMs: PATIENCE_MS },
  { name: 'charges, then hangs', fault: { kind: 'charge_then_hang', ms: HANGS_MS }, timeoutMs: PATIENCE_MS },
  {
    name: 'charges, then hangs; cascading',
    fault: { kind: 'charge_then_hang', ms: HANGS_MS },
    timeoutMs: PATIENCE_MS,
    cascade: true,
  },
]
