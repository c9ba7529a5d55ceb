import type { CustomerChange, CustomerFields } from '../../src/customer/contract.ts'
import { inputFields } from '../../src/idempotency/inputFields.ts'
import { isCustomerId } from '../../src/ids/customerIds.ts'
import type { Address, InputFields } from '../../src/payment/command.ts'
import { ok } from '../../src/result.ts'
import { given, type Optional } from './create.ts'
import { checkMetadata } from './metadata.ts'
import { type Checked, checkAll, problem } from './problem.ts'
import { checkAddress, checkCustomer } from './shopper.ts'
import { checkKey } from './text.ts'

export interface CustomerFieldsInput {
  readonly reference?: Optional<string>
  readonly email?: Optional<string>
  readonly name?: Optional<string>
  readonly phone?: Optional<string>
  readonly address?: Optional<{ readonly [Field in keyof Address]?: Optional<string> }>
  readonly metadata?: unknown
}

export interface CheckedCustomer {
  readonly idempotencyKey: string
  readonly fields: CustomerFields
  readonly input: InputFields
}

export function readCreateCustomer(
  input: CustomerFieldsInput & { readonly idempotencyKey: string },
): Checked<CheckedCustomer> {
  const key = checkKey(input.idempotencyKey)
  const fields = readFields(input)
  if (!key.ok) return key
  if (!fields.ok) return fields
  const { address, metadata, ...texts } = fields.value
  return ok({
    idempotencyKey: key.value,
    fields: fields.value,
    input: inputFields({ ...texts, address: { ...address }, metadata: { ...metadata } }),
  })
}

/** What is null goes, what is left out stays. */
export function readUpdateCustomer(input: CustomerFieldsInput & { readonly id: string }): Checked<CustomerChange> {
  const fields = readFields(input)
  if (!fields.ok) return fields
  const names = ['reference', 'email', 'name', 'phone', 'address', 'metadata'] as const
  const gone = Object.fromEntries(names.flatMap((name) => (input[name] === null ? [[name, null] as const] : [])))
  return ok({ ...fields.value, ...gone })
}

function readFields({ address, metadata, ...texts }: CustomerFieldsInput): Checked<CustomerFields> {
  const { reference, email, name, phone } = texts
  const shopper = checkCustomer({ reference, email, name, phone })
  // The same fields stand one level higher here than in a payment.
  if (!shopper.ok) return problem(shopper.error.path.slice(1), shopper.error.message)
  const checked = checkAll({ address: checkAddress(address, ['address']), metadata: checkMetadata(metadata) })
  return checked.ok ? ok(given({ ...shopper.value, ...checked.value })) : checked
}

export const checkId = (id: string): Checked<string> =>
  isCustomerId(id) ? ok(id) : problem(['id'], 'must be the id of a customer, cus_…')
