import { randomBytes } from 'node:crypto'
import { base32 } from '../../ids/base32.ts'
import { CELL } from '../../ids/ids.ts'

const ID_BYTES = 16
const ENDPOINT = /^whe_(0[a-z2-7]{26})$/
const DELIVERY = /^whd_(0[a-z2-7]{26})_([1-9][0-9]{0,14})$/
/** Longer than any id; a longer text is refused before a pattern looks at it. */
const LONGEST_ID = 60

/** `whe_`, the cell, 128 random bits. */
export const newEndpointId = (): string => `whe_${CELL}${base32(randomBytes(ID_BYTES))}`

export const isEndpointId = (text: string): boolean => text.length <= LONGEST_ID && ENDPOINT.test(text)

/** A delivery's id leads to its endpoint: `whd_<the endpoint's part>_<number>`. */
export const deliveryId = (endpointId: string, number: number): string =>
  `whd_${endpointId.slice('whe_'.length)}_${number}`

export function parseDeliveryId(text: string): { readonly endpointId: string; readonly number: number } | undefined {
  if (text.length > LONGEST_ID) return undefined
  const [, endpoint, number] = DELIVERY.exec(text) ?? []
  return endpoint === undefined ? undefined : { endpointId: `whe_${endpoint}`, number: Number(number) }
}

/** A made-up event's id: nothing has it but the one delivery. */
export const newTestEventId = (): string => `evt_test_${base32(randomBytes(ID_BYTES))}`
