import { type Prepare, subscriptions } from '../../http/graphql/subscription.ts'

/** Made with the first selection of the isolate, then kept: it holds the documents that were checked. */
let prepare: Prepare | undefined

export const prepareFor = (production: boolean): Prepare => {
  prepare ??= subscriptions({ production })
  return prepare
}
