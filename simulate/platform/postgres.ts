import type { Clock } from './clock.ts'
import type { FaultKind, Faults } from './faults.ts'

export type StoredRow = Readonly<Record<string, unknown>>

interface Asked {
  readonly query: string
  readonly params: readonly unknown[]
}

const FAULTS: readonly FaultKind[] = ['before', 'after', 'delay']
const UPSERT = /^\s*insert into (\w+) as stored/
const KEY: Readonly<Record<string, readonly string[]>> = { projections: ['merchant_id', 'mode', 'cell'] }

/**
 * Postgres behind Neon's HTTP protocol, as far as the projection writes to it: upserts of rows that come as one JSON list.
 * Which row stays is read off the statement's own condition; without one the newcomer does.
 */
export function createPostgres(clock: Clock, faults: Faults) {
  const tables = new Map<string, Map<string, StoredRow>>()

  const table = (name: string): Map<string, StoredRow> => {
    const known = tables.get(name)
    if (known !== undefined) return known
    const made = new Map<string, StoredRow>()
    tables.set(name, made)
    return made
  }

  function write({ query, params }: Asked): number {
    const name = UPSERT.exec(query)?.[1]
    if (name === undefined) throw new Error(`the simulated Postgres does not know this statement: ${query}`)
    const condition = /\n\s*where (.*)$/.exec(query)?.[1]
    const stored = table(name)
    let count = 0
    for (const row of JSON.parse(String(params[0])) as StoredRow[]) {
      const key = (KEY[name] ?? ['id']).map((column) => String(row[column])).join(' ')
      const before = stored.get(key)
      if (before !== undefined && !replaces(condition, before, row)) continue
      stored.set(key, { ...before, ...row })
      count += 1
    }
    return count
  }

  function replaces(condition: string | undefined, stored: StoredRow, excluded: StoredRow): boolean {
    switch (condition) {
      case undefined:
      case 'true':
        return true
      case 'excluded.seq > stored.seq':
        return Number(excluded.seq) > Number(stored.seq)
      case 'excluded.as_of > stored.as_of':
        return String(excluded.as_of) > String(stored.as_of)
      default:
        throw new Error(`the simulated Postgres does not know this condition: ${condition}`)
    }
  }

  const answerOf = (rowCount: number) => ({ fields: [], rows: [], command: 'INSERT', rowCount })

  return {
    rows: (name: string): ReadonlyMap<string, StoredRow> => table(name),

    /** One request: a transaction, done or not as a whole. */
    async fetch(_url: string, { body }: RequestInit): Promise<Response> {
      const actor = clock.current()
      const fault = faults.at(actor, FAULTS)
      await clock.sleep(faults.latencyMs(actor, 2, 20) + (fault?.kind === 'delay' ? fault.unit * 14_000 : 0))
      if (fault?.kind === 'before') throw new TypeError('fetch failed')
      const asked = JSON.parse(String(body)) as Asked | { readonly queries: readonly Asked[] }
      const results = ('queries' in asked ? asked.queries : [asked]).map((one) => answerOf(write(one)))
      await clock.sleep(faults.latencyMs(actor, 2, 20))
      if (fault?.kind === 'after') throw new TypeError('fetch failed')
      const answer = 'queries' in asked ? { results } : results[0]
      return { ok: true, status: 200, json: async () => answer, text: async () => JSON.stringify(answer) } as Response
    },
  }
}
