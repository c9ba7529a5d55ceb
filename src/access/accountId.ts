import { randomBytes } from 'node:crypto'
import { base32 } from '../ids/base32.ts'
import { CELL } from '../ids/ids.ts'

const ID_BYTES = 16
const ACCOUNT = /^gwa_0[a-z2-7]{26}$/

/** `gwa_`, the cell, 128 random bits. It stands in the address that the gateway sends its webhooks to. */
export const newGatewayAccountId = (): string => `gwa_${CELL}${base32(randomBytes(ID_BYTES))}`

export const isGatewayAccountId = (text: string): boolean => ACCOUNT.test(text)
