import type { CaptureMethod } from '../generated/graphql.ts'
import type { OrderView } from '../view.ts'

/** An answer that says no, in words for a person. Any other error means that nobody knows what became of the request. */
export class Refused extends Error {}

/** The shop's own server, which alone has the secret key. */
async function ask<Value>(method: string, path: string, body?: object | null): Promise<Value> {
  const response = await fetch(path, {
    method,
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
  if (response.status === 204) return undefined as Value
  const answer = await response.json()
  if (!response.ok) throw response.status < 500 ? new Refused(answer.message) : new Error(answer.message)
  return answer
}

export const placeOrder = (quantity: number, captureMethod: CaptureMethod): Promise<OrderView> =>
  ask('POST', '/orders', { quantity, captureMethod })

export const readOrder = (id: string): Promise<OrderView> => ask('GET', `/orders/${id}/state`)

export const changeOrder = (id: string, action: 'capture' | 'refund', change: { key: string; amount?: string }) =>
  ask<OrderView>('POST', `/orders/${id}/${action}`, change)

export const setFault = (acquirer: 'a' | 'b', fault: object | null): Promise<void> =>
  fault === null ? ask('DELETE', `/faults/${acquirer}`) : ask('PUT', `/faults/${acquirer}`, fault)
