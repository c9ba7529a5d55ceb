import { randomBytes } from 'node:crypto'
import { expect } from 'vitest'
import { stripeCredentials } from '../../../src/gateway/stripe/credentials.ts'
import { stripeGateway } from '../../../src/gateway/stripe/gateway.ts'
import { gatewayContract } from '../contract/suite.ts'
import { APPROVED, AUTHENTICATION_REQUIRED, CHALLENGED, DECLINED } from './cards.ts'
import { type StripeDouble, startStripeDouble } from './double.ts'

gatewayContract(
  {
    gateway: stripeGateway,
    credentials: stripeCredentials,
    startDouble: () => startStripeDouble(),
    method: 'card',
    cards: { approved: APPROVED, declined: DECLINED, challenged: CHALLENGED, softDeclined: AUTHENTICATION_REQUIRED },
    currency: 'EUR',
    webhooks: {
      ages: true,
      newSecret: () => `whsec_${randomBytes(24).toString('hex')}`,
      withSecret: (credentials, secret) => ({ ...(credentials as object), webhookSecrets: [secret] }),
    },
  },
  ({ double }) => expect((double as StripeDouble).violations).toEqual([]),
)
