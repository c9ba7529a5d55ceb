import './scalars.ts'
import './query.ts'
import './list.ts'
import './activity.ts'
import './mutation/createPayment.ts'
import './mutation/confirmPayment.ts'
import './mutation/followUps.ts'
import './mutation/disputes.ts'
import './mutation/gateways.ts'
import './mutation/routing.ts'
import './mutation/deadLetters.ts'
import './mutation/unmatchedWebhooks.ts'
import './mutation/webhooks.ts'
import './customer.ts'
import './offered.ts'
import './recurring.ts'
import './mutation/customers.ts'
import './routing.ts'
import './paymentMethods.ts'
import './deadLetter.ts'
import './unmatchedWebhook.ts'
import './audit.ts'
import './subscription.ts'
import './webhookQueries.ts'
import { builder } from './builder.ts'

/**
 * The public contract, as code. `npm run codegen` prints it to schema.graphql, and sorts it then: sorted here, every type
 * would be made twice wherever a Worker starts.
 */
export const schema = builder.toSchema({ sortSchema: false })
