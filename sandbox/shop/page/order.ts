import type { CaptureMethod } from '../generated/graphql.ts'
import type { OrderView } from '../view.ts'
import { ask } from './ask.ts'

export const placeOrder = (quantity: number, captureMethod: CaptureMethod): Promise<OrderView> =>
  ask('POST', '/orders', { quantity, captureMethod })

export const readOrder = (id: string): Promise<OrderView> => ask('GET', `/orders/${id}/state`)

export const changeOrder = (id: string, action: 'capture' | 'refund', change: { key: string; amount?: string }) =>
  ask<OrderView>('POST', `/orders/${id}/${action}`, change)

export const setFault = (acquirer: 'a' | 'b', fault: object | null): Promise<void> =>
  fault === null ? ask('DELETE', `/faults/${acquirer}`) : ask('PUT', `/faults/${acquirer}`, fault)
