import { setTimeout as wait } from 'node:timers/promises'
import { CATALOGUE, eventTypeNamed } from '../../src/catalogue/catalogue.ts'
import type { PaymentEventType } from '../../src/payment/event.ts'
import { newSecret, signedHeaders } from '../../src/webhook/out/signature.ts'
import { CommandError } from '../commands/commandError.ts'
import type { Api } from './api.ts'
import { readEvents } from './eventStream.ts'

const TIMEOUT_MS = 10_000
const RECONNECT_MS = 1_000

interface Activity {
  readonly cursor: string
  readonly event: {
    readonly id: string
    readonly type: PaymentEventType
    readonly occurredAt: string
  }
}

interface Payload {
  readonly data?: { readonly paymentActivity: Activity } | null
  readonly errors?: readonly { readonly message: string }[]
}

/** What an endpoint that says nothing else is sent. */
const SUBSCRIPTION = `subscription ($filter: PaymentActivityFilter, $after: String) {
  paymentActivity(filter: $filter, after: $after) { cursor event {
    id type seq version occurredAt data payment { id status reference amount { amount currency } } } } }`
const API_VERSION = '2026-11-01'

/**
 * Follows the merchant's feed and posts each event to a local URL, as an endpoint would get it. It ends with Ctrl-C; while it
 * runs it goes on where it was, whatever connection is lost.
 */
export async function listen(api: Api, options: { readonly forwardTo: string; readonly events: string | undefined }) {
  const { forwardTo, events } = options
  if (!URL.canParse(forwardTo)) throw new CommandError('--forward-to is a URL such as http://127.0.0.1:4242/webhooks.')
  const types = typesOf(events)
  const secret = newSecret()
  console.log(`Signed with ${secret} (for this session alone).`)
  console.log(`Forwarding ${types === undefined ? 'every event' : events} to ${forwardTo}. Ctrl-C ends it.`)
  const filter = types === undefined ? null : { type: types }
  let after: string | null = null
  for (;;) {
    for await (const text of readEvents(api.url, api.operatorKey, {
      query: SUBSCRIPTION,
      variables: { filter, after },
    })) {
      const { data, errors } = JSON.parse(text) as Payload
      if (errors !== undefined) throw new CommandError(errors.map(({ message }) => message).join(' '))
      const activity = data?.paymentActivity
      if (activity === undefined) continue
      console.log(await forward(forwardTo, secret, activity.event))
      after = activity.cursor
    }
    await wait(RECONNECT_MS)
  }
}

function typesOf(names: string | undefined): readonly PaymentEventType[] | undefined {
  return names?.split(',').map((name) => {
    const type = eventTypeNamed(name.trim())
    if (type === undefined) throw new CommandError(`There is no event ${name}: docs/events.md has all of them.`)
    return type
  })
}

async function forward(url: string, secret: string, event: Activity['event']): Promise<string> {
  const { name } = CATALOGUE[event.type]
  const body = JSON.stringify({ type: name, timestamp: event.occurredAt, apiVersion: API_VERSION, data: event })
  const headers = signedHeaders([secret], { id: event.id, body, atMs: Date.now() })
  const startedAtMs = Date.now()
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).then(
    (response) => String(response.status),
    (error: unknown) => `failed (${error instanceof Error ? error.message : String(error)})`,
  )
  return `${event.occurredAt}  ${answer}  ${Date.now() - startedAtMs} ms  ${name}  ${event.id}`
}
