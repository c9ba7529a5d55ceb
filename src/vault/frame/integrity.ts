import { createHash } from 'node:crypto'

/** As Subresource Integrity and a Content-Security-Policy write it. */
export const integrityOf = (text: string): string => `sha384-${createHash('sha384').update(text).digest('base64')}`

/** 80 bits of the same digest: enough to tell builds apart; whether it is the right one the integrity tells. */
const BUILD_DIGITS = 20

/** What an immutable address calls a script by. */
export const buildOf = (text: string): string => createHash('sha384').update(text).digest('hex').slice(0, BUILD_DIGITS)
