import { type Actor, type Clock, luckOf } from '../platform/clock.ts'
import type { Faults } from '../platform/faults.ts'
import type { Objects } from '../platform/objects.ts'

export class LostError extends Error {}

export interface Running<Value> {
  readonly answer: Promise<Value>
  /** The client hangs up: the request ends in the middle, and what it has begun elsewhere does not. */
  hangUp(): void
}

export type Requests = ReturnType<typeof createRequests>

/** Requests of clients, each a run of the api Worker's code that may end at any moment. */
export function createRequests(clock: Clock, faults: Faults, objects: Objects) {
  let requests = 0

  return {
    start<Value>(client: Actor, what: string, work: () => Promise<Value>): Running<Value> {
      requests += 1
      client.luck.draws += 1
      const name = `${client.name}, ${what} (${client.luck.draws})`
      let lose: () => void = () => undefined
      const actor: Actor = { name, luck: luckOf(name), isAlive: true, ended: () => lose() }
      const answer = new Promise<Value>((resolve, reject) => {
        const back = (run: () => void) => void clock.after(faults.latencyMs(actor, 1, 30), client, run)
        lose = () => back(() => reject(new LostError('the connection was lost')))
        clock.after(faults.latencyMs(actor, 1, 30), actor, () => {
          work().then(
            (value) => back(() => resolve(value)),
            (error: unknown) => back(() => reject(error)),
          )
        })
      })
      return { answer, hangUp: () => objects.end(actor, 'crash') }
    },
    count: (): number => requests,
  }
}
