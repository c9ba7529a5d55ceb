/**
 * Results that fade: how many were approved and refused, and how many of them had been expected to be approved. They are
 * compared with what was expected instead of with each other, so that a gateway that is given the harder payments is not
 * taken for a worse one. Plain numbers, in place of objects, because hundreds of these are stored at once.
 */
export type Evidence = readonly [approved: number, refused: number, expected: number]

export const NO_EVIDENCE: Evidence = [0, 0, 0]

/** Below a thousandth of one result there is nothing to learn from, and a quotient would be noise. */
const LEAST_WEIGHT = 0.001

export const logOdds = (probability: number): number => Math.log(probability / (1 - probability))
export const probabilityOf = (odds: number): number => 1 / (1 + Math.exp(-odds))

export const weightOf = (evidence: Evidence): number => evidence[0] + evidence[1]

/** What is left of it by this factor. */
export const faded = (evidence: Evidence, factor: number): Evidence =>
  factor === 1 ? evidence : [evidence[0] * factor, evidence[1] * factor, evidence[2] * factor]

/** One more result, while the older ones fade so that about `memory` of them count. */
export function withResult(evidence: Evidence, approved: boolean, expectation: number, memory: number): Evidence {
  const kept = 1 - 1 / memory
  return [
    evidence[0] * kept + (approved ? 1 : 0),
    evidence[1] * kept + (approved ? 0 : 1),
    evidence[2] * kept + expectation,
  ]
}

/**
 * By how much results lie above or below what was expected, in log-odds: the mean of the Beta posterior whose prior is
 * the expectation with the weight of `priorWeight` results (Beta and Bernoulli are conjugate), against that expectation.
 */
export function shiftOf(evidence: Evidence, priorWeight: number): number {
  const weight = weightOf(evidence)
  if (weight < LEAST_WEIGHT) return 0
  const expectation = evidence[2] / weight
  return logOdds((evidence[0] + priorWeight * expectation) / (weight + priorWeight)) - logOdds(expectation)
}

/**
 * How likely it is that something has changed, between 0 and 1: the likelihood ratio of the best-fitting rate to the
 * expected one, less what a free rate costs (Schwarz's criterion), from prior odds in logarithms.
 */
export function changeIn(evidence: Evidence, priorOdds: number): number {
  const weight = weightOf(evidence)
  if (weight < LEAST_WEIGHT) return 0
  const approved = evidence[0]
  const refused = evidence[1]
  const expectation = evidence[2] / weight
  const rate = (approved + 0.5) / (weight + 1)
  const ratio = approved * Math.log(rate / expectation) + refused * Math.log((1 - rate) / (1 - expectation))
  return probabilityOf(ratio - Math.log(1 + weight / 2) / 2 + priorOdds)
}

/** What is believed of a shift in log-odds: a normal distribution's mean and variance. */
export type Shift = readonly [mean: number, variance: number]

/** Time brings doubt back: a random walk of the truth, until as little is known as before the first result. */
export const doubted = ([mean, variance]: Shift, walked: number, most: number): Shift => [
  mean,
  Math.min(most, variance + walked),
]

/** From an expectation near 0 or 1 a surprise would otherwise tell next to nothing. */
const LEAST_INFORMATION = 0.001
/** MacKay: a logistic function's mean over a normal distribution is that of its mean, divided by √(1 + π/8 · variance). */
const FLATTENING = Math.PI / 8

/**
 * What these shifts, which add up on top of `base`, are after one more result: each takes the surprise in proportion to
 * its variance. It is logistic regression by assumed-density filtering, with the shifts taken to be independent, so that
 * no covariances have to be kept. `speed` below 1 learns less of it.
 */
export function withSurprise(
  shifts: readonly Shift[],
  base: number,
  approved: boolean,
  speed: number,
): readonly Shift[] {
  const odds = shifts.reduce((sum, [mean]) => sum + mean, base)
  const doubt = shifts.reduce((sum, [, variance]) => sum + variance, 0)
  const expected = probabilityOf(odds / Math.sqrt(1 + FLATTENING * doubt))
  const information = Math.max(LEAST_INFORMATION, expected * (1 - expected))
  const gain = speed / (1 + information * doubt)
  const surprise = (approved ? 1 : 0) - expected
  return shifts.map(([mean, variance]) => [
    mean + variance * surprise * gain,
    variance * (1 - variance * information * gain),
  ])
}
