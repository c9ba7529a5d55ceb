import type { Mode } from '../ids/ids.ts'
import { keyFor, macOf, sameBytes } from '../signing/derivedKey.ts'

export type ListName = 'payments' | 'refunds' | 'disputes' | 'customers'

/** The list that a cursor belongs to. A cursor of another list, merchant or mode is refused like a tampered one. */
export interface ListScope {
  readonly list: ListName | 'activity'
  readonly merchantId: string
  readonly mode: Mode
}

/** The place of a row in a list that is ordered newest first. */
export interface CursorKey {
  readonly createdAtMs: number
  readonly id: string
}

const MAC_BYTES = 16
/** Longer than any cursor; a longer text is refused before it is looked at. */
const LONGEST_CURSOR = 250

/** Opaque to callers: the place, and a proof that we made it for this list. The filter is free to change under way. */
export const encodeCursor = (signingSecret: string, scope: ListScope, { createdAtMs, id }: CursorKey): string =>
  sealPlace(signingSecret, scope, `${createdAtMs.toString(36)} ${id}`)

/** The place that a cursor names, or undefined where we did not make it for this list. */
export function decodeCursor(signingSecret: string, scope: ListScope, cursor: string): CursorKey | undefined {
  const place = openPlace(signingSecret, scope, cursor)
  if (place === undefined) return undefined
  const [createdAt = '', id = ''] = place.split(' ')
  return { createdAtMs: Number.parseInt(createdAt, 36), id }
}

/** A cursor for a place that is written as this text. */
export function sealPlace(signingSecret: string, scope: ListScope, text: string): string {
  const place = Buffer.from(text)
  return Buffer.concat([proofOf(signingSecret, scope, place), place]).toString('base64url')
}

/** The text that was sealed into a cursor, or undefined where we did not make it for this list. */
export function openPlace(signingSecret: string, scope: ListScope, cursor: string): string | undefined {
  if (cursor.length > LONGEST_CURSOR) return undefined
  const bytes = Buffer.from(cursor, 'base64url')
  // Only the one spelling that we print: decoding alone would pass over characters that are not base64url.
  if (bytes.length <= MAC_BYTES || bytes.toString('base64url') !== cursor) return undefined
  const place = bytes.subarray(MAC_BYTES)
  return sameBytes(bytes.subarray(0, MAC_BYTES), proofOf(signingSecret, scope, place)) ? place.toString() : undefined
}

const proofOf = (signingSecret: string, { list, merchantId, mode }: ListScope, place: Buffer): Buffer =>
  macOf(keyFor('list-cursor', signingSecret), [list, merchantId, mode, place.toString()].join(' '), MAC_BYTES)
