import type { GatewayRequest } from '../forward.ts'

/** The version whose shapes are read here; without the header Stripe would use whatever the account is set to. */
const VERSION = { 'stripe-version': '2026-10-28.endive' }

/** The charge with the intent, for the card's facts and the date until which a hold lasts. */
const EXPAND_CHARGE = 'expand[]=latest_charge'

export const get = (path: string): GatewayRequest => ({ method: 'GET', path, headers: VERSION })

/** Stripe takes forms. With a key, a repetition gets the stored answer and does nothing again. */
export const post = (path: string, body: object, idempotencyKey?: string): GatewayRequest => ({
  method: 'POST',
  path,
  headers: idempotencyKey === undefined ? VERSION : { ...VERSION, 'idempotency-key': idempotencyKey },
  body,
  encoding: 'form',
})

export const intentPath = (intentId: string, action?: string): string =>
  `/v1/payment_intents/${encodeURIComponent(intentId)}${action === undefined ? '' : `/${action}`}`

export const readIntent = (intentId: string): GatewayRequest => get(`${intentPath(intentId)}?${EXPAND_CHARGE}`)

/** Bodies that ask for the charge too. */
export const expanded = (body: object): object => ({ ...body, expand: ['latest_charge'] })
