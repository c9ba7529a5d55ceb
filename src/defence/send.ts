import type { Answer, Command } from '../payment/command.ts'
import type { AttemptView } from '../payment/view.ts'
import { type Confirmations, type Confirmer, createConfirmations } from './confirmations.ts'
import type { Network } from './network.ts'

/**
 * Sends a shopper's confirmation on, after a delay, with a 3-D Secure challenge or not at all where too many cards from there were
 * declined lately, and learns how it ended. A refusal is no answer of the payment: nothing is stored, and the same token may come again.
 */
export const sendingBy =
  (confirmations: Confirmations, wait: (ms: number) => Promise<unknown>) =>
  async (
    network: Network | undefined,
    command: Command,
    send: (command: Command) => Promise<Answer>,
  ): Promise<Answer> => {
    const confirmer = confirmerOf(network, command)
    if (confirmer === undefined) return send(command)
    const verdict = confirmations.judge(confirmer)
    if (verdict.kind === 'refuse') {
      return { ok: false, refusal: { kind: 'rate_limited', retryAfterMs: verdict.retryAfterMs }, replayed: false }
    }
    // Work was asked for when the card was brought; here the shopper has to be the one who has the card.
    if (verdict.kind === 'slow') await wait(verdict.delayMs)
    if (verdict.kind === 'challenge') await wait(DELAY_WHEN_CHALLENGED_MS)
    const isChallenged = verdict.kind === 'challenge' && command.kind === 'confirm'
    const answer = await send(isChallenged ? { ...command, challenge: 'REQUIRED' } : command)
    const end = answer.ok && !answer.replayed ? endOf(answer.view.attempts) : undefined
    if (end !== undefined) confirmations.learn(confirmer, end)
    return answer
  }

const DELAY_WHEN_CHALLENGED_MS = 2_000

export const sendDefended = sendingBy(
  createConfirmations(() => Date.now()),
  (ms) => scheduler.wait(ms),
)

function confirmerOf(network: Network | undefined, command: Command): Confirmer | undefined {
  const { caller } = command
  if (network === undefined || command.kind !== 'confirm' || command.token === undefined) return undefined
  return caller.kind === 'client' ? { merchantId: caller.merchantId, mode: caller.mode, network } : undefined
}

/** How the card of this confirmation ended: the last of its attempts says it, for the others failed over to it. */
function endOf(attempts: readonly AttemptView[]): 'approved' | 'declined' | undefined {
  switch (attempts.at(-1)?.status) {
    case 'APPROVED':
      return 'approved'
    case 'DECLINED':
      return 'declined'
    default:
      return undefined
  }
}
