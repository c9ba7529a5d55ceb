import type { Evidence } from './evidence.ts'

/** What was done to the stack, and when. */
export interface Disturbance {
  readonly what: string
  readonly fromMs: number
  readonly toMs: number
}

/** What happened to one payment, from every side, a line each in the order of time. */
export function storyOf(
  paymentId: string,
  evidence: Evidence,
  disturbances: readonly Disturbance[],
): readonly string[] {
  const log = evidence.logs.find((one) => one.paymentId === paymentId)
  const charges = evidence.charges.filter(({ reference }) => reference === paymentId)
  const told = evidence.told.filter(({ picture }) => picture.paymentId === paymentId)
  const lines = [
    ...(log?.events ?? []).map(
      ({ seq, type, data, occurredAtMs }) => [occurredAtMs, `log      ${seq} ${type} ${brief(data)}`] as const,
    ),
    ...charges.map(
      (charge) =>
        [
          charge.createdAtMs,
          `book     ${charge.acquirer} ${charge.id} of ${charge.amountMinor}; now ${charge.status}, ` +
            `captured ${charge.capturedMinor}, refunded ${charge.refundedMinor}`,
        ] as const,
    ),
    ...told.map(
      ({ by, toldAtMs, askedAtMs, picture, seq }) =>
        [
          toldAtMs,
          `client   ${by}, asked ${toldAtMs - askedAtMs} ms before, was told ${picture.status} ` +
            `${picture.capturedMinor}/${picture.refundedMinor}${seq === undefined ? '' : ` at seq ${seq}`} ` +
            `attempts ${parts(picture.attempts)} captures ${parts(picture.captures)} refunds ${parts(picture.refunds)}`,
        ] as const,
    ),
  ]
  const times = lines.map(([atMs]) => atMs)
  const [fromMs, toMs] = [Math.min(...times), Math.max(...times)]
  const around = disturbances
    .filter((one) => one.toMs >= fromMs && one.fromMs <= toMs)
    .map((one) => [one.fromMs, `fault    ${one.what}, for ${one.toMs - one.fromMs} ms`] as const)
  const row = evidence.rows.find(({ id }) => id === paymentId)
  const isSame = (line: string, before: string | undefined) =>
    line.startsWith('client   read') && withoutTimes(line) === withoutTimes(before ?? '')
  const ordered = [...lines, ...around].sort(([one], [other]) => one - other)
  return [
    // Somebody who waits reads the same again and again.
    ...ordered
      .filter(([, line], index) => !isSame(line, ordered[index - 1]?.[1]))
      .map(([atMs, line]) => `${new Date(atMs).toISOString().slice(11, 23)}  ${line}`),
    `in the end  Postgres: ${row === undefined ? 'no row' : `seq ${row.seq} ${row.status} ${row.capturedMinor}/${row.refundedMinor}`}; ` +
      `the object: projected ${log?.projectedSeq}, announced ${log?.announcedSeq} of ${log?.events.length}`,
  ]
}

const withoutTimes = (line: string): string => line.replace(/asked \d+ ms before/, '')

const parts = (all: readonly { readonly status: string }[]): string => `[${all.map(({ status }) => status).join(' ')}]`

/** Of an event what is about money and outcomes; its candidates and cards would hide it. */
function brief(data: Readonly<Record<string, unknown>>): string {
  const shown = ['attempt', 'capture', 'refund', 'outcome', 'amountMinor', 'final', 'why', 'means', 'call', 'reason']
  const failure = Object(data.failure) as { code?: string }
  return JSON.stringify({
    ...Object.fromEntries(Object.entries(data).filter(([name]) => shown.includes(name))),
    ...(failure.code === undefined ? {} : { failure: failure.code }),
  })
}
