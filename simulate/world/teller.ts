import { type Actor, type Clock, luckOf } from '../platform/clock.ts'
import type { Faults } from '../platform/faults.ts'
import type { Requests } from './requests.ts'

interface TellerOptions {
  readonly clock: Clock
  readonly faults: Faults
  readonly requests: Requests
  readonly deliver: (accountId: string, body: string) => Promise<{ readonly kind: string }>
  readonly trace: (line: () => string) => void
}

/** Gateways send again until it is taken, for days; these for as many times as a world lasts. */
const MOST_TRIES = 40
const AGAIN_MS = 30_000

/** The acquirers' webhooks on their way to us: late, twice, out of order, lost, and sent again until somebody takes them. */
export function createTeller({ clock, faults, requests, deliver, trace }: TellerOptions) {
  let told = 0

  function send(party: Actor, accountId: string, body: string, tries: number, inMs: number): void {
    clock.after(inMs, party, () => {
      const again = () => {
        if (tries < MOST_TRIES) send(party, accountId, body, tries + 1, AGAIN_MS)
      }
      requests
        .start(party, 'webhook', () => deliver(accountId, body))
        .answer.then(
          ({ kind }) => {
            trace(() => `${party.name}: ${kind}`)
            if (kind === 'unavailable') again()
          },
          () => again(),
        )
    })
  }

  return {
    tell(accountId: string, body: string): void {
      told += 1
      const name = `webhook ${told} of ${accountId.slice(-1)}`
      const party: Actor = { name, isAlive: true, luck: luckOf(name) }
      const fault = faults.at(party, ['duplicate', 'reorder', 'lose', 'delay'])
      const lateMs =
        faults.latencyMs(party, 0, 1_500) +
        (fault?.kind === 'reorder' || fault?.kind === 'delay' ? fault.unit * 30_000 : 0)
      // One that is lost is one that was never answered: it comes again.
      send(party, accountId, body, 1, fault?.kind === 'lose' ? AGAIN_MS : lateMs)
      if (fault?.kind === 'duplicate') send(party, accountId, body, 1, lateMs + fault.unit * 3_000)
    },
  }
}
