import type { ActivityOwner } from '../../activity/contract.ts'
import type { Configured } from '../../configuration/contract.ts'
import { absent, impossible, invalid } from '../../configuration/ports.ts'
import type { Database } from '../../db/database.ts'
import { addWebhookEndpoint, listWebhookEndpointIds, removeWebhookEndpoint } from '../../db/webhookEndpoints.ts'
import type { Prepare } from '../../http/graphql/subscription.ts'
import { errorFields, log } from '../../http/log.ts'
import { ok, type Result } from '../../result.ts'
import type {
  AddEndpoint,
  Delivery,
  RotateSecret,
  UpdateEndpoint,
  WebhookEndpointService,
  WebhookService,
  WithSecret,
} from './contract.ts'
import { isEndpointId, newEndpointId, parseDeliveryId } from './id.ts'
import { DEFAULT_SELECTION, NEWEST_API_VERSION } from './selection.ts'
import { checkSettings, given } from './settings.ts'
import { newSecret } from './signature.ts'

/** Each is an object that hears of every event. */
const MOST_ENDPOINTS = 50
const HOUR_MS = 3_600_000
const USUAL_OVERLAP_HOURS = 24
/** A secret that leaked is not worth more patience than this. */
const LONGEST_OVERLAP_HOURS = 7 * 24

export interface WebhookPorts {
  readonly db: Database
  readonly endpoint: (id: string) => WebhookEndpointService
  readonly prepare: Prepare
  readonly production: boolean
  readonly nowMs: () => number
}

const DISABLED = 'The endpoint is disabled: enable it first.'

/** Webhook endpoints, each in its own object; Postgres knows which there are. */
export function webhookService(ports: WebhookPorts): WebhookService {
  const { db, nowMs } = ports
  /** What an object is told of whoever asks: whose endpoint it has to be. */
  const only = ({ merchantId, mode }: ActivityOwner): ActivityOwner => ({ merchantId, mode })
  /** A malformed id asks nobody, and answers as one that does not exist. */
  const endpointOf = (id: string) => (isEndpointId(id) ? ports.endpoint(id) : undefined)

  /** One object in trouble does not hide the others. Where none answers, that is told: an empty list would say something else. */
  const ofEach = async <Value>(ids: readonly string[], ask: (endpoint: WebhookEndpointService) => Promise<Value>) => {
    const answers = await Promise.allSettled(ids.map((id) => ask(ports.endpoint(id))))
    for (const [index, answer] of answers.entries()) {
      if (answer.status === 'rejected') {
        log('error', 'a webhook endpoint could not be read', { endpointId: ids[index], ...errorFields(answer.reason) })
      }
    }
    const [first] = answers
    if (first?.status === 'rejected' && answers.every(({ status }) => status === 'rejected')) throw first.reason
    return answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []))
  }

  const list = async (owner: ActivityOwner) => {
    const ids = await listWebhookEndpointIds(db, owner)
    // One that broke off while it was added has a row and no object: there is nothing to show of it.
    const endpoints = await ofEach(ids, (endpoint) => endpoint.read(only(owner)))
    return endpoints.filter((endpoint) => endpoint !== null)
  }

  const add = async (owner: ActivityOwner, input: AddEndpoint): Configured<WithSecret> => {
    const checked = checkSettings(input, ports)
    if (!checked.ok) return checked
    if ((await listWebhookEndpointIds(db, owner)).length >= MOST_ENDPOINTS) {
      return impossible(`There are ${MOST_ENDPOINTS} webhook endpoints, which is the most: remove one first.`)
    }
    const { id = newEndpointId() } = input
    const secret = newSecret()
    const { url, description, eventTypes, apiVersion, selection, ordered } = checked.value
    // The row first: an endpoint that sends and that nobody can find would be worse than a row without an endpoint.
    await addWebhookEndpoint(db, owner, id)
    const endpoint = await ports.endpoint(id).open({
      owner: only(owner),
      secret,
      enabled: input.enabled ?? true,
      url: url ?? input.url,
      apiVersion: apiVersion ?? NEWEST_API_VERSION,
      selection: selection ?? DEFAULT_SELECTION,
      ordered: ordered ?? false,
      ...(given(description) ? { description } : {}),
      ...(given(eventTypes) ? { eventTypes } : {}),
    })
    return ok({ endpoint, secret })
  }

  const change = async (owner: ActivityOwner, { id, enabled, catchUp, ...input }: UpdateEndpoint) => {
    const checked = checkSettings(input, ports)
    if (!checked.ok) return checked
    const changed = await endpointOf(id)?.change(only(owner), {
      ...checked.value,
      ...(given(enabled) ? { enabled } : {}),
      ...(given(catchUp) ? { catchUp } : {}),
    })
    return given(changed) ? ok(changed) : absent
  }

  const rotate = async (owner: ActivityOwner, { id, overlapHours, expireOldNow }: RotateSecret) => {
    const hours = overlapHours ?? USUAL_OVERLAP_HOURS
    if (!Number.isInteger(hours) || hours < 0 || hours > LONGEST_OVERLAP_HOURS) {
      return invalid(['overlapHours'], `overlapHours is a whole number from 0 to ${LONGEST_OVERLAP_HOURS}.`)
    }
    const secret = newSecret()
    const untilMs = nowMs() + (expireOldNow === true ? 0 : hours * HOUR_MS)
    const endpoint = await endpointOf(id)?.rotate(only(owner), secret, untilMs)
    return given(endpoint) ? ok({ endpoint, secret }) : absent
  }

  const remove = async (owner: ActivityOwner, id: string) => {
    if (!isEndpointId(id)) return absent
    let removed = false
    try {
      removed = await ports.endpoint(id).remove(only(owner))
    } catch (error) {
      // It leaves the lists all the same. The error is told: the object may be there still, and to be asked again.
      await removeWebhookEndpoint(db, owner, id)
      throw error
    }
    // Also where the object is gone already: a removal that broke off in between can be repeated.
    const ids = await listWebhookEndpointIds(db, owner)
    await removeWebhookEndpoint(db, owner, id)
    return removed || ids.includes(id) ? ok({ id }) : absent
  }

  const refused = <Value>(result: Result<Value, 'not_found' | 'disabled'> | undefined) => {
    if (result === undefined) return absent
    if (result.ok) return result
    return result.error === 'not_found' ? absent : impossible(DISABLED)
  }

  return {
    list,
    add,
    change,
    rotate,
    remove,
    read: async (owner, id) => (await endpointOf(id)?.read(only(owner))) ?? null,
    sendTest: async (owner, id, type) => refused(await endpointOf(id)?.sendTest(only(owner), type)),
    redeliver: async (owner, deliveryId) => {
      const parsed = parseDeliveryId(deliveryId)
      return refused(parsed && (await ports.endpoint(parsed.endpointId).redeliver(only(owner), parsed.number)))
    },
    redeliverMany: async (owner, id, range) => refused(await endpointOf(id)?.redeliverMany(only(owner), range)),
    deliveries: async (owner, id, query) => (await endpointOf(id)?.deliveries(only(owner), query)) ?? null,
    deliveriesOf: async (owner, eventId) => {
      const ids = await listWebhookEndpointIds(db, owner)
      const pages = await ofEach(ids, (endpoint) => endpoint.deliveries(only(owner), { eventId, first: 1 }))
      return pages.flatMap((page): readonly Delivery[] => page?.deliveries ?? [])
    },
  }
}
