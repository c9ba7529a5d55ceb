import { base32 } from '../ids/base32.ts'

/** 16 random bytes: what an answer and the log lines about it have in common. Never taken from the caller. */
export const newRequestId = (): string => `req_${base32(crypto.getRandomValues(new Uint8Array(16)))}`
