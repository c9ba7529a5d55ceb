import type { RouterFigures, RoutingFigures } from './routing.ts'

const WANTED = { gain: 0.8, chooseMs: 0.2 } as const
const OURS = 'Turnpike'
const WINDOW = 'window 125'

export function routingTable({ scenarios, total, seeds, choosing, processor }: RoutingFigures): string {
  const payments = total[0]?.payments ?? 0
  const gain = of(total, OURS)?.gain ?? 0
  const worse = scenarios.filter(
    ({ routers }) => (of(routers, OURS)?.valueShare ?? 0) < (of(routers, WINDOW)?.valueShare ?? 0),
  )
  const verdict = (reached: boolean) => (reached ? 'reached' : 'MISSED')
  return [
    `routing: ${scenarios.length} scenarios, seeds ${seeds.join(', ')}, ${payments.toLocaleString('en-US')} payments for each router (${processor})`,
    'Cost, value and regret in parts of the amount; value is a margin of 40 % of what is approved, less fees and waiting.',
    '',
    ...scenarios.flatMap(({ name, what, routers }) => [`${name}: ${what}`, HEAD, ...routers.map(row), '']),
    'all scenarios, each counting the same',
    HEAD,
    ...total.map(row),
    '',
    `${verdict(gain >= WANTED.gain)}: ${percent(gain, 0)} of the bound's gain over the best single gateway, at least ${percent(WANTED.gain, 0)} wanted`,
    `${verdict(worse.length === 0)}: worse than the window router in ${worse.length === 0 ? 'no scenario' : worse.map(({ name }) => name).join(', ')}, none wanted`,
    `${verdict(choosing.p99Ms < WANTED.chooseMs)}: choosing among 5 accounts with ${choosing.segments} segments takes ${choosing.p50Ms} ms, p99 ${choosing.p99Ms} ms; less than ${WANTED.chooseMs} ms wanted`,
  ].join('\n')
}

const of = (routers: readonly RouterFigures[], name: string): RouterFigures | undefined =>
  routers.find(({ router }) => router === name)

const HEAD = [
  ''.padEnd(20),
  ...['authorized', 'cost', 'value', 'regret', 'waiting s', 'explored', 'gain', 'by truth'].map((name) =>
    name.padStart(11),
  ),
].join('')

const row = (one: RouterFigures): string =>
  [
    `  ${one.router}`.padEnd(20),
    ...[
      percent(one.authorizationRate),
      percent(one.costShare, 3),
      percent(one.valueShare, 3),
      percent(one.regretShare, 3),
      one.secondsWaited.toFixed(2),
      one.explored === undefined ? '' : percent(one.explored, 1),
      percent(one.gain, 0),
      percent(one.expectedGain, 0),
    ].map((text) => text.padStart(11)),
  ].join('')

const percent = (part: number, digits = 2): string => `${(part * 100).toFixed(digits)} %`
