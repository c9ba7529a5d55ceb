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
import './routing.ts'
import './deadLetter.ts'
import './subscription.ts'
import { builder } from './builder.ts'

/** The public contract, as code. `npm run codegen` prints it to schema.graphql. */
export const schema = builder.toSchema()
