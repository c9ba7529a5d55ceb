import type { CardField, GatewayRequest, WalletField } from '../../gateway/forward.ts'
import { unreachable } from '../../result.ts'
import type { Card } from '../card/card.ts'
import type { WalletCard } from '../card/wallet.ts'
import type { Placed } from './body.ts'

/** The card's values at the places that the request names for them. */
export const cardValues = (
  fields: NonNullable<GatewayRequest['cardFields']>,
  card: Card,
  networkNames: NonNullable<GatewayRequest['networkNames']> = {},
): readonly Placed[] => fields.map(([path, field]) => [path, cardValue(card, field, networkNames)] as const)

/** What a wallet gave at the places that the request names for it; undefined where it has not what is asked for. */
export function walletValues(
  fields: NonNullable<GatewayRequest['walletFields']>,
  { payload }: WalletCard,
): readonly Placed[] | undefined {
  const values: Placed[] = []
  for (const [path, field] of fields) {
    const value = walletValue(payload, field)
    if (value === undefined) return undefined
    values.push([path, value])
  }
  return values
}

function walletValue(payload: string, field: WalletField): string | undefined {
  switch (field) {
    case 'text':
      return payload
    case 'base64':
      return Buffer.from(payload).toString('base64')
    case 'tokenId':
      return tokenIdIn(payload)
    default:
      return unreachable(field)
  }
}

function tokenIdIn(payload: string): string | undefined {
  try {
    const { id } = Object(JSON.parse(payload)) as { readonly id?: unknown }
    return typeof id === 'string' && /^[\w-]{1,255}$/.test(id) ? id : undefined
  } catch {
    return undefined
  }
}

/** The account's own settings at their places; undefined where it has none of a name. */
export function accountValues(
  fields: NonNullable<GatewayRequest['accountFields']>,
  settings: Readonly<Record<string, string>>,
): readonly Placed[] | undefined {
  const values: Placed[] = []
  for (const [path, name] of fields) {
    if (!Object.hasOwn(settings, name)) return undefined
    values.push([path, settings[name]])
  }
  return values
}

function cardValue(
  card: Card,
  field: CardField,
  networkNames: Readonly<Record<string, string>>,
): string | number | undefined {
  const year = String(card.expiryYear)
  const month = String(card.expiryMonth).padStart(2, '0')
  switch (field) {
    case 'number':
      return card.number
    case 'expiryMonth':
      return card.expiryMonth
    case 'expiryMonth2':
      return month
    case 'expiryYear':
      return card.expiryYear
    case 'expiryYearText':
      return year
    case 'expiryYear2':
      return year.slice(-2)
    case 'expiryYearMonth':
      return `${year}-${month}`
    case 'cvc':
      return card.cvc
    case 'name':
      return card.name
    case 'network':
      return card.network !== undefined && Object.hasOwn(networkNames, card.network)
        ? networkNames[card.network]
        : undefined
    default:
      return unreachable(field)
  }
}
