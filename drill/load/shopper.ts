import { setTimeout as wait } from 'node:timers/promises'
import type { Client, Outcome, PaymentNode } from '../../test/stack/support/client.ts'
import type { Picture } from '../check/evidence.ts'
import { CANARY } from '../collect/canary.ts'
import { ask } from '../collect/sql.ts'
import type { Phases } from '../world/phases.ts'
import { between, type Random } from '../world/random.ts'
import type { World } from '../world/world.ts'
import { type Journal, type KeyedInput, keyedOf, pictureOf } from './journal.ts'

/** Longer than a start of everything takes on a busy machine. */
const PATIENCE_MS = 120_000
const TRIES_AGAIN_AFTER_MS = 150
/** A list that is further behind is not waited for: it is looked at when all is quiet. */
const LISTED_WITHIN_MS = 3_000
/** An answer that is not there by then does not come: the connection died without a word. */
const ANSWERED_WITHIN_MS = 45_000

const READ = `query ($id: ID!) { payment(id: $id) {
  id status nextCheckAt amount { amount } amountCaptured { amount } amountRefunded { amount }
  attempts { id status } captures { id status amount { amount } } refunds { nodes { id status amount { amount } } }
  nextAction { ... on RedirectAction { url } ... on ThreeDSChallengeAction { url } }
  events(first: 100) { nodes { seq } } } }`

/**
 * A shop's server that does as the documents say: where no answer comes, it asks again under the same key until one does.
 * What it is told is kept. Undefined where its patience is at an end.
 */
export interface Shopper {
  readonly random: Random
  readonly phases: Phases
  ask(mutation: string, input: KeyedInput): Promise<Outcome | undefined>
  read(paymentId: string): Promise<(PaymentNode & { readonly picture: Picture }) | undefined>
  tokenize(number: string): Promise<string | undefined>
  /** Waits a little until the lists show it. */
  untilListed(paymentId: string): Promise<void>
  /** A card that is approved, and whose digits are sought everywhere afterwards. */
  canaryCard(): string
  euros: Client['euros']
}

export function shopperOf({ client, phases, postgres }: World, journal: Journal, random: Random): Shopper {
  async function persist<Value>(once: (signal: AbortSignal) => Promise<Value>): Promise<Value | undefined> {
    const endMs = Date.now() + PATIENCE_MS
    while (Date.now() < endMs) {
      try {
        return await once(AbortSignal.timeout(ANSWERED_WITHIN_MS))
      } catch {
        journal.lost()
        await wait(TRIES_AGAIN_AFTER_MS)
      }
    }
    return undefined
  }

  return {
    random,
    phases,
    euros: client.euros,
    tokenize: (number) => persist(() => client.tokenize(number)),
    async untilListed(paymentId) {
      const endMs = Date.now() + LISTED_WITHIN_MS
      const query = 'select 1 from payments where id = $1'
      while (Date.now() < endMs) {
        const rows = await ask(postgres, query, [paymentId]).catch(() => [])
        if (rows.length > 0) return
        await wait(100)
      }
    },
    canaryCard: () => withLuhn(`${CANARY}${String(between(random, 0, 999)).padStart(3, '0')}`),
    ask: (mutation, input) =>
      persist(async (signal) => {
        const askedAtMs = Date.now()
        const outcome = await client.mutate(mutation, input, undefined, signal).catch((error: unknown) => {
          journal.ask(keyedOf(mutation, input, undefined))
          throw error
        })
        journal.ask(keyedOf(mutation, input, outcome))
        if (outcome.payment !== undefined) {
          journal.tell({ by: mutation, askedAtMs, toldAtMs: Date.now(), picture: pictureOf(outcome.payment) })
        }
        // Errors that say that nothing was done, and when to come again.
        if (outcome.code === 'RATE_LIMITED') throw new Error(outcome.message)
        return outcome
      }),
    read: (paymentId) =>
      persist(async (signal) => {
        const askedAtMs = Date.now()
        const { data, errors } = await client.graphql(READ, { id: paymentId }, undefined, signal)
        if (errors !== undefined || data.payment === null) throw new Error(JSON.stringify(errors ?? 'no such payment'))
        const picture = pictureOf(data.payment)
        const seq = Math.max(...data.payment.events.nodes.map((event: { seq: number }) => event.seq))
        journal.tell({ by: 'read', askedAtMs, toldAtMs: Date.now(), picture, seq })
        return { ...data.payment, picture }
      }),
  }
}

/** Fifteen digits and the one that makes them pass Luhn's test. */
export function withLuhn(digits: string): string {
  const sum = [...digits].reverse().reduce((total, digit, place) => {
    const value = Number(digit) * (place % 2 === 0 ? 2 : 1)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return `${digits}${(10 - (sum % 10)) % 10}`
}
