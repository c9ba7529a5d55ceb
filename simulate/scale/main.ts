import { parseArgs } from 'node:util'
import { writeInto } from '../../bench/document.ts'
import { limitOf, pass, sizedFor } from './flow.ts'
import { STATIONS } from './stations.ts'

const RATES = [100, 1_000, 10_000, 100_000] as const
const PAGE = new URL('../../docs/scale.md', import.meta.url)

const HELP = `npm run simulate -- scale [--seed N] [--write]

Where the first limits bite, and how many instances of what hold up to 100,000 payments a second. --write puts the
tables into docs/scale.md.`

/** `npm run simulate -- scale`. */
export function scale(commandArguments: readonly string[]): void {
  const { values } = parseArgs({
    args: [...commandArguments],
    options: {
      seed: { type: 'string', default: '7' },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    console.log(HELP)
    return
  }
  const tables = { limits: limitsTable(), sizes: sizesTable(Number(values.seed)) }
  console.log(`${tables.limits}\n\n${tables.sizes}`)
  if (!values.write) return
  for (const [name, table] of Object.entries(tables)) writeInto(PAGE, name, table, 'npm run simulate -- scale --write')
}

const whole = (value: number): string => Math.round(value).toLocaleString('en-US')

/** What is full first, as everything is deployed today. */
export function limitsTable(): string {
  const rows = [...STATIONS]
    .sort((one, other) => limitOf(one) - limitOf(other))
    .map((station) => `${station.name.padEnd(24)}${whole(limitOf(station)).padStart(12)}   ${layoutOf(station)}`)
  return [`${'full at, payments a second'.padEnd(24)}${''.padStart(10)}   today`, ...rows].join('\n')
}

const layoutOf = ({ scope, instances, parallel }: (typeof STATIONS)[number]): string =>
  `${instances} for each ${scope}${parallel > 1 ? `, ${parallel} at once` : ''}`

/** For each rate, how many instances hold it with room for a burst, and the wait that is left. */
export function sizesTable(seed: number): string {
  const heading = `${'instances, p99 wait in ms'.padEnd(26)}${RATES.map((rate) => `${whole(rate)}/s`.padStart(16)).join('')}`
  const rows = STATIONS.map((station) => {
    const cells = RATES.map((rate) => {
      const sized = sizedFor(station, rate)
      return `${sized.instances}, ${pass(sized, rate, seed).p99WaitMs.toFixed(1)}`.padStart(16)
    })
    return `${station.name.padEnd(26)}${cells.join('')}`
  })
  return [heading, ...rows].join('\n')
}
