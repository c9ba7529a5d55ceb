import type { Mode } from '../../ids/ids.ts'
import { keyFor, macOf } from '../../signing/derivedKey.ts'

/** 16 bytes are 22 base64url characters: no two cards of a merchant ever share one. */
const FINGERPRINT_BYTES = 16

/**
 * A name for a card's number that holds for one merchant and mode, whatever token the card came in. A number has far too
 * few digits for a plain hash, so the key makes it worth nothing outside the vault; a new TOKEN_SECRET makes new names.
 */
export const cardFingerprint = (
  number: string,
  { merchantId, mode }: { readonly merchantId: string; readonly mode: Mode },
  tokenSecret: string,
): string =>
  macOf(
    keyFor('card-fingerprint', tokenSecret),
    // JSON of a list keeps the parts apart whatever they contain.
    JSON.stringify([merchantId, mode, number]),
    FINGERPRINT_BYTES,
  ).toString('base64url')
