import { DurableObject } from 'cloudflare:workers'
import { createLedger, isHeld, type Report } from '../../defence/ledger.ts'
import type { Standing } from '../../defence/standing.ts'
import type { VaultEnv } from '../env.ts'
import type { DefenceService } from './contract.ts'

type Held = readonly (readonly [name: string, standing: Standing])[]

const HELD = 'held'
/** Under attack a small write for each key that is new, and one in this time. In peace there is none. */
const KEEP_EVERY_MS = 10_000
/** A value of the object's storage may have 128 kB; a key takes about 100 bytes. */
const MOST_HELD = 500

/**
 * What is held against networks, cards and ranges at one merchant, from all isolates of the vault. It lives in memory: an
 * honest shop's traffic writes nothing. Only what is challenged or refused is kept, so that an attack does not begin
 * anew when this object is moved.
 */
export class DefenceObject extends DurableObject<VaultEnv> implements DefenceService {
  readonly #ledger = createLedger()
  #keptAtMs = 0
  /** The names that are kept. */
  #kept: ReadonlySet<string>

  constructor(context: DurableObjectState, env: VaultEnv) {
    super(context, env)
    const held = context.storage.kv.get<Held>(HELD)
    this.#kept = new Set(held?.map(([name]) => name))
    if (held !== undefined) this.#ledger.restore(held)
  }

  async exchange(report: Report): Promise<Readonly<Record<string, Standing>>> {
    const nowMs = Date.now()
    const standings = this.#ledger.take(report, nowMs)
    const isNews = Object.entries(standings).some(
      ([name, standing]) => !this.#kept.has(name) && isHeld(name, standing, nowMs),
    )
    if (isNews || (this.#kept.size > 0 && nowMs - this.#keptAtMs >= KEEP_EVERY_MS)) this.#keep(nowMs)
    return standings
  }

  #keep(nowMs: number): void {
    this.#keptAtMs = nowMs
    const held = this.#ledger.held(nowMs, MOST_HELD)
    if (held.length > 0) this.ctx.storage.kv.put(HELD, held)
    else this.ctx.storage.kv.delete(HELD)
    this.#kept = new Set(held.map(([name]) => name))
  }
}
