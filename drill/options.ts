import { parseArgs } from 'node:util'
import { KINDS, type Kind } from './faults/fault.ts'

export const HELP = `npm run drill [-- options]

  --seed N          what is chosen by chance: lives, faults and their order; another one each time where it is not given
  --rounds N        how many rounds, 3 by default: load, faults, quiet, check
  --time-box 60s    instead: as many rounds as begin and end in about that time, at least one, with as many faults as fit
  --only KINDS      ${KINDS.join(', ')}: some of them, with commas between; all by default
  --report FILE     where what was found goes as JSON; .turnpike/proof/drill.json where it is not given, and no --only`

export interface DrillOptions {
  readonly seed: number
  readonly rounds: number
  readonly timeBoxMs?: number
  readonly only: readonly Kind[]
  readonly report?: string
}

const DEFAULT_ROUNDS = 3

/** The options of the command line, or what is wrong with them. */
export function readOptions(words: readonly string[], chance: () => number = Math.random): DrillOptions | string {
  let values: { [name: string]: string | boolean | undefined }
  try {
    values = parseArgs({
      args: [...words],
      options: {
        seed: { type: 'string' },
        rounds: { type: 'string' },
        'time-box': { type: 'string' },
        only: { type: 'string' },
        report: { type: 'string' },
        help: { type: 'boolean' },
      },
    }).values
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  if (values.help) return HELP
  const seed = values.seed === undefined ? Math.floor(chance() * 1_000_000) : wholeNumber(values.seed)
  if (seed === undefined) return '--seed is a whole number.'
  const timeBoxMs = values['time-box'] === undefined ? undefined : secondsOf(String(values['time-box']))
  if (values['time-box'] !== undefined && timeBoxMs === undefined) return '--time-box is a time such as 60s or 5m.'
  const rounds = values.rounds === undefined ? DEFAULT_ROUNDS : wholeNumber(values.rounds)
  if (rounds === undefined || rounds < 1) return '--rounds is a whole number from 1.'
  const only = values.only === undefined ? KINDS : String(values.only).split(',')
  const unknown = only.filter((kind) => !isKind(kind))
  if (unknown.length > 0) return `--only takes ${KINDS.join(', ')}; there is no ${unknown.join(', ')}.`
  return {
    seed,
    rounds: timeBoxMs !== undefined && values.rounds === undefined ? Number.POSITIVE_INFINITY : rounds,
    only: only.filter(isKind),
    ...(timeBoxMs === undefined ? {} : { timeBoxMs }),
    ...(values.report === undefined ? {} : { report: String(values.report) }),
  }
}

const isKind = (word: string): word is Kind => KINDS.some((kind) => kind === word)

function wholeNumber(text: string | boolean): number | undefined {
  return /^[0-9]{1,9}$/.test(String(text)) ? Number(text) : undefined
}

function secondsOf(text: string): number | undefined {
  const [, digits, unit] = /^([0-9]{1,5})(s|m)$/.exec(text) ?? []
  return digits === undefined ? undefined : Number(digits) * (unit === 'm' ? 60_000 : 1_000)
}
