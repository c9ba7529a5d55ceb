import { expect, it } from 'vitest'
import { offeredNow } from '../../src/customer/offer.ts'
import type { PaymentView } from '../../src/payment/view.ts'

type Offered = Parameters<typeof offeredNow>[0]

const payment = (status: PaymentView['status'], change: Partial<Offered> = {}): Offered => ({
  status,
  customerId: 'cus_1',
  storedMethods: { securityCode: true },
  ...change,
})

const STATUSES: readonly PaymentView['status'][] = [
  'REQUIRES_PAYMENT_METHOD',
  'REQUIRES_ACTION',
  'PROCESSING',
  'AUTHORIZED',
  'PARTIALLY_CAPTURED',
  'CAPTURED',
  'FAILED',
  'CANCELED',
  'EXPIRED',
]

it('HI1 offers a customer’s methods to the shopper’s side while there is something to choose, and at no other time', () => {
  const open = STATUSES.filter((status) => offeredNow(payment(status)) !== undefined)
  expect(open).toEqual(['REQUIRES_PAYMENT_METHOD', 'REQUIRES_ACTION'])
})

it('offers nothing where the shop has named no customer, or said of none that they may see them', () => {
  expect(offeredNow(payment('REQUIRES_ACTION', { customerId: undefined }))).toBeUndefined()
  expect(offeredNow(payment('REQUIRES_ACTION', { storedMethods: undefined }))).toBeUndefined()
})
