import { parseArgs } from 'node:util'

export interface Options {
  readonly seed: number
  readonly payments: number
  /** Only these payments of each world. */
  readonly only?: readonly number[]
  readonly trace: boolean
  /** With what goes on beside payments. */
  readonly all: boolean
  readonly report?: string
  readonly storage: 'memory' | 'sqlite'
  readonly break?: string
}

export type Read =
  | { readonly ok: true; readonly value: Options | 'help' }
  | { readonly ok: false; readonly error: string }

export const HELP = `npm run simulate -- [--seed N] [--payments M] [--only N,N] [--trace [--all]] [--report FILE] [--storage memory|sqlite] [--break NAME]
npm run simulate -- scale [--seed N] [--write]

So many payments' lives from one seed, with faults at everything that is waited for. docs/simulator.md tells the rest.

  --seed N        which run (1)
  --payments M    how many (10000); a hundred of them share a world
  --only 85,86    only these payments of a world
  --trace         prints what happened, and runs the first world alone; --all adds what goes on beside payments
  --report FILE   where the figures go
  --storage KIND  memory, or sqlite, which is slower and comes to the same
  --break NAME    breaks one rule of the product's, to see that it is noticed`

const OPTIONS = {
  seed: { type: 'string', default: '1' },
  payments: { type: 'string', default: '10000' },
  only: { type: 'string' },
  trace: { type: 'boolean', default: false },
  all: { type: 'boolean', default: false },
  report: { type: 'string' },
  storage: { type: 'string', default: 'memory' },
  break: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const

const wrong = (error: string): Read => ({ ok: false, error })

const isWhole = (text: string, least: number): boolean => /^[0-9]{1,15}$/.test(text) && Number(text) >= least

/** What was asked for on the command line, or one sentence about what is wrong with it. */
export function readOptions(given: readonly string[], breaks: readonly string[]): Read {
  let values: ReturnType<typeof parsed>
  try {
    values = parsed(given)
  } catch (error) {
    return wrong(`${(error as Error).message.split(/\.\s|\n/)[0]?.replace(/\.$/, '')}. --help lists what there is.`)
  }
  const { seed, payments, only, storage, trace, all, report } = values
  if (values.help) return { ok: true, value: 'help' }
  if (!isWhole(seed, 0)) return wrong(`--seed has to be a whole number, and is ${seed}.`)
  if (!isWhole(payments, 1)) return wrong(`--payments has to be a whole number from 1 on, and is ${payments}.`)
  const numbers = only?.split(',')
  if (numbers?.some((number) => !isWhole(number, 0)) === true) {
    return wrong(`--only has to be numbers of payments with commas between them, such as 3,85, and is ${only}.`)
  }
  if (storage !== 'memory' && storage !== 'sqlite')
    return wrong(`--storage has to be memory or sqlite, and is ${storage}.`)
  if (values.break !== undefined && !breaks.includes(values.break)) {
    return wrong(`--break has to be one of ${breaks.join(', ')}, and is ${values.break}.`)
  }
  const options: Options = {
    ...{ seed: Number(seed), payments: Number(payments), trace, all, storage },
    ...(numbers === undefined ? {} : { only: numbers.map(Number) }),
    ...(report === undefined ? {} : { report }),
    ...(values.break === undefined ? {} : { break: values.break }),
  }
  return { ok: true, value: options }
}

const parsed = (given: readonly string[]) => parseArgs({ args: [...given], options: OPTIONS }).values
