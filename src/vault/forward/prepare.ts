import type { GatewayRequest } from '../../gateway/forward.ts'
import type { GatewayAccount } from '../account/account.ts'
import { isWalletCard, type Kept } from '../card/wallet.ts'
import { addressBelow } from './address.ts'
import { copyBody, encodeBody, fitsPaths, rawFieldsOf, setValues, withRawFields } from './body.ts'
import type { ExchangeRequest } from './exchange.ts'
import { accountValues, cardValues, walletValues } from './fields.ts'
import { requestHeaders } from './headers.ts'

const METHODS = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])

/** A request that is ready but for its card and its authorization. */
export interface PreparedRequest {
  readonly url: URL
  readonly needsCard: boolean
  /** The request with the card set; undefined where a card is a wallet's and none was asked for, or the other way round. */
  build(card: Kept | undefined): ExchangeRequest | undefined
}

/** Judges a request before anything is claimed or sent: undefined is a bad request. */
export function prepareRequest(account: GatewayAccount, request: GatewayRequest): PreparedRequest | undefined {
  const { authorization, fields: settings = {} } = account.credentials
  const { body: given, cardFields = [], walletFields = [], accountFields = [], encoding = 'json' } = request
  const url = addressBelow(account.baseUrl, request.path)
  const ownHeader = authorization.kind === 'header' ? authorization.name : 'authorization'
  const headers = requestHeaders(request.headers ?? {}, ownHeader)
  if (url === undefined || headers === undefined || !METHODS.has(request.method)) return undefined
  const hasBody = given !== undefined
  if (hasBody && request.method === 'GET') return undefined
  const body = hasBody ? copyBody(given) : undefined
  if (hasBody && body === undefined) return undefined
  const values = accountValues(accountFields, settings)
  if (values === undefined || !setValues(body, values) || !fitsPaths(body, [...cardFields, ...walletFields]))
    return undefined
  const raw = rawFieldsOf(request)
  if (
    raw === undefined ||
    !setValues(
      body,
      raw.map(({ path, standIn }) => [path, standIn] as const),
    )
  )
    return undefined
  return {
    url,
    needsCard: cardFields.length + walletFields.length > 0,
    build(card) {
      const filled = copyBody(body)
      if (cardFields.length > 0) {
        const isCard = card !== undefined && !isWalletCard(card)
        if (!isCard || !setValues(filled, cardValues(cardFields, card, request.networkNames))) return undefined
      }
      if (walletFields.length > 0) {
        const given = card !== undefined && isWalletCard(card) ? walletValues(walletFields, card) : undefined
        if (given === undefined || !setValues(filled, given)) return undefined
      }
      const sent = new Headers(headers)
      if (!hasBody) return { method: request.method, headers: sent }
      const { contentType, text } = encodeBody(filled, encoding)
      sent.set('content-type', contentType)
      return { method: request.method, headers: sent, body: withRawFields(text, raw) }
    },
  }
}
