import { parse } from 'graphql'
import type { ActivityOwner } from '../../activity/contract.ts'
import { CATALOGUE } from '../../catalogue/catalogue.ts'
import { publicError } from '../../http/graphql/errors.ts'
import type { PaymentChange, Prepare, Surroundings } from '../../http/graphql/subscription.ts'
import { paymentIdFor } from '../../ids/ids.ts'
import type { PaymentEvent } from '../../payment/event.ts'
import { ok, type Result, refuse } from '../../result.ts'

/** Long enough for every field there is. */
const LONGEST_SELECTION = 4_000

/** What an endpoint is sent that says nothing else: enough to act on, and to look up the rest with. */
export const DEFAULT_SELECTION = `{
  id
  type
  seq
  version
  occurredAt
  data
  payment { id status reference amount { amount currency } }
}`

/** The versions of payloads there are, oldest first. A payload of another shape gets another date. */
export const API_VERSIONS: readonly string[] = ['2026-11-01']
export const NEWEST_API_VERSION = '2026-11-01'

const documentOf = (selection: string): string =>
  `subscription WebhookPayload($id: ID!) { paymentEvents(paymentId: $id) ${selection}\n}`

/** Nobody's payment: a selection is checked without one. */
const NOBODYS = paymentIdFor('', 'TEST', '')

/** The merchant's own server is who reads: a payload holds what a secret key may see. */
const prepared = (
  prepare: Prepare,
  { merchantId, mode }: ActivityOwner,
  endpointId: string,
  selection: string,
  id: string,
) =>
  prepare(
    { query: documentOf(selection), variables: { id } },
    { kind: 'secret', merchantId, mode, credentialId: endpointId },
  )

/** What is wrong with a selection, naming the field; as the GraphQL API would say it. */
export function checkSelectionSet(prepare: Prepare, selection: string, production: boolean): Result<void, string> {
  if (selection.length > LONGEST_SELECTION) return refuse(`must have at most ${LONGEST_SELECTION} characters`)
  if (!/^\s*\{/.test(selection)) return refuse('must be a selection set such as "{ id type data }"')
  try {
    // What closes the field and goes on behind it would be another document than the one that is meant.
    if (parse(documentOf(selection)).definitions.length !== 1)
      return refuse('must be one selection set and nothing else')
  } catch (error) {
    return refuse(`must be a selection set: ${error instanceof Error ? error.message : String(error)}`)
  }
  const owner = { merchantId: '', mode: 'TEST' } as const
  const result = prepared(prepare, owner, '', selection, NOBODYS)
  if (result.ok) return ok(undefined)
  if (result.error === 'query_or_mutation') return refuse('must be one selection set and nothing else')
  const messages = result.error.map(
    (error) => publicError(error, { requestId: '', production, executed: true }).message,
  )
  return refuse(`is not a selection over PaymentEvent: ${messages.join(' ')}`)
}

export interface Rendering {
  readonly prepare: Prepare
  readonly surroundings: Surroundings
  readonly owner: ActivityOwner
  readonly endpointId: string
  readonly apiVersion: string
  readonly selection: string
}

/** The codes of errors that pass by themselves. */
const PASSING: ReadonlySet<unknown> = new Set(['UNAVAILABLE', 'INTERNAL'])

/**
 * The body of a webhook: what Standard Webhooks recommends, with the selection's answer as its data. `test` marks what is
 * made up, under an id of its own. Throws where it should be tried again.
 */
export async function renderBody(
  rendering: Rendering,
  event: PaymentEvent,
  view: PaymentChange['view'],
  test?: { readonly eventId: string },
): Promise<string> {
  const { prepare, surroundings, owner, endpointId, apiVersion, selection } = rendering
  const subscription = prepared(prepare, owner, endpointId, selection, view.id)
  // It was checked when it was given: a release that takes a field away has to keep the versions that had it.
  if (!subscription.ok) throw new Error('the selection is no longer one that this release can execute')
  const { data, errors } = await subscription.value.execute({ kind: 'payment', view, event }, surroundings)
  if (errors?.some(({ extensions }) => PASSING.has(extensions?.code))) throw new Error('the payload could not be read')
  const payload: unknown = data?.paymentEvents ?? null
  return JSON.stringify({
    type: CATALOGUE[event.type].name,
    timestamp: new Date(event.occurredAtMs).toISOString(),
    apiVersion,
    ...(test === undefined ? {} : { test: true }),
    data: test === undefined ? payload : marked(payload, test.eventId),
    ...(errors === undefined ? {} : { errors }),
  })
}

/** A made-up event leads to no event: where it shows an id, it is one that says so. */
const marked = (payload: unknown, eventId: string): unknown =>
  typeof payload === 'object' && payload !== null && 'id' in payload ? { ...payload, id: eventId } : payload
