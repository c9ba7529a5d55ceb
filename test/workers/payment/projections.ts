import type { ProjectionMessage } from '../../../src/payment/view.ts'

/** What came out of the queue, in the order of its arrival. The Worker and the tests share this module. */
const received: ProjectionMessage[] = []
const deaf = new Set<string>()

export const record = (message: ProjectionMessage): void => void received.push(message)
export const toldBy = (paymentId: string): readonly ProjectionMessage[] =>
  received.filter((message) => message.paymentId === paymentId)

/** From now on nobody acknowledges what this payment tells. */
export const acknowledgeNothingOf = (paymentId: string): void => void deaf.add(paymentId)
export const acknowledgeAllOf = (paymentId: string): void => void deaf.delete(paymentId)
export const acknowledges = (paymentId: string): boolean => !deaf.has(paymentId)
