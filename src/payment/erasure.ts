import type { MessageAccount } from './contract.ts'
import type { NewEvent } from './event.ts'
import type { Log } from './log.ts'
import { isOwnAccount } from './permission.ts'
import { newSealKey } from './seal.ts'
import type { PaymentState } from './state.ts'

export type ErasureOwner = Pick<MessageAccount, 'merchantId' | 'mode'>

/** A marker without data: what it erases is the key, in the same commit. */
export const ERASED: NewEvent = { type: 'PAYMENT_ERASED', data: {} }

/** The log with the key that takes the old one's place; or what there is to say instead. */
export function decideErasure(log: Log | undefined, owner: ErasureOwner): Log | 'absent' | 'busy' | 'erased' {
  if (log?.state === undefined || !isOwnAccount(log.state, owner)) return 'absent'
  // Its repetition may need what was sealed, and has to be the same request.
  if (log.state.calls.length > 0) return 'busy'
  return isForgotten(log.state) ? 'erased' : { ...log, sealKey: newSealKey() }
}

/** Whether there is nothing left to erase: it was erased, and nothing was sealed since. */
const isForgotten = (state: PaymentState): boolean =>
  state.erasedSeq !== undefined && !holdsSealed([state, ...state.attempts, ...state.refunds, ...state.disputes])

const holdsSealed = (parts: readonly object[]): boolean =>
  parts.some((part) => SEALED.some((name) => name in part && part[name as keyof typeof part] !== undefined))

const SEALED = ['sealed', 'cancelSealed', 'browserSealed', 'returnUrl', 'returned', 'cardFingerprint'] as const
