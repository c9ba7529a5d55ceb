import type { Evidence } from '../world/evidence.ts'
import { judgeAnswers } from './answers.ts'
import { judgeAsked } from './asked.ts'
import { booksOf } from './books.ts'
import { judgeEnded } from './ended.ts'
import { judgeFeed } from './feed.ts'
import { createJudge, type Verdict } from './finding.ts'
import { judgeLimits, judgeRounds } from './limits.ts'
import { type Lived, livedIn } from './lived.ts'
import { judgeLiveness, judgeSecrets, judgeWebhooks } from './liveness.ts'
import { type Told, toldBy } from './log.ts'
import { judgeMoney } from './money.ts'
import { archivedOf, judgeReadModel, judgeTotals } from './readModel.ts'
import { judgeReads, judgeReplayed } from './reads.ts'

/** Judges a world by what could be observed of it. Of how it came about nothing is known here. */
export function check(evidence: Evidence): Verdict & { readonly lived: Lived } {
  const judge = createJudge()
  const books = booksOf(evidence.books)
  const archived = archivedOf(evidence.archive)
  const toldOf = new Map<string, Told>()
  for (const payment of evidence.payments) {
    const told = payment.kept === undefined ? undefined : toldBy(payment.kept)
    const own = [...(books.get(payment.id)?.values() ?? [])]
    judgeMoney(judge, payment, told, own)
    judgeReads(judge, payment, told)
    judgeAnswers(judge, payment, told, own)
    if (told === undefined) continue
    toldOf.set(payment.id, told)
    judgeReadModel(judge, payment, told, own, evidence, archived.get(payment.id))
    judgeLiveness(judge, payment, told)
    judgeAsked(judge, payment, told, own)
    judgeEnded(judge, payment, told, own)
    judgeLimits(judge, payment, told)
    judgeRounds(judge, payment.label, told, evidence.cascades)
    judgeReplayed(judge, payment, told)
    judgeFeed(judge, payment, told, evidence.feed)
  }
  judgeTotals(
    judge,
    [...toldOf.values()],
    [...books.values()].flatMap((accounts) => [...accounts.values()]),
  )
  judge.holds('I5', 'all payments', evidence.isAtRest, () => 'something goes on and on')
  judgeWebhooks(judge, evidence, toldOf)
  judgeSecrets(judge, evidence)
  return { ...judge.verdict(), lived: livedIn(evidence, toldOf.values()) }
}
