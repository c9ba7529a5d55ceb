import type { Timer } from './clock.ts'

/** What code finds around it without importing it. The bundler puts these in the place of the machine's own. */
export interface Surroundings {
  nowMs(): number
  unit(): number
  after(ms: number, work: () => void): Timer
  every(ms: number, work: () => void): Timer
  fetch(url: string, init: RequestInit): Promise<Response>
  log(line: string): void
}

let surroundings: Surroundings | undefined

export function surround(next: Surroundings): void {
  surroundings = next
}

function around(): Surroundings {
  if (surroundings === undefined) throw new Error('nothing runs before there is a world around it')
  return surroundings
}

export const simulatedNow = (): number => around().nowMs()
export const simulatedUnit = (): number => around().unit()
export const setTimeout = (work: (...given: unknown[]) => void, ms = 0, ...given: unknown[]): Timer =>
  around().after(ms, () => work(...given))
export const setInterval = (work: () => void, ms: number): Timer => around().every(ms, work)
export const clearTimeout = (timer: Timer | undefined): void => {
  if (timer !== undefined) timer.isCleared = true
}
export const clearInterval = clearTimeout
export const scheduler = { wait: (ms: number) => new Promise<void>((resolve) => void around().after(ms, resolve)) }
export const fetch = (url: string, init: RequestInit): Promise<Response> => around().fetch(url, init)

const line = (text: unknown): void => around().log(String(text))
export const console = { debug: line, info: line, log: line, warn: line, error: line }

/** Deadlines of calls to Postgres: the simulated one answers, or breaks off, in its own time. */
export const AbortSignal = { timeout: () => undefined }

const hex = (): string =>
  Math.floor(simulatedUnit() * 2 ** 32)
    .toString(16)
    .padStart(8, '0')
export const crypto = { randomUUID: (): string => `${hex()}-${hex()}` }
