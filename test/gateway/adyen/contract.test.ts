import { randomBytes } from 'node:crypto'
import { adyenCredentials } from '../../../src/gateway/adyen/credentials.ts'
import { adyenGateway } from '../../../src/gateway/adyen/gateway.ts'
import { gatewayContract } from '../contract/suite.ts'
import { CARDS, startAdyenDouble } from './double.ts'

gatewayContract({
  gateway: adyenGateway,
  credentials: adyenCredentials,
  startDouble: startAdyenDouble,
  method: 'card',
  cards: CARDS,
  currency: 'EUR',
  disputesElsewhere: 'the Disputes API is on another host than Checkout',
  webhooks: {
    withSecret: (credentials, secret) => ({ ...(credentials as object), hmacKeys: [secret] }),
    newSecret: () => randomBytes(32).toString('hex'),
    // Adyen signs no time.
    ages: false,
  },
})
