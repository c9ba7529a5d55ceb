import type { Spread } from '../figures.ts'
import type { FrameFigures } from './frame.ts'

const WANTED_MS = 300

export function frameTable({ machine, rounds, interactiveMs, listeningMs, emptyMs, ratio }: FrameFigures): string {
  const reached = interactiveMs.median <= WANTED_MS
  const lines: readonly (readonly [name: string, spread: Spread, note?: string])[] = [
    ['frame interactive, ms', interactiveMs, `${reached ? 'reached' : 'MISSED'}: at most ${WANTED_MS} wanted`],
    ['its script listens, ms', listeningMs],
    ['empty page loaded, ms', emptyMs],
    ['ratio of interactive to empty', ratio],
  ]
  return [
    `frame: ${rounds} rounds with the processor slowed four times, ${machine.cores} cores (${machine.model}), load ${machine.loadBefore.toFixed(1)} before it began`,
    `${''.padEnd(32)}${'median'.padStart(9)}   least – most`,
    ...lines.map(([name, { median, least, most }, note = '']) =>
      `  ${name.padEnd(30)}${String(median).padStart(9)}   ${`${least} – ${most}`.padEnd(16)} ${note}`.trimEnd(),
    ),
  ].join('\n')
}
