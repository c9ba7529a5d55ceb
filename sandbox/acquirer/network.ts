import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** The card network behind both acquirers. It keeps nothing: what it gave out it knows again by this. */
const NETWORK_KEY = 'turnpike sandbox network'
const MAC_CHARACTERS = 12

const macOf = (number: string, salt: string): string =>
  createHmac('sha256', NETWORK_KEY).update(`${number} ${salt}`).digest('hex').slice(0, MAC_CHARACTERS)

/** A reference of an approval, as networks give them: 24 characters that mean nothing to anybody else. */
export function newTransactionId(number: string): string {
  const salt = randomBytes(5).toString('hex')
  return `nt${salt}${macOf(number, salt)}`
}

/** Whether the network gave out this reference for this very card. */
export function isTransactionIdOf(number: string, transactionId: string): boolean {
  const [, salt = '', mac = ''] = /^nt([0-9a-f]{10})([0-9a-f]{12})$/.exec(transactionId) ?? []
  return mac !== '' && timingSafeEqual(Buffer.from(mac), Buffer.from(macOf(number, salt)))
}
