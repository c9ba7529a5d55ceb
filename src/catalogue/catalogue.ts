import type { PaymentEventType } from '../payment/event.ts'
import { ATTEMPTS } from './attempts.ts'
import { DISPUTES } from './disputes.ts'
import type { Entries, FieldType } from './entry.ts'
import { MONEY } from './money.ts'

/**
 * Every type of event there is: the one place that says what it is called, what it means and what its public data holds.
 * A type that is missing, or a field of one, does not compile.
 */
export const CATALOGUE: Entries<PaymentEventType> = { ...ATTEMPTS, ...MONEY, ...DISPUTES }

export const EVENT_TYPES = Object.keys(CATALOGUE) as readonly PaymentEventType[]

const BY_NAME = new Map<string, PaymentEventType>(EVENT_TYPES.map((type) => [CATALOGUE[type].name, type]))

/** The type by its dotted name; undefined where there is none. */
export const eventTypeNamed = (name: string): PaymentEventType | undefined => BY_NAME.get(name)

/** What each kind of field holds, for those that are objects. */
export const SHAPES = {
  Money: { amount: 'String', minorUnits: 'String', currency: 'String' },
  Failure: { code: 'String', category: 'String', retryable: 'Boolean', gatewayCode: 'String?' },
  Card: {
    brand: 'String',
    last4: 'String',
    expiryMonth: 'Int',
    expiryYear: 'Int',
    funding: 'String?',
    country: 'String?',
  },
  Call: { kind: 'String', number: 'Int' },
  ShopperAction: { type: 'String', url: 'String', stage: 'String?', windowSize: 'String?' },
  Authentication: {
    transactionStatus: 'String?',
    version: 'String?',
    eci: 'String?',
    flow: 'String?',
    exemptionGranted: 'String?',
    liabilityShifted: 'Boolean?',
  },
  ThreeDSWish: { challenge: 'String?', exemption: 'String?', windowSize: 'String?' },
  Credential: { use: 'String', usage: 'String', initiatedBy: 'String', networkTransactionId: 'String?' },
  'Elimination[]': { gateway: 'String', accountId: 'String', because: 'String', score: 'Number?' },
  Customer: { reference: 'String?', email: 'String?', name: 'String?', phone: 'String?' },
  Address: {
    line1: 'String?',
    line2: 'String?',
    city: 'String?',
    state: 'String?',
    postalCode: 'String?',
    country: 'String?',
  },
  Evidence: {
    productDescription: 'String?',
    customerName: 'String?',
    customerEmail: 'String?',
    shippingCarrier: 'String?',
    shippingTrackingNumber: 'String?',
    shippedAt: 'String?',
    refundPolicy: 'String?',
    customerCommunication: 'String?',
    explanation: 'String?',
  },
} as const satisfies Partial<Record<FieldType, Readonly<Record<string, string>>>>
