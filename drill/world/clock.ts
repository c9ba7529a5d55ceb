import { readFileSync } from 'node:fs'

/**
 * Loaded before the launcher: its clock, and so that of the acquirers in its process, goes wrong by as many milliseconds
 * as a file says. The Workers are in another process, whose clock is another matter.
 */
const RealDate = Date
const LOOKED_AT_EVERY_MS = 50
const file = process.env.TURNPIKE_DRILL_CLOCK ?? ''
let offMs = 0

function look(): void {
  try {
    offMs = Number(readFileSync(file, 'utf8')) || 0
  } catch {
    offMs = 0
  }
}
// What this process starts from now on, and so the Workers' runtime, has a clock that can be put wrong as well.
if (process.env.TURNPIKE_DRILL_RUNTIME_LIBRARY !== undefined) {
  process.env.LD_PRELOAD = process.env.TURNPIKE_DRILL_RUNTIME_LIBRARY
}

look()
setInterval(look, LOOKED_AT_EVERY_MS).unref()

const now = (): number => RealDate.now() + offMs

class SkewedDate extends RealDate {
  // The constructor takes what Date takes; only without anything does it ask the clock.
  constructor(...given: readonly unknown[]) {
    if (given.length === 0) super(now())
    else super(...(given as [number]))
  }

  static override now(): number {
    return now()
  }
}

globalThis.Date = new Proxy(SkewedDate, {
  // Called without `new`, Date answers text.
  apply: () => new SkewedDate().toString(),
}) as unknown as DateConstructor
