import { open } from '../payment/seal.ts'
import type { CustomerFields, CustomerView, StoredMethod } from './contract.ts'
import type { CustomerRow, MethodRow } from './store.ts'

export const customerView = (row: CustomerRow, methods: readonly MethodRow[]): CustomerView => ({
  id: row.id,
  mode: row.mode,
  status: row.status,
  fields: row.sealed === null ? {} : (open<CustomerFields>(row.sealKey, row.id, row.sealed) ?? {}),
  methods: methods.filter(({ status }) => status === 'ACTIVE').map(methodView),
  createdAtMs: row.createdAtMs,
  updatedAtMs: row.updatedAtMs,
})

const methodView = ({ status: _status, secretSealed: _secret, ...method }: MethodRow): StoredMethod => method
