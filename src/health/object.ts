import { DurableObject } from 'cloudflare:workers'
import type { ApiEnv } from '../env.ts'
import { lagWindow, type ProjectionLag } from './lag.ts'

export interface StackHealth {
  /** How many messages objects had to send again in the last minute because nobody had acknowledged them. */
  readonly redrivenLastMinute: number
  /** How old events were when the read model had them; null where it took in none in the last minute. */
  readonly projectionLag: ProjectionLag | null
}

const WINDOW_MS = 60_000
/** Reports are summed by the second, so the window is never longer than this list. */
const BUCKET_MS = 1_000

/**
 * One for the whole stack, by the name `stack`. It remembers in memory only: a restart forgets a minute of counting,
 * which costs nothing, while a write per report would cost one in the worst moment.
 */
export class StackHealthObject extends DurableObject<ApiEnv> {
  #redriven = new Map<number, number>()
  readonly #lag = lagWindow()
  #staying: ReturnType<typeof setTimeout> | undefined

  reported(count: number): void {
    const now = Date.now()
    this.#forget(now)
    const bucket = Math.floor(now / BUCKET_MS)
    this.#redriven.set(bucket, (this.#redriven.get(bucket) ?? 0) + count)
    this.#stay()
  }

  /** A batch is in the read model: so old was the newest event of its oldest message. */
  projected(lagMs: number): void {
    this.#lag.add(lagMs, Date.now())
    this.#stay()
  }

  snapshot(): StackHealth {
    const now = Date.now()
    this.#forget(now)
    return {
      redrivenLastMinute: [...this.#redriven.values()].reduce((sum, count) => sum + count, 0),
      projectionLag: this.#lag.read(now),
    }
  }

  /** The platform ends an object ten seconds after its last call, unless it waits for something: then it waits a minute. */
  #stay(): void {
    clearTimeout(this.#staying)
    this.#staying = setTimeout(() => undefined, WINDOW_MS)
  }

  #forget(now: number): void {
    const oldest = Math.floor((now - WINDOW_MS) / BUCKET_MS)
    for (const bucket of this.#redriven.keys()) if (bucket <= oldest) this.#redriven.delete(bucket)
  }
}
