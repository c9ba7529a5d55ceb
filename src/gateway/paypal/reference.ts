/**
 * What PayPal calls an attempt: the order's id, and once it is charged or held a point and the id of the capture (of a
 * sale) or the authorization (of a hold) after it. Ids of PayPal's are capitals and digits, at most 36 of them.
 */
export interface Reference {
  readonly orderId: string
  readonly chargeId?: string
}

const REFERENCE = /^([A-Z0-9]{1,36})(?:\.([A-Z0-9]{1,36}))?$/

export function readReference(reference: string | undefined): Reference | undefined {
  const [, orderId, chargeId] = REFERENCE.exec(reference ?? '') ?? []
  if (orderId === undefined) return undefined
  return chargeId === undefined ? { orderId } : { orderId, chargeId }
}

export const referenceOf = (orderId: string, chargeId: string): string => `${orderId}.${chargeId}`
