import { CommandError } from '../commands/commandError.ts'

/** `60s`, `5m` or `500ms`, in milliseconds; undefined where none is wanted. */
export function timeBoxMs(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const [, amount, unit] = /^([0-9]{1,6})(ms|s|m)$/.exec(text) ?? []
  if (amount === undefined || unit === undefined) {
    throw new CommandError(`--time-box takes 60s, 5m or 500ms, and not "${text}".`)
  }
  return Number(amount) * { ms: 1, s: 1_000, m: 60_000 }[unit as 'ms' | 's' | 'm']
}
