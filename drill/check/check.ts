import { checkAnswersStayTrue } from './answers.ts'
import type { Evidence } from './evidence.ts'
import type { Finding } from './finding.ts'
import { checkMoney } from './money.ts'
import { checkCards, checkWebhooks } from './outside.ts'
import { checkReadModel } from './readModel.ts'
import { checkReads } from './reads.ts'
import { type Replayed, replay } from './replay.ts'
import { checkRest } from './rest.ts'

/** Everything that must be true of a quiet stack, looked at once. Pure; it knows of the product what its documents say. */
export function check(evidence: Evidence, nowMs: number): readonly Finding[] {
  const histories = new Map(evidence.logs.map((log) => [log.paymentId, replay(log)]))
  const states = new Map<string, Replayed | undefined>(
    [...histories].map(([paymentId, history]) => [paymentId, history.at(-1)]),
  )
  return [
    checkMoney(evidence, states),
    checkReads(evidence, histories),
    checkAnswersStayTrue(evidence, states),
    checkReadModel(evidence, states),
    checkRest(evidence, states, nowMs),
    checkWebhooks(evidence, histories),
    checkCards(evidence),
  ]
}
