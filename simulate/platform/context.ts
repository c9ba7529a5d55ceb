import type { Clock } from './clock.ts'
import type { Memory } from './objects.ts'
import { writes } from './storage.ts'

interface ContextOptions {
  readonly clock: Clock
  readonly exports: unknown
  readonly wrote: (memory: Memory) => void
}

/** What a Durable Object is given: its name, its storage, and a place for work that goes on behind an answer. */
export function createContext(memory: Memory, { clock, exports, wrote }: ContextOptions) {
  const { cell } = memory
  /** This memory's own view: when it has ended, its writes are lost on the next one. */
  const { rows } = cell

  const setAlarm = (atMs: number | null): Promise<void> => {
    if (memory.isAlive && cell.alarmMs !== atMs) {
      cell.alarmMs = atMs
      wrote(memory)
    }
    return Promise.resolve()
  }

  return {
    id: { name: cell.name },
    exports,
    waitUntil: (work: Promise<unknown>) => void work.catch(() => undefined),
    /** Nothing else arrives until this has ended. */
    async blockConcurrencyWhile<Value>(work: () => Promise<Value>): Promise<Value> {
      const arrived: (() => void)[] = []
      memory.arrived = arrived
      try {
        return await work()
      } finally {
        memory.arrived = undefined
        for (const run of arrived.splice(0)) clock.after(0, clock.nobody, run)
      }
    },
    storage: {
      sql: {
        databaseSize: 0,
        exec(text: string, ...given: SqlStorageValue[]) {
          const found = rows.exec(text, given)
          if (writes(text)) wrote(memory)
          return {
            toArray: () => found,
            one() {
              const [only] = found
              if (only === undefined || found.length > 1) throw new Error(`${found.length} rows where one was expected`)
              return only
            },
            rowsWritten: 0,
          }
        },
      },
      transactionSync: <Value>(work: () => Value): Value => rows.transaction(work),
      setAlarm: (due: number | Date) => setAlarm(Number(due)),
      deleteAlarm: () => setAlarm(null),
      getAlarm: async () => cell.alarmMs,
    },
  }
}
