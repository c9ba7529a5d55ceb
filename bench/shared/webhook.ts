import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import type { ChildStack } from '../../scripts/stack/child.ts'
import { runtimePidFile } from '../../scripts/stack/runtime.ts'
import { type Spread, spreadOf } from '../figures.ts'
import type { GraphqlClient } from '../graphql.ts'
import { processorMsOf } from '../processorTime.ts'
import { ask, type Floor } from './floor.ts'

/** Endpoints that deliver the same events, one after the other: each is an object of its own. */
export const ROUNDS = 3
/** All events of one endpoint; what takes longer is broken. */
const DELIVERED_WITHIN_MS = 60_000
const LOOK_EVERY_MS = 5

export interface WebhookFigures {
  readonly rounds: number
  readonly events: number
  readonly bodyBytes: number
  /** Of each round, the endpoint's time for an event over the floor's. */
  readonly ratio: Spread
  readonly product: Deliveries
  readonly floor: Deliveries
}

export interface Deliveries {
  /** From the word that it shall deliver to the last arrival, by the number of events. */
  readonly eventMs: Spread
  readonly perSecond: Spread
  /** The same of the first third, while all the others wait behind it, and of the last. */
  readonly firstThirdMs: Spread
  readonly lastThirdMs: Spread
  /** Of the runtime's process: everything that takes part in a delivery, the payments' objects included. */
  readonly processorMs: Spread
}

interface Round {
  readonly eventMs: number
  readonly firstThirdMs: number
  readonly lastThirdMs: number
  readonly processorMs: number
}

export interface Receiver {
  readonly url: string
  /** When each came, by its id. */
  readonly seen: Map<string, number>
  bytes(): number
  close(): void
}

/** A server on this machine that reads what it is sent and answers at once. */
export async function startReceiver(): Promise<Receiver> {
  const seen = new Map<string, number>()
  let bytes = 0
  const server = createServer((request, response) => {
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length
    })
    request.on('end', () => {
      response.writeHead(204).end()
      const id = String(request.headers['webhook-id'])
      if (!seen.has(id)) seen.set(id, performance.now())
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    seen,
    bytes: () => bytes,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

const ADD = `mutation ($input: AddWebhookEndpointInput!) {
  addWebhookEndpoint(input: $input) { ... on AddWebhookEndpointPayload { endpoint { id } } ... on Error { message } } }`
const UPDATE = `mutation ($input: UpdateWebhookEndpointInput!) {
  updateWebhookEndpoint(input: $input) { ... on UpdateWebhookEndpointPayload { endpoint { enabled } } ... on Error { message } } }`

/** Endpoints that follow from now on and deliver nothing yet: what happens meanwhile is theirs once they are enabled. */
export async function waitingEndpoints(
  graphql: GraphqlClient,
  operatorKey: string,
  url: string,
): Promise<readonly { enable(): Promise<void> }[]> {
  const headers = { authorization: `Bearer ${operatorKey}` }
  const change = async (input: object, enabled: boolean): Promise<void> => {
    type Changed = { readonly updateWebhookEndpoint: { readonly endpoint?: { readonly enabled: boolean } } }
    const { updateWebhookEndpoint } = await graphql.ask<Changed>(UPDATE, { input }, headers)
    if (updateWebhookEndpoint.endpoint?.enabled !== enabled) throw new Error(JSON.stringify(updateWebhookEndpoint))
  }
  const add = async () => {
    type Added = { readonly addWebhookEndpoint: { readonly endpoint?: { readonly id: string } } }
    const { addWebhookEndpoint } = await graphql.ask<Added>(ADD, { input: { url } }, headers)
    const id = addWebhookEndpoint.endpoint?.id
    if (id === undefined) throw new Error(`no endpoint: ${JSON.stringify(addWebhookEndpoint)}`)
    await change({ id, enabled: false }, false)
    return { enable: () => change({ id, enabled: true, catchUp: true }, true) }
  }
  const endpoints: Awaited<ReturnType<typeof add>>[] = []
  for (let index = 0; index < ROUNDS; index += 1) endpoints.push(await add())
  return endpoints
}

/** Each endpoint delivers all events to the receiver, in turns with the floor. */
export async function measureWebhooks(
  { stack, endpoints, receiver, events }: Delivering,
  floor: Floor,
  progress: (line: string) => void,
): Promise<WebhookFigures> {
  const stackPidFile = runtimePidFile(stack.stateDirectory)
  const rounds: { readonly product: Round; readonly floor: Round }[] = []
  let bodyBytes = 0
  for (const endpoint of endpoints) {
    const bytesBefore = receiver.bytes()
    const product = await delivered(receiver, events, stackPidFile, endpoint.enable)
    bodyBytes = Math.round((receiver.bytes() - bytesBefore) / events)
    const body = JSON.stringify('x'.repeat(Math.max(0, bodyBytes - 2)))
    const told = JSON.stringify({ url: receiver.url, body, count: events })
    const least = await delivered(receiver, events, floor.pidFile, () => ask(floor, '/deliver', told))
    rounds.push({ product, floor: least })
    progress(`webhooks   ${product.eventMs.toFixed(2)} ms an event, floor ${least.eventMs.toFixed(2)}`)
  }
  return {
    rounds: rounds.length,
    events,
    bodyBytes,
    ratio: spreadOf(rounds.map(({ product, floor: { eventMs } }) => product.eventMs / eventMs)),
    product: deliveriesOf(rounds.map(({ product }) => product)),
    floor: deliveriesOf(rounds.map((round) => round.floor)),
  }
}

export interface Delivering {
  readonly stack: ChildStack
  readonly endpoints: readonly { enable(): Promise<void> }[]
  readonly receiver: Receiver
  /** How many there are for each endpoint. */
  readonly events: number
}

/** Until every event has arrived. What arrives twice counts once, and what does not arrive ends the run. */
async function delivered(
  { seen }: Receiver,
  events: number,
  pidFile: string,
  begin: () => Promise<unknown>,
): Promise<Round> {
  seen.clear()
  const beforeMs = processorMsOf(pidFile)
  const startedAtMs = performance.now()
  const begun = begin()
  while (seen.size < events) {
    if (performance.now() - startedAtMs > DELIVERED_WITHIN_MS) throw new Error(`${seen.size} of ${events} arrived`)
    await wait(LOOK_EVERY_MS)
  }
  await begun
  const third = Math.floor(events / 3)
  const cameMs = [startedAtMs, ...seen.values()]
  const eachMs = (from: number, to: number) => ((cameMs[to] ?? Number.NaN) - (cameMs[from] ?? Number.NaN)) / (to - from)
  return {
    eventMs: eachMs(0, events),
    firstThirdMs: eachMs(0, third),
    lastThirdMs: eachMs(events - third, events),
    processorMs: (processorMsOf(pidFile) - beforeMs) / events,
  }
}

const deliveriesOf = (rounds: readonly Round[]): Deliveries => ({
  eventMs: spreadOf(rounds.map(({ eventMs }) => eventMs)),
  perSecond: spreadOf(rounds.map(({ eventMs }) => 1_000 / eventMs)),
  firstThirdMs: spreadOf(rounds.map(({ firstThirdMs }) => firstThirdMs)),
  lastThirdMs: spreadOf(rounds.map(({ lastThirdMs }) => lastThirdMs)),
  processorMs: spreadOf(rounds.map(({ processorMs }) => processorMs)),
})
