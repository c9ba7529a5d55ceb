import { bounded } from '../../defence/bounded.ts'
import type { Verdict } from '../../defence/decide.ts'
import type { CardKeys } from '../../defence/keys.ts'
import type { Network } from '../../defence/network.ts'
import { ok, type Result, refuse } from '../../result.ts'
import type { Identity } from '../contract.ts'
import type { VaultEnv } from '../env.ts'
import { log } from '../http/log.ts'
import { PROBLEMS, type Problem, rateLimited } from '../http/problem.ts'
import { cardKeys } from './names.ts'
import { challengeFor, isProven } from './proof.ts'
import { type Background, defenceWatch } from './watch.ts'

/** Who brings a card, and from where. */
export interface Bringer {
  readonly env: VaultEnv
  readonly background: Background
  readonly requestId: string
  readonly identity: Identity
  readonly network: Network | undefined
}

export interface BroughtCard {
  /** None of what only a gateway can open, and of a code alone, which counts under the stored method that it is for. */
  readonly number?: string | undefined
  readonly methodId?: string
  readonly jwe: string
  /** The answer to a challenge, where the caller sent one. */
  readonly proof: string | undefined
}

/** An operator who is told of the same key each minute knows enough. */
const TELL_EVERY_MS = 60_000
const MOST_TOLD = 1_000
const toldAtMs = bounded<number>(MOST_TOLD)

/** Before anything is opened: a network that is refused costs no cryptography. */
export function admitNetwork(bringer: Bringer): Problem | undefined {
  const keys = cardKeys(bringer.identity, bringer.network, undefined, bringer.env.TOKEN_SECRET)
  const verdict = defenceWatch.judge(bringer.identity, keys)
  return verdict.kind === 'refuse' ? refused(bringer, keys, verdict) : undefined
}

/** What it brought was no card: somebody mistyped, or tries numbers. */
export function noteInvalid(bringer: Bringer): void {
  const { env, background, identity, network } = bringer
  // Only where it came from is to blame: there is no card, and the merchant has nothing to do with it.
  const { network: narrow, range } = cardKeys(identity, network, undefined, env.TOKEN_SECRET)
  if (narrow === undefined || range === undefined) return
  defenceWatch.invalid(env, background, identity, { network: narrow, range })
}

/** Lets a card in, at once, after a delay or for a proof of work. Answers the keys to note it under once it is kept. */
export async function admitCard(
  bringer: Bringer,
  { number, methodId, jwe, proof }: BroughtCard,
  nowMs: number,
): Promise<Result<CardKeys, Problem>> {
  const { env, identity, network } = bringer
  const keys = cardKeys(identity, network, number, env.TOKEN_SECRET, methodId)
  const verdict = defenceWatch.judge(identity, keys)
  switch (verdict.kind) {
    case 'pass':
      return ok(keys)
    case 'slow':
      await scheduler.wait(verdict.delayMs)
      return ok(keys)
    case 'challenge': {
      const subject = { credentialId: identity.credentialId, jwe }
      if (proof !== undefined && isProven(proof, subject, nowMs, env.TOKEN_SECRET)) return ok(keys)
      tell(bringer, keys, verdict)
      const challenge = challengeFor(subject, verdict.difficulty, nowMs, env.TOKEN_SECRET)
      return refuse({ ...PROBLEMS.proof_required, challenge: { text: challenge, difficulty: verdict.difficulty } })
    }
    case 'refuse':
      return refuse(refused(bringer, keys, verdict))
  }
}

/** The card is kept: from now on it counts. */
export function noteBrought({ env, background, identity }: Bringer, tokenId: string, keys: CardKeys): void {
  defenceWatch.brought(env, background, identity, tokenId, keys)
}

function refused(bringer: Bringer, keys: CardKeys, verdict: Extract<Verdict, { kind: 'refuse' }>): Problem {
  const { env, background, identity } = bringer
  defenceWatch.ask(env, background, identity, keys)
  tell(bringer, keys, verdict)
  return rateLimited(verdict.retryAfterMs)
}

/** One line for each key and kind of verdict in a minute, with the network, which is what an operator can act on. */
function tell({ requestId, identity, network }: Bringer, keys: CardKeys, verdict: Verdict): void {
  const reasons = defenceWatch.reasons(identity, keys, verdict)
  const name = `${verdict.kind} ${keys.network ?? ''} ${reasons.join(' ')} ${identity.merchantId}`
  const nowMs = Date.now()
  if (nowMs - (toldAtMs.get(name) ?? 0) < TELL_EVERY_MS) return
  toldAtMs.set(name, nowMs)
  log({
    level: 'warn',
    event: 'card_testing',
    requestId,
    merchantId: identity.merchantId,
    outcome: `${verdict.kind}_${reasons.join('_')}`,
    ...(network === undefined ? {} : { network: network.narrow }),
  })
}
