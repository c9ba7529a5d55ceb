import { setTimeout as wait } from 'node:timers/promises'
import { CommandError } from '../commands/commandError.ts'
import type { Api } from './api.ts'

const LOOK_EVERY_MS = 1_000
const FIRST = 50

interface Attempt {
  readonly number: number
  readonly startedAt: string
  readonly durationMs: number | null
  readonly statusCode: number | null
  readonly error: string | null
}

interface Delivery {
  readonly id: string
  readonly endpointId: string
  readonly eventId: string
  readonly name: string
  readonly status: string
  readonly attempts: readonly Attempt[]
}

const DELIVERIES = `query ($id: ID!, $first: Int) { webhookDeliveries(endpointId: $id, first: $first) {
  nodes { id endpointId eventId name status attempts { number startedAt durationMs statusCode error } } } }`

/** Attempts of all endpoints or of one, oldest first; with `follow` for as long as it runs. */
export async function logs(api: Api, { endpoint, follow }: { endpoint: string | undefined; follow: boolean }) {
  const shown = new Set<string>()
  for (;;) {
    for (const line of await news(api, await endpointsOf(api, endpoint), shown)) console.log(line)
    if (!follow) return undefined
    await wait(LOOK_EVERY_MS)
  }
}

async function endpointsOf(api: Api, endpoint: string | undefined): Promise<readonly string[]> {
  if (endpoint !== undefined) return [endpoint]
  const { webhookEndpoints } = await api.ask<{ webhookEndpoints: readonly { readonly id: string }[] }>(
    '{ webhookEndpoints { id } }',
  )
  return webhookEndpoints.map(({ id }) => id)
}

/** A line for each attempt that has ended and was not shown, and notes that it was. */
async function news(api: Api, endpoints: readonly string[], shown: Set<string>): Promise<readonly string[]> {
  const pages = await Promise.all(
    endpoints.map(async (id) => {
      const page = await api.ask<{ webhookDeliveries: { readonly nodes: readonly Delivery[] } | null }>(DELIVERIES, {
        id,
        first: FIRST,
      })
      if (page.webhookDeliveries === null) throw new CommandError(`There is no webhook endpoint ${id}.`)
      return page.webhookDeliveries.nodes
    }),
  )
  const attempts = pages
    .flat()
    .flatMap((delivery) => delivery.attempts.map((attempt) => ({ delivery, attempt })))
    .filter(({ delivery, attempt }) => attempt.durationMs !== null && !shown.has(`${delivery.id} ${attempt.number}`))
    .sort((one, other) => one.attempt.startedAt.localeCompare(other.attempt.startedAt))
  for (const { delivery, attempt } of attempts) shown.add(`${delivery.id} ${attempt.number}`)
  return attempts.map(({ delivery: { endpointId, eventId, name }, attempt }) => {
    const { startedAt, statusCode, error, durationMs, number } = attempt
    return [startedAt, statusCode ?? 'failed', `${durationMs} ms`, name, eventId, `#${number}`, endpointId, error ?? '']
      .join('  ')
      .trimEnd()
  })
}
