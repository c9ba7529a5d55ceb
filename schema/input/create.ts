import type { CardWishes } from '../../src/customer/send.ts'
import { inputFields } from '../../src/idempotency/inputFields.ts'
import { formatAmount } from '../../src/money/money.ts'
import type { Address, CreateCommand, Customer } from '../../src/payment/command.ts'
import type { CaptureMethod } from '../../src/payment/event.ts'
import { ok } from '../../src/result.ts'
import { checkMetadata } from './metadata.ts'
import { type CheckedMethod, checkMethod, type MethodInput, methodFields } from './method.ts'
import { checkMoney, type MoneyInput } from './money.ts'
import { type OfferInput, readOffer } from './offer.ts'
import { type Checked, checkAll, problem } from './problem.ts'
import { checkReturnUrl } from './returnUrl.ts'
import { checkAddress, checkCustomer } from './shopper.ts'
import { checkKey, checkOptionalText } from './text.ts'
import { checkCustomerId, readWishes, type WishesInput, wishFields } from './wishes.ts'

/** A field that a GraphQL client may leave out or send as null. */
export type Optional<Value> = Value | null | undefined

export interface CreateInput extends WishesInput {
  readonly idempotencyKey: string
  readonly amount: MoneyInput
  readonly captureMethod?: Optional<CaptureMethod>
  readonly reference?: Optional<string>
  readonly description?: Optional<string>
  readonly metadata?: unknown
  readonly returnUrl?: Optional<string>
  readonly storedMethods?: Optional<OfferInput>
  readonly paymentMethod?: Optional<MethodInput>
  readonly confirm?: Optional<boolean>
  readonly customerId?: Optional<string>
  readonly customer?: Optional<{ readonly [Field in keyof Customer]?: Optional<string> }>
  readonly billingAddress?: Optional<{ readonly [Field in keyof Address]?: Optional<string> }>
  readonly shippingAddress?: Optional<{ readonly [Field in keyof Address]?: Optional<string> }>
}

/** The command without what only the shell knows: the payment's id, the caller and the accounts. */
export type CreateRequest = Omit<CreateCommand, 'paymentId' | 'caller' | 'requestId' | 'confirm'> & {
  readonly paidWith?: CheckedMethod
  readonly wishes: CardWishes
}

const LONGEST_REFERENCE = 255
const LONGEST_DESCRIPTION = 1000

export function readCreate(input: CreateInput, development: boolean): Checked<CreateRequest> {
  const checked = checkAll({
    idempotencyKey: checkKey(input.idempotencyKey),
    amount: checkMoney(input.amount, ['amount']),
    reference: checkOptionalText(input.reference, ['reference'], { longest: LONGEST_REFERENCE }),
    description: checkOptionalText(input.description, ['description'], { longest: LONGEST_DESCRIPTION }),
    metadata: checkMetadata(input.metadata),
    returnUrl: checkReturnUrl(input.returnUrl, development),
    confirmation: checkConfirmation(input),
    customer: checkCustomer(input.customer),
    billingAddress: checkAddress(input.billingAddress, ['billingAddress']),
    shippingAddress: checkAddress(input.shippingAddress, ['shippingAddress']),
  })
  if (!checked.ok) return checked
  const { idempotencyKey, amount, reference, returnUrl, confirmation, ...texts } = checked.value
  const wishes = readWishes(input, confirmation)
  if (!wishes.ok) return wishes
  const customerId = checkCustomerId(input.customerId, wishes.value)
  if (!customerId.ok) return customerId
  const storedMethods = readOffer(input.storedMethods, customerId.value)
  if (!storedMethods.ok) return storedMethods
  const captureMethod = input.captureMethod ?? 'AUTOMATIC'
  const { description, metadata, customer, billingAddress, shippingAddress } = texts
  return ok({
    kind: 'create',
    idempotencyKey,
    amountMinor: amount.amountMinor,
    currency: amount.currency,
    captureMethod,
    ...given({
      reference,
      returnUrl,
      paidWith: confirmation,
      customerId: customerId.value,
      storedMethods: storedMethods.value,
    }),
    wishes: wishes.value,
    details: given({ description, metadata, customer, billingAddress, shippingAddress }),
    fields: inputFields({
      amount: { amount: formatAmount(amount), currency: amount.currency },
      captureMethod,
      reference,
      description,
      metadata,
      returnUrl,
      paymentMethod: confirmation === undefined ? undefined : methodFields(confirmation),
      confirm: confirmation !== undefined,
      customer: { ...customer },
      customerId: input.customerId ?? undefined,
      ...wishFields(wishes.value),
      storedMethods: storedMethods.value && { ...storedMethods.value },
      billingAddress: { ...billingAddress },
      shippingAddress: { ...shippingAddress },
    }),
  })
}

/** A payment method and `confirm: true` belong together: without both, the widget confirms the payment. */
function checkConfirmation({ confirm, paymentMethod }: CreateInput): Checked<CheckedMethod | undefined> {
  const isConfirmed = confirm ?? false
  if (paymentMethod === undefined || paymentMethod === null) {
    return isConfirmed ? problem(['paymentMethod'], 'must be given with confirm: true') : ok(undefined)
  }
  return isConfirmed ? checkMethod(paymentMethod) : problem(['confirm'], 'must be true when paymentMethod is given')
}

/** Leaves out what is undefined, so that absent stays absent on its way through storage and RPC. */
export const given = <Shape extends object>(
  shape: Shape,
): { [Name in keyof Shape]?: Exclude<Shape[Name], undefined> } =>
  Object.fromEntries(Object.entries(shape).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Shape]?: Exclude<Shape[Name], undefined>
  }
