import { randomBytes } from 'node:crypto'
import { expect } from 'vitest'
import { paypalCredentials } from '../../../src/gateway/paypal/credentials.ts'
import { paypalGateway } from '../../../src/gateway/paypal/gateway.ts'
import type { ContractSubject } from '../contract/double.ts'
import { gatewayContract } from '../contract/suite.ts'
import { CARDS, type PaypalDouble, startPaypalDouble } from './double.ts'

const SUBJECT: ContractSubject = {
  gateway: paypalGateway,
  credentials: paypalCredentials,
  startDouble: () => startPaypalDouble(),
  method: 'card',
  cards: CARDS,
  currency: 'EUR',
  // A webhook's id is no secret and is not rotated: PayPal renews its certificate and answers for it itself.
  webhooks: { ages: true, newSecret: () => randomBytes(8).toString('hex').toUpperCase() },
}
const isAllowed = ({ double }: { readonly double: unknown }) => expect((double as PaypalDouble).violations).toEqual([])

gatewayContract(SUBJECT, isAllowed)
gatewayContract({ ...SUBJECT, method: 'paypal', cards: { approved: '' } }, isAllowed)
