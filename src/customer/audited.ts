import { audited, type Changer } from '../audit/audited.ts'
import type { AuditPort } from '../audit/contract.ts'
import type { Result } from '../result.ts'
import type { CustomerService, CustomerView } from './contract.ts'

/** Ends a customer, in the audit log before it is done. */
export const removeCustomer = (
  customer: Pick<CustomerService, 'remove'>,
  audit: AuditPort,
  changer: Changer,
  customerId: string,
  erase: boolean,
): Promise<Result<CustomerView, 'absent'>> => {
  const { merchantId, mode } = changer
  const action = erase ? 'customer.erase' : 'customer.delete'
  return audited(audit, changer, { action, subject: customerId }, () => customer.remove({ merchantId, mode }, erase))
}
