import { bounded } from '../../defence/bounded.ts'
import { decide, type Verdict, verdictOn, withSign } from '../../defence/decide.ts'
import { type CardKeys, keysIn, kindOf } from '../../defence/keys.ts'
import type { CardOutcome, Report } from '../../defence/ledger.ts'
import { NOTHING, type Standing } from '../../defence/standing.ts'
import type { VaultEnv } from '../env.ts'
import { faultOf, log } from '../http/log.ts'
import type { DefenceService } from './contract.ts'
import type { Owner } from './names.ts'

/** An isolate has 128 MB for everything; these take about five of them. */
const MOST_TOLD = 30_000
/** What was seen is told after this: ten cards one after another are enough to be asked for work, and take longer. */
const TELL_AFTER_MS = 400
/** So many are told at once, without waiting. */
const MOST_WAITING = 200

export interface Background {
  waitUntil(work: Promise<unknown>): void
}

type DefenceEnv = Pick<VaultEnv, 'DEFENCE'>

interface Waiting {
  readonly brought: Report['brought'][number][]
  readonly invalid: CardKeys[]
  readonly outcomes: Report['outcomes'][number][]
  readonly asked: Set<string>
}

export type DefenceWatch = ReturnType<typeof createDefenceWatch>

/**
 * An isolate's view of who tries cards. It decides from memory, so that a shopper never waits for it; what it sees it
 * tells the merchant's object behind the answer, and hears what all isolates together saw of the same keys. Where the
 * object cannot be reached nothing is held against anybody: a shop's sales come first.
 */
export function createDefenceWatch(now: () => number) {
  const told = bounded<Standing>(MOST_TOLD)
  const waiting = new Map<string, Waiting>()

  const standingsOf = ({ mode }: Owner, keys: CardKeys) =>
    keysIn(keys)
      // The numbers of test cards are published, and everybody's: that one was declined a hundred times means nothing.
      .filter(([kind]) => kind !== 'card' || mode === 'LIVE')
      .map(([kind, name]) => ({ kind, name, standing: told.get(name) ?? NOTHING }))

  function sign(keys: CardKeys, what: 'card' | 'invalid'): void {
    for (const [kind, name] of keysIn(keys)) told.set(name, withSign(kind, told.get(name) ?? NOTHING, what, now()))
  }

  function note(env: DefenceEnv, background: Background, owner: Owner, add: (waiting: Waiting) => void): void {
    const objectName = `${owner.merchantId}:${owner.mode}`
    const before = waiting.get(objectName)
    const current = before ?? { brought: [], invalid: [], outcomes: [], asked: new Set<string>() }
    add(current)
    if (sizeOf(current) >= MOST_WAITING) {
      waiting.delete(objectName)
      background.waitUntil(tell(env, objectName, current))
    } else if (before === undefined) {
      waiting.set(objectName, current)
      background.waitUntil(tellLater(env, objectName, current))
    }
  }

  async function tellLater(env: DefenceEnv, objectName: string, batch: Waiting): Promise<void> {
    await scheduler.wait(TELL_AFTER_MS)
    // It may have been told in the meantime because it was many.
    if (waiting.get(objectName) !== batch) return
    waiting.delete(objectName)
    await tell(env, objectName, batch)
  }

  async function tell(env: DefenceEnv, objectName: string, batch: Waiting): Promise<void> {
    try {
      const object = env.DEFENCE.getByName(objectName) as unknown as DefenceService
      const heard = await object.exchange({ ...batch, asked: [...batch.asked] })
      for (const [name, standing] of Object.entries(heard)) told.set(name, standing)
    } catch (error) {
      for (const { keys } of batch.brought) for (const [, name] of keysIn(keys)) told.delete(name)
      log({ level: 'warn', event: 'defence_not_told', requestId: crypto.randomUUID(), fault: faultOf(error) })
    }
  }

  return {
    /** What is asked of a card with these keys, as far as this isolate knows. */
    judge: (owner: Owner, keys: CardKeys): Verdict => decide(standingsOf(owner, keys), now()),

    /** Which kinds of key made it so, for the log. */
    reasons: (owner: Owner, keys: CardKeys, verdict: Verdict): readonly string[] =>
      standingsOf(owner, keys)
        .filter(({ kind, standing }) => verdictOn(kind, standing, now()).kind === verdict.kind)
        .map(({ kind }) => kind),

    /** A token was made of this card. */
    brought(env: DefenceEnv, background: Background, owner: Owner, tokenId: string, keys: CardKeys): void {
      // Until the object has answered, a card that nobody told of is a new one.
      if (keys.card === undefined || told.get(keys.card) === undefined) sign(keys, 'card')
      note(env, background, owner, ({ brought }) => brought.push({ tokenId, keys }))
    },

    /** What was brought was no card. */
    invalid(env: DefenceEnv, background: Background, owner: Owner, keys: CardKeys): void {
      sign(keys, 'invalid')
      note(env, background, owner, ({ invalid }) => invalid.push(keys))
    },

    /** Nobody is heard who is refused, but it is asked whether that still holds. */
    ask(env: DefenceEnv, background: Background, owner: Owner, keys: CardKeys): void {
      note(env, background, owner, ({ asked }) => {
        for (const [, name] of keysIn(keys)) if (kindOf(name) !== undefined) asked.add(name)
      })
    },

    /** How it ended, from wherever the payment lives. */
    outcome(env: DefenceEnv, background: Background, owner: Owner, tokenId: string, outcome: CardOutcome): void {
      note(env, background, owner, ({ outcomes }) => outcomes.push({ tokenId, outcome }))
    },
  }
}

const sizeOf = ({ brought, invalid, outcomes }: Waiting): number => brought.length + invalid.length + outcomes.length

/** This isolate's. */
export const defenceWatch = createDefenceWatch(() => Date.now())
