import type { ApiEnv } from '../env.ts'
import type { CustomerService } from './contract.ts'

/** The customer's object. RPC's own types wrap every value once more, and lose the unions on the way. */
export const customerOf = (env: Pick<ApiEnv, 'CUSTOMERS'>, customerId: string): CustomerService =>
  env.CUSTOMERS.getByName(customerId) as unknown as CustomerService
