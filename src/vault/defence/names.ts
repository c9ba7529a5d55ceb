import type { CardKeys } from '../../defence/keys.ts'
import type { Network } from '../../defence/network.ts'
import type { KeyKind } from '../../defence/standing.ts'
import type { Mode } from '../../ids/ids.ts'
import { keyFor, macOf } from '../../signing/derivedKey.ts'

/** 12 bytes are enough that no two of a merchant's keys meet; they are no proof of anything. */
const NAME_BYTES = 12
/** Since 2022 a range is given out by eight digits (ISO/IEC 7812-1); cards of fewer than 16 digits still have six. */
const LONG_BIN = 8
const SHORT_BIN = 6
const LENGTH_WITH_LONG_BIN = 16

export interface Owner {
  readonly merchantId: string
  readonly mode: Mode
}

/** The keys that a card, or a code for a stored one, is counted under. Hashed with a key of the vault's own: memory and storage tell no address, no digits. */
export function cardKeys(
  owner: Owner,
  network: Network | undefined,
  number: string | undefined,
  tokenSecret: string,
  methodId?: string,
): CardKeys {
  const name = (kind: KeyKind, value: string) => nameOf(kind, owner, value, tokenSecret)
  return {
    ...(network === undefined ? {} : { network: name('network', network.narrow), range: name('range', network.wide) }),
    ...(number === undefined ? {} : { bin: name('bin', binOf(number)), card: name('card', number) }),
    ...(methodId === undefined ? {} : { card: name('card', methodId) }),
    merchant: name('merchant', ''),
  }
}

const binOf = (number: string): string => number.slice(0, number.length >= LENGTH_WITH_LONG_BIN ? LONG_BIN : SHORT_BIN)

const nameOf = (kind: KeyKind, { merchantId, mode }: Owner, value: string, tokenSecret: string): string =>
  `${kind}:${macOf(keyFor('card-testing', tokenSecret), JSON.stringify([kind, merchantId, mode, value]), NAME_BYTES).toString('base64url')}`
