import type { OfferedMethod, WantedMethods } from '../method/choose.ts'
import type { Gateway, PaymentMethodKind } from './gateway.ts'

const CARDS_ALONE: readonly PaymentMethodKind[] = ['card']

/**
 * What a gateway has for such a payment: what its connector runs and does not refuse, and what the gateway offers beside
 * that, which has to be paid at the gateway's own page until the connector runs it.
 */
export function offeredBy(
  { capabilities, offers = [], refusalOf }: Pick<Gateway, 'capabilities' | 'offers' | 'refusalOf'>,
  { amountMinor, currency }: WantedMethods,
): readonly OfferedMethod[] {
  const runs = capabilities.methods ?? CARDS_ALONE
  const taken = runs.filter((method) => refusalOf?.({ amountMinor, currency, method }) === undefined)
  const others = offers.filter((id) => !runs.some((method) => method === id))
  return [...taken.map((id) => ({ id, isRunnable: true })), ...others.map((id) => ({ id, isRunnable: false }))]
}
