import type { ConfigurationRefusal } from '../../configuration/contract.ts'
import { invalid } from '../../configuration/ports.ts'
import type { Prepare } from '../../http/graphql/subscription.ts'
import type { PaymentEventType } from '../../payment/event.ts'
import { ok, type Result } from '../../result.ts'
import type { AddEndpoint, EndpointChange } from './contract.ts'
import { API_VERSIONS, checkSelectionSet } from './selection.ts'
import { checkUrl } from './url.ts'
import { withoutStop } from './words.ts'

export const given = <Value>(value: Value | null | undefined): value is Value => value !== null && value !== undefined

export type CheckedSettings = Omit<EndpointChange, 'enabled' | 'catchUp'>

/** What was said of an endpoint, checked. What is absent is absent in the answer; the first problem is told. */
export function checkSettings(
  input: Partial<AddEndpoint>,
  { prepare, production }: { readonly prepare: Prepare; readonly production: boolean },
): Result<CheckedSettings, ConfigurationRefusal> {
  const { url, description, eventTypes, apiVersion, selection, ordered } = input
  const address = given(url) ? checkUrl(url, !production) : undefined
  if (address?.ok === false) return invalid(['url'], `url ${address.error}.`)
  if (given(eventTypes) && eventTypes.length === 0) {
    return invalid(['eventTypes'], 'eventTypes must name at least one type; leave it out for all of them.')
  }
  if (given(apiVersion) && !API_VERSIONS.includes(apiVersion)) {
    return invalid(['apiVersion'], `apiVersion must be one of ${API_VERSIONS.join(', ')}.`)
  }
  const selected = given(selection) ? checkSelectionSet(prepare, selection, production) : undefined
  if (selected?.ok === false) return invalid(['selection'], `selection ${withoutStop(selected.error)}.`)
  return ok({
    ...(address === undefined ? {} : { url: address.value }),
    ...(description === undefined ? {} : { description }),
    ...(eventTypes === undefined ? {} : { eventTypes: once(eventTypes) }),
    ...(given(apiVersion) ? { apiVersion } : {}),
    ...(given(selection) ? { selection } : {}),
    ...(given(ordered) ? { ordered } : {}),
  })
}

const once = (types: readonly PaymentEventType[] | null): readonly PaymentEventType[] | null =>
  types === null ? null : [...new Set(types)]
