/** Whose a station is: one set of instances for the whole deployment, or one for each merchant, account or endpoint. */
export type Scope = 'deployment' | 'merchant' | 'account'

/** Something that every payment has to pass and that can only do so much: an object, a queue, a database. */
export interface Station {
  readonly name: string
  readonly scope: Scope
  /** Instances in each scope as the source has it today; payments spread over them by their id. */
  readonly instances: number
  /** Served at once by one instance. */
  readonly parallel: number
  /** Visits that one payment causes: created, confirmed and captured in one call. */
  readonly visits: number
  readonly serviceMs: number
  /** Where the figures come from; what was not measured says so. */
  readonly source: string
  /** How more instances come about. */
  readonly moves: string
}

/** "An individual object has a soft limit of 1,000 requests per second": Cloudflare, Durable Objects, FAQ. */
const OBJECT_CALL_MS = 1
const OBJECT_SOURCE = 'Cloudflare’s soft limit of 1,000 requests a second for an object'
/**
 * What `npm run bench -- shared` counted last, milliseconds of a core, as the last line of its table has it. For an object these are upper bounds:
 * here its time has that of those whom it calls in it.
 */
export const MEASURED = {
  /** By Postgres itself, for a batch of 100 sales. */
  postgresBatchMs: 6.92,
  /** A sale: its events pulled, hashed and kept, the two accesses to its card, and a call for each announcement. */
  auditPaymentMs: 0.42,
  /** An event delivered by one endpoint with all others waiting behind it, to a receiver that answers at once. */
  webhookEventMs: 1.58,
  /** Of all types. */
  eventsOfASale: 5,
} as const
const MEASURED_SOURCE = '`npm run bench -- shared`, this repository’s own machine'
/** Payments a second that one isolate of the api Worker takes at 5 ms of CPU each; it reports once a second, not for each. */
const PAYMENTS_OF_AN_ISOLATE = 200

export const STATIONS: readonly Station[] = [
  {
    name: 'queue consumer',
    scope: 'deployment',
    instances: 1,
    parallel: 4,
    visits: 1,
    serviceMs: 1.2,
    source:
      'batches of 100 in about 120 ms: the read model’s lag of `bench -- live` less the second of gathering; `max_concurrency = 4`',
    moves: '`max_concurrency` in wrangler.toml, up to the platform’s 250',
  },
  {
    name: 'queue',
    scope: 'deployment',
    instances: 1,
    parallel: 1,
    visits: 1,
    serviceMs: 0.2,
    source: 'Cloudflare’s limit of 5,000 messages a second for a queue',
    moves: 'more queues, chosen by the payment’s id: a binding each and one line in src/event/message.ts',
  },
  {
    name: 'Postgres writes',
    scope: 'deployment',
    instances: 1,
    parallel: 1,
    visits: 1,
    serviceMs: MEASURED.postgresBatchMs / 100,
    source: `what Postgres computes for a batch of 100 sales, with 100,000 payments there before: ${MEASURED_SOURCE}, a core taken for a compute unit`,
    moves: 'more compute units, up to 56; then a database for each group of merchants, which no row crosses',
  },
  {
    name: 'vault shard',
    scope: 'deployment',
    instances: 32,
    parallel: 1,
    visits: 3,
    serviceMs: OBJECT_CALL_MS,
    source: OBJECT_SOURCE,
    moves: 'a further cell: the token’s own letters name cell and shard, so old tokens stay where they are',
  },
  {
    name: 'merchant’s feed shard',
    scope: 'merchant',
    instances: 4,
    parallel: 1,
    visits: 2,
    serviceMs: OBJECT_CALL_MS,
    source: OBJECT_SOURCE,
    moves: 'a layout with more shards, named in the shard’s name as the vault’s tokens name theirs; not built',
  },
  {
    name: 'merchant’s audit log',
    scope: 'merchant',
    instances: 1,
    parallel: 1,
    visits: 1,
    serviceMs: MEASURED.auditPaymentMs,
    source: `events pulled, hashed and kept, accesses to the card, a call for each announcement: ${MEASURED_SOURCE}`,
    moves: 'a log for each feed shard, chained by a head over all of them; not built',
  },
  {
    name: 'webhook endpoint',
    scope: 'merchant',
    instances: 1,
    parallel: 1,
    visits: MEASURED.eventsOfASale,
    serviceMs: MEASURED.webhookEventMs,
    source: `five events a payment, all of them wanted, to a receiver that answers at once: ${MEASURED_SOURCE}`,
    moves: 'several endpoints that take different events; lanes by payment within one, not built',
  },
  {
    name: 'card-testing ledger',
    scope: 'merchant',
    instances: 1,
    parallel: 1,
    visits: 1 / 80,
    serviceMs: OBJECT_CALL_MS,
    source: 'an isolate tells every 0.4 s what it saw, at most 200 cards at once',
    moves: 'by network range within the merchant; not needed here',
  },
  {
    name: 'gateway’s health',
    scope: 'account',
    instances: 1,
    parallel: 1,
    visits: 1 / PAYMENTS_OF_AN_ISOLATE,
    serviceMs: OBJECT_CALL_MS,
    source: 'each isolate hands over about once a second (cost.md)',
    moves: 'a longer interval under load',
  },
  {
    name: 'stack’s health',
    scope: 'deployment',
    instances: 1,
    parallel: 1,
    visits: 1 / 100,
    serviceMs: OBJECT_CALL_MS,
    source: 'a call for each batch',
    moves: 'a longer interval under load',
  },
]
