import { type AmountProblem, exponentOf, type Money, parseAmount } from '../../src/money/money.ts'
import { ok } from '../../src/result.ts'
import { type Checked, problem } from './problem.ts'

/** MoneyInput as it arrives: its scalars accept anything. */
export interface MoneyInput {
  readonly amount?: unknown
  readonly currency?: unknown
}

export function checkMoney(input: MoneyInput, path: readonly string[]): Checked<Money> {
  if (typeof input.currency !== 'string' || exponentOf(input.currency) === undefined) {
    return problem([...path, 'currency'], 'must be an ISO 4217 currency code in use, in upper case')
  }
  const amountPath = [...path, 'amount']
  if (typeof input.amount !== 'string') return problem(amountPath, 'must be a decimal as a string')
  const parsed = parseAmount(input.amount, input.currency)
  return parsed.ok ? ok(parsed.value) : problem(amountPath, messageOf(parsed.error, input.currency))
}

export const checkOptionalMoney = (
  input: MoneyInput | null | undefined,
  path: readonly string[],
): Checked<Money | undefined> => (input === undefined || input === null ? ok(undefined) : checkMoney(input, path))

function messageOf(found: AmountProblem, currency: string): string {
  switch (found) {
    case 'unknown_currency':
      return 'needs a known currency'
    case 'not_a_decimal':
      return 'must be a decimal such as "10.00": digits and one point'
    case 'too_many_decimals':
      return `must have at most ${exponentOf(currency)} decimals in ${currency}`
    case 'not_positive':
      return 'must be more than zero'
    case 'too_large':
      return 'must be at most 999 999 999 999 minor units'
  }
}
