import { customerOfMethod } from '../../ids/customerIds.ts'
import { ok, type Result, refuse } from '../../result.ts'
import { tokenFactsOf } from '../contract.ts'
import { type FieldError, fieldError } from './card.ts'

/** A security code, entered for a stored card. */
export interface EnteredCode {
  readonly cvc: string
  /** The method's id: the code is good for no other. */
  readonly paymentMethod: string
}

/** Whether the decrypted content is meant to be a code for a stored card rather than a card. */
export const isCode = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, 'paymentMethod')

/** Reads the code. Its length follows from the card's brand, which the method's id tells. */
export function parseCode(value: Readonly<Record<string, unknown>>): Result<EnteredCode, readonly FieldError[]> {
  const { cvc, paymentMethod, ...others } = value
  if (Object.keys(others).length > 0) {
    return refuse([fieldError('jwe', 'unknown_property', 'A code for a stored card has no other properties.')])
  }
  if (typeof paymentMethod !== 'string' || customerOfMethod(paymentMethod) === undefined) {
    return refuse([fieldError('paymentMethod', 'invalid', 'The payment method is no id of a stored card.')])
  }
  const { brand } = tokenFactsOf(paymentMethod)
  const lengths = brand === undefined ? [3, 4] : brand === 'american-express' ? [4] : [3]
  if (typeof cvc !== 'string' || !/^[0-9]+$/.test(cvc) || !lengths.includes(cvc.length)) {
    const message = `The security code of this card has ${lengths.join(' or ')} digits.`
    return refuse([fieldError('cvc', typeof cvc === 'string' && cvc !== '' ? 'invalid' : 'missing', message)])
  }
  return ok({ cvc, paymentMethod })
}
