import type { Trouble, TroubleKind } from './contract.ts'

/** Nobody is told oftener of the same. */
const TELL_EVERY_MS = 3_600_000
/** For people: the longest message of an error says everything in its beginning. */
const LONGEST_MESSAGE = 500

export interface TroublesPorts {
  readonly read: () => readonly Trouble[]
  readonly keep: (troubles: readonly Trouble[]) => void
  /** For the log. */
  readonly tell: (trouble: Trouble) => void
  readonly nowMs: () => number
}

export type Troubles = ReturnType<typeof createTroubles>

/**
 * What is wrong with an endpoint on our side, which its circuit says nothing of: one of each kind, shown to operators as
 * long as it lasts, and in the log at most once an hour, also where it comes and goes.
 */
export function createTroubles({ read, keep, tell, nowMs }: TroublesPorts) {
  const toldAtMs = new Map<TroubleKind, number>(read().map(({ kind, toldAtMs: atMs }) => [kind, atMs]))

  const without = (kind: TroubleKind): readonly Trouble[] => read().filter((other) => other.kind !== kind)

  return {
    has(kind: TroubleKind, message: string): void {
      const known = read().find((other) => other.kind === kind)
      const lastMs = toldAtMs.get(kind)
      const isToldAgain = lastMs === undefined || nowMs() - lastMs >= TELL_EVERY_MS
      // What is shown already is written again only when it is told again: an attempt in trouble costs no row of its own.
      if (known !== undefined && !isToldAgain) return
      const trouble: Trouble = {
        kind,
        message: message.slice(0, LONGEST_MESSAGE),
        sinceMs: known?.sinceMs ?? nowMs(),
        toldAtMs: isToldAgain ? nowMs() : lastMs,
      }
      toldAtMs.set(kind, trouble.toldAtMs)
      keep([...without(kind), trouble])
      if (isToldAgain) tell(trouble)
    },

    isOver(kind: TroubleKind): void {
      if (read().some((other) => other.kind === kind)) keep(without(kind))
    },
  }
}
