import { rounded } from '../figures.ts'
import type { Answered, ColdFigures, Timing } from './cold.ts'

/**
 * What a Worker may take "to parse and execute its global scope", else it cannot be uploaded:
 * https://developers.cloudflare.com/workers/platform/limits/#worker-startup-time
 */
const STARTUP_LIMIT_MS = 1_000

type Line = readonly [name: string, timing?: Timing, note?: string]

export function coldTable({
  machine,
  rounds,
  bytes,
  floor,
  api,
  notFound,
  query,
  scriptProcessorMs,
}: ColdFigures): string {
  const answered = (value: (side: Answered) => Timing): readonly Line[] => [
    ['a path where there is nothing', value(notFound)],
    ['a query with a client secret', value(query)],
    ['floor', value(floor)],
  ]
  const part = rounded((scriptProcessorMs.median / STARTUP_LIMIT_MS) * 100)
  const lines: readonly Line[] = [
    ['spawn to first answer, as a multiple of the floor'],
    ['a path where there is nothing', notFound.ratio],
    ['a query with a client secret', query.ratio],
    ['spawn to first answer, ms'],
    ...answered(({ answeredMs }) => answeredMs),
    ['spawn to open port, ms'],
    ['api Worker', api.listensMs],
    ['floor', floor.listensMs],
    ['ms of a core till the port is open'],
    ['api Worker', api.listensProcessorMs],
    ['floor', floor.listensProcessorMs],
    ['beyond the floor: the script', scriptProcessorMs, `${part} % of the ${STARTUP_LIMIT_MS} allowed`],
    ['ms of a core till the first answer'],
    ...answered(({ answeredProcessorMs }) => answeredProcessorMs),
    ['the same request again, warm, ms'],
    ...answered(({ warmMs }) => warmMs),
  ]
  return [
    `cold: ${rounds} rounds in turns, ${machine.cores} cores (${machine.model}), Node ${machine.node}, load ${machine.loadBefore} before it began`,
    `${''.padEnd(34)}${'median'.padStart(8)}${'p90'.padStart(8)}   least – most`,
    ...lines.map(([name, timing, note = '']) =>
      timing === undefined
        ? `\n${name}`
        : `  ${name.padEnd(32)}${String(timing.median).padStart(8)}${String(timing.p90).padStart(8)}   ${`${timing.least} – ${timing.most}`.padEnd(16)} ${note}`.trimEnd(),
    ),
    '',
    `bundle, minified: ${bytes.raw.toLocaleString('en-US')} bytes, gzipped ${bytes.gzipped.toLocaleString('en-US')}`,
  ].join('\n')
}
