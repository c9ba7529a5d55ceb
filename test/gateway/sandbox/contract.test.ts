import { sandboxCredentials } from '../../../src/gateway/sandbox/credentials.ts'
import { sandboxGateway } from '../../../src/gateway/sandbox/gateway.ts'
import { gatewayContract } from '../contract/suite.ts'
import { newWebhookSecret, startSandboxDouble } from './double.ts'

const OUR_OWN = 'the sandbox’s answers are our own; test/gateway/sandbox.test.ts reads every odd one'

gatewayContract({
  gateway: sandboxGateway,
  credentials: sandboxCredentials,
  startDouble: startSandboxDouble,
  method: 'card',
  cards: {
    approved: '4242424242424242',
    declined: '4000000000000002',
    challenged: '4000000000003220',
    softDeclined: '4000000000003170',
    told: '4000000000003220',
    refundTold: '4000000000007726',
    disputed: '4000000000000259',
  },
  currency: 'EUR',
  without: {
    html_answer: OUR_OWN,
    endless_answer: OUR_OWN,
    wrong_currency: OUR_OWN,
    wrong_reference: OUR_OWN,
    unknown_status: OUR_OWN,
    unknown_field: OUR_OWN,
  },
  webhooks: {
    ages: true,
    newSecret: newWebhookSecret,
    withSecret: (credentials, secret) => ({ ...(credentials as object), webhookSecrets: [secret] }),
  },
})
