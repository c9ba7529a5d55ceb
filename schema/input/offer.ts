import type { MethodUsage } from '../../src/customer/contract.ts'
import type { StoredOffer } from '../../src/payment/event.ts'
import { ok } from '../../src/result.ts'
import { type Checked, problem } from './problem.ts'
import { checkText } from './text.ts'
import { LONGEST_VERSION } from './wishes.ts'

type Optional<Value> = Value | null | undefined

export interface OfferInput {
  readonly securityCode?: Optional<boolean>
  readonly save?: Optional<MethodUsage>
  readonly consentTextVersion?: Optional<string>
}

/** What the checkout may do with stored methods. There is no offer without a customer, and no storing without a text to agree to. */
export function readOffer(
  given: Optional<OfferInput>,
  customerId: string | undefined,
): Checked<StoredOffer | undefined> {
  if (given === undefined || given === null) return ok(undefined)
  const { securityCode, save, consentTextVersion } = given
  if (customerId === undefined) return problem(['storedMethods'], 'needs customerId: whose stored methods they are')
  const offer = { securityCode: securityCode ?? true }
  const path = ['storedMethods', 'consentTextVersion']
  if (save === undefined || save === null) {
    const isGiven = consentTextVersion !== undefined && consentTextVersion !== null
    return isGiven ? problem(path, 'belongs to save: give both or neither') : ok(offer)
  }
  if (consentTextVersion === undefined || consentTextVersion === null) {
    return problem(path, 'must be given with save: which version of your text the shopper agrees to')
  }
  const version = checkText(consentTextVersion, path, { longest: LONGEST_VERSION })
  return version.ok ? ok({ ...offer, save, consentTextVersion: version.value }) : version
}
