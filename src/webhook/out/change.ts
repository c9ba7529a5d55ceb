import type { DisabledReason, EndpointChange, OpenEndpoint } from './contract.ts'
import type { KeptEndpoint } from './kept.ts'
import { isAlive } from './secrets.ts'

export function openedEndpoint(input: OpenEndpoint, id: string, sealed: string, nowMs: number): KeptEndpoint {
  const { owner, secret: _secret, enabled, ...settings } = input
  const { merchantId, mode } = owner
  return {
    id,
    owner: { merchantId, mode },
    settings,
    enabled,
    ...(enabled ? {} : { disabledReason: 'OPERATOR' as const }),
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
    secrets: [{ sealed }],
  }
}

/** The endpoint after a change: what is absent stays, null takes away. */
export function changedEndpoint(before: KeptEndpoint, change: EndpointChange, nowMs: number): KeptEndpoint {
  const { enabled = before.enabled, catchUp: _catchUp, description, eventTypes, ...given } = change
  const { description: oldDescription, eventTypes: oldTypes, ...old } = before.settings
  const [nextDescription, nextTypes] = [description ?? undefined, eventTypes ?? undefined]
  const settings = {
    ...old,
    ...given,
    ...kept('description', description === undefined ? oldDescription : nextDescription),
    ...kept('eventTypes', eventTypes === undefined ? oldTypes : nextTypes),
  }
  const next = { ...before, settings, updatedAtMs: nowMs }
  if (enabled === before.enabled) return next
  return enabled ? enabledEndpoint(next) : disabledEndpoint(next, 'OPERATOR', nowMs)
}

export const disabledEndpoint = (endpoint: KeptEndpoint, reason: DisabledReason, nowMs: number): KeptEndpoint => ({
  ...endpoint,
  enabled: false,
  disabledReason: reason,
  disabledAtMs: nowMs,
  updatedAtMs: nowMs,
})

function enabledEndpoint(endpoint: KeptEndpoint): KeptEndpoint {
  const { disabledReason: _reason, disabledAtMs: _atMs, ...rest } = endpoint
  return { ...rest, enabled: true }
}

const kept = <Name extends string, Value>(name: Name, value: Value | undefined): { readonly [key in Name]?: Value } =>
  value === undefined ? {} : ({ [name]: value } as { readonly [key in Name]: Value })

/** A receiver is asked to know no more, and each makes the header longer. */
const MOST_SECRETS = 3

/**
 * The secret before signs until then as well, and those before it until their own time: who rotates again because an answer
 * was lost must not cut off what receivers have. Of too many the oldest is the one that they have, and those behind the
 * newest two are left out. Where the old one is to expire now, all old ones do.
 */
export function rotatedEndpoint(
  endpoint: KeptEndpoint,
  sealed: string,
  oldUntilMs: number,
  nowMs: number,
): KeptEndpoint {
  const alive = oldUntilMs <= nowMs ? [] : endpoint.secrets.filter((kept) => isAlive(kept, nowMs))
  const old = alive.map((kept) => ({ ...kept, untilMs: kept.untilMs ?? oldUntilMs }))
  const few = old.length < MOST_SECRETS ? old : [...old.slice(0, MOST_SECRETS - 2), ...old.slice(-1)]
  return { ...endpoint, secrets: [{ sealed }, ...few], updatedAtMs: nowMs }
}
