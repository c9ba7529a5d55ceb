import { hashOf } from './random.ts'

/**
 * Somebody who acts: an object's memory, a request in the api Worker, a client, a gateway. What is under way for an actor
 * that has ended is never gone on with, as in a process that was killed.
 */
export interface Actor {
  readonly name: string
  isAlive: boolean
  /** What its luck is drawn from: the memory after a crash goes on where the one before had got to. */
  readonly luck: Luck
  /** Whoever waits for it hears that it has ended. */
  readonly ended?: () => void
}

export interface Luck {
  readonly hash: number
  draws: number
}

export const luckOf = (name: string): Luck => ({ hash: hashOf(name), draws: 0 })

export interface Timer {
  isCleared: boolean
}

interface Happening {
  readonly atMs: number
  readonly order: number
  readonly owner: Actor
  readonly timer: Timer
  /** What only keeps itself going (a sweep, a daily tidying) does not keep the world awake. */
  readonly isBackground: boolean
  readonly run: () => void
}

/** Runs all that promises have made due, at once and to the end. It is Node's own, and nothing of the event loop comes between. */
const drain = (process as unknown as { readonly _tickCallback: () => void })._tickCallback

export type Clock = ReturnType<typeof createClock>

/**
 * Time, and the order in which things happen: one at a time, each with all that follows from it without waiting. Nothing
 * here is of the machine's own time, so the same happenings come in the same order however fast it is.
 */
export function createClock(startMs: number, mostHappenings: number) {
  const heap: Happening[] = []
  let nowMs = startMs
  let order = 0
  let foreground = 0
  const nobody: Actor = { name: 'the world', isAlive: true, luck: luckOf('the world') }
  let current: Actor = nobody

  const comesFirst = (one: Happening, other: Happening): boolean =>
    one.atMs < other.atMs || (one.atMs === other.atMs && one.order < other.order)

  function push(happening: Happening): void {
    let place = heap.length
    heap.push(happening)
    while (place > 0) {
      const above = (place - 1) >> 1
      const parent = heap[above]
      if (parent === undefined || !comesFirst(happening, parent)) break
      heap[place] = parent
      place = above
    }
    heap[place] = happening
  }

  function pop(): Happening | undefined {
    const first = heap[0]
    const last = heap.pop()
    if (first === undefined || last === undefined || heap.length === 0) return first
    let place = 0
    for (;;) {
      let below = 2 * place + 1
      let child = heap[below]
      if (child === undefined) break
      const right = heap[below + 1]
      if (right !== undefined && comesFirst(right, child)) {
        below += 1
        child = right
      }
      if (!comesFirst(child, last)) break
      heap[place] = child
      place = below
    }
    heap[place] = last
    return first
  }

  let isBackgroundOver = false
  let happened = 0

  const at = (dueMs: number, owner: Actor, run: () => void, isBackground = false): Timer => {
    const timer: Timer = { isCleared: false }
    order += 1
    if (!isBackground) foreground += 1
    push({ atMs: Math.max(Math.ceil(dueMs), nowMs), order, owner, timer, isBackground, run })
    return timer
  }

  const runAs = (owner: Actor, run: () => void): void => {
    const before = current
    current = owner
    try {
      run()
      drain()
    } finally {
      current = before
    }
  }

  return {
    nowMs: () => nowMs,
    /** Whoever acts just now: everything that follows without waiting is the same actor's. */
    current: () => current,
    nobody,
    at,
    after: (ms: number, owner: Actor, run: () => void, isBackground = false): Timer =>
      at(nowMs + Math.max(0, ms), owner, run, isBackground),
    /** Goes on as somebody else, in the middle of a happening that is nobody's. */
    become(owner: Actor): void {
      current = owner
    },
    sleep: (ms: number, owner: Actor = current): Promise<void> =>
      new Promise((resolve) => at(nowMs + Math.max(0, ms), owner, resolve)),

    /** False where it was given up: something went on and on. */
    isAtRest: () => happened < mostHappenings,

    /** What only keeps itself going does not happen any more. */
    stopBackground(): void {
      isBackgroundOver = true
    },

    /** Lets happen what is due until then; true where nothing but background is left. */
    runUntil(untilMs: number): boolean {
      while (foreground > 0 && happened < mostHappenings) {
        const next = heap[0]
        if (next === undefined || next.atMs > untilMs) break
        pop()
        if (!next.isBackground) foreground -= 1
        if (next.timer.isCleared || !next.owner.isAlive || (next.isBackground && isBackgroundOver)) continue
        nowMs = next.atMs
        happened += 1
        runAs(next.owner, next.run)
      }
      return foreground === 0
    },
  }
}
