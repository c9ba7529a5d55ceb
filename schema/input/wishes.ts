import type { MethodUsage } from '../../src/customer/contract.ts'
import type { CardWishes } from '../../src/customer/send.ts'
import { customerOfMethod, isCustomerId } from '../../src/ids/customerIds.ts'
import { ok } from '../../src/result.ts'
import { checkDateTime } from './dateTime.ts'
import type { CheckedMethod } from './method.ts'
import { type Checked, checkAll, problem } from './problem.ts'
import { checkText } from './text.ts'

type Optional<Value> = Value | null | undefined

export interface SaveInput {
  readonly customerId?: Optional<string>
  readonly usage: MethodUsage
  readonly consent: { readonly agreedAt?: unknown; readonly textVersion: string }
}

export interface WishesInput {
  readonly initiatedBy?: Optional<'CUSTOMER' | 'MERCHANT'>
  readonly savePaymentMethod?: Optional<SaveInput>
}

/** Texts have a version like "2026-11" or a digest. */
export const LONGEST_VERSION = 100
const NOT_A_CUSTOMER = 'must be the id of a customer, cus_…'

/** What is asked of stored methods, beside the method itself. */
export function readWishes(
  { initiatedBy, savePaymentMethod }: WishesInput,
  method: CheckedMethod | undefined,
): Checked<CardWishes> {
  const stored = method?.stored
  if (initiatedBy === 'MERCHANT') {
    if (stored === undefined) return problem(['initiatedBy'], 'can be MERCHANT only with a stored payment method')
    if (stored.cvcToken !== undefined) {
      return problem(['paymentMethod', 'cvcToken'], 'is entered by a shopper: leave it out for MERCHANT')
    }
  }
  const save = readSave(savePaymentMethod, method)
  if (!save.ok) return save
  return ok({
    ...(stored === undefined ? {} : { stored }),
    ...(initiatedBy === undefined || initiatedBy === null ? {} : { initiatedBy }),
    ...(save.value === undefined ? {} : { save: save.value }),
  })
}

function readSave(given: Optional<SaveInput>, method: CheckedMethod | undefined): Checked<CardWishes['save']> {
  if (given === undefined || given === null) return ok(undefined)
  const path = ['savePaymentMethod']
  if (method?.token === undefined || method.method !== undefined) {
    return problem(path, 'needs the token of a card in paymentMethod')
  }
  const consent = readConsent(given.consent, [...path, 'consent'])
  if (!consent.ok) return consent
  const { usage, customerId } = given
  if (customerId === undefined || customerId === null) return ok({ usage, consent: consent.value })
  return isCustomerId(customerId)
    ? ok({ customerId, usage, consent: consent.value })
    : problem([...path, 'customerId'], NOT_A_CUSTOMER)
}

export function readConsent(given: SaveInput['consent'], path: readonly string[]) {
  const checked = checkAll({
    agreedAtMs: checkDateTime(given.agreedAt, [...path, 'agreedAt']),
    textVersion: checkText(given.textVersion, [...path, 'textVersion'], { longest: LONGEST_VERSION }),
  })
  return checked
}

/** The customer that a new payment is about: as it says itself, or as its method does. They must not differ. */
export function checkCustomerId(given: Optional<string>, { stored, save }: CardWishes): Checked<string | undefined> {
  const implied = stored === undefined ? save?.customerId : customerOfMethod(stored.methodId)
  if (given === undefined || given === null) return ok(implied)
  if (!isCustomerId(given)) return problem(['customerId'], NOT_A_CUSTOMER)
  return implied === undefined || implied === given
    ? ok(given)
    : problem(['customerId'], 'is not the customer of the payment method')
}

/** As they count for a key. */
export const wishFields = ({ initiatedBy, save }: CardWishes) => ({
  initiatedBy: initiatedBy === 'MERCHANT' ? initiatedBy : undefined,
  savePaymentMethod: save && {
    customerId: save.customerId,
    usage: save.usage,
    consent: { agreedAt: save.consent.agreedAtMs, textVersion: save.consent.textVersion },
  },
})
