import type { Campaign, Told } from './campaign.ts'
import { INVARIANTS } from './check/finding.ts'
import { KINDS } from './faults/fault.ts'

/** What other programs read. */
export const reportOf = (campaign: Campaign) => ({
  seed: campaign.seed,
  rounds: campaign.rounds,
  kills: campaign.kills,
  payments: campaign.payments,
  charges: campaign.charges,
  lived: campaign.lived,
  invariants: Object.fromEntries(INVARIANTS.map((invariant) => [invariant, checkedOf(campaign, invariant)])),
  faults: Object.fromEntries(KINDS.map((kind) => [kind, campaign.done.filter((one) => one.kind === kind).length])),
  quietMs: campaign.quietMs,
  tookMs: campaign.tookMs,
  violations: campaign.violations,
})

const checkedOf = ({ findings }: Pick<Campaign, 'findings'>, invariant: string): number =>
  findings.filter((finding) => finding.invariant === invariant).reduce((total, { checked }) => total + checked, 0)

/** What a drill that proves something has, and this one has not. */
export function missingIn(campaign: Pick<Campaign, 'payments' | 'charges' | 'findings'>): readonly string[] {
  const { payments, charges, findings } = campaign
  if (payments === 0) return ['No payment was made: nothing was looked at, and nothing is proved.']
  if (charges === 0) return ['No acquirer charged anything: where nothing is charged, nothing is charged twice.']
  return INVARIANTS.filter((invariant) => checkedOf({ findings }, invariant) === 0).map(
    (invariant) => `${invariant} was never looked at: nothing is proved of it.`,
  )
}

/** What people read: a table, and each violation with its story. */
export function table(campaign: Campaign): string {
  const { seed, rounds, kills, payments, charges, lived, invariants, faults, quietMs, tookMs } = reportOf(campaign)
  const rows = [
    `seed ${seed}: ${rounds} rounds in ${Math.round(tookMs / 1_000)} s, ${payments} payments, ${charges} charges`,
    `faults: ${Object.entries(faults)
      .map(([kind, count]) => `${kind} ${count}`)
      .join(', ')}; kill -9 ${kills} times`,
    `lived through ${lived.unknownOutcomes} unknown outcomes, ${lived.furtherAttempts} further attempts, ${lived.compensations} compensations, ${lived.unanswered} requests without an answer, ${lived.deliveredAgain} webhooks more than once`,
    `quiet after ${quietMs.map((ms) => `${(ms / 1_000).toFixed(1)} s`).join(', ')}`,
    ...Object.entries(invariants).map(([invariant, checked]) => {
      const found = campaign.violations.filter((violation) => violation.invariant === invariant).length
      return `${invariant}  looked at ${String(checked).padStart(7)} times, ${found} violations`
    }),
  ]
  return [...rows, ...campaign.violations.map(tell)].join('\n')
}

export const tell = ({ invariant, paymentId, what, round, seed, story }: Told): string =>
  [
    '',
    `${invariant} violated in round ${round} of seed ${seed}${paymentId === undefined ? '' : ` by ${paymentId}`}`,
    `  ${what}`,
    ...story.map((line) => `    ${line}`),
  ].join('\n')
