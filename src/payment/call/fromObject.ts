import { returnTokenFor } from '../../access/returnToken.ts'
import { type ApiEnv, readSettings } from '../../env.ts'
import type { DisputeEvidence } from '../../gateway/gateway.ts'
import type { PaymentDetails } from '../command.ts'
import type { Log } from '../log.ts'
import type { Memory } from '../memory.ts'
import { mapped, open, openedText, sealedText } from '../seal.ts'
import type { CallPorts } from './ports.ts'

/** What a call to a gateway needs of the payment's object: the vault, and what only the object can open or has in memory. */
export function callPorts(env: ApiEnv, memory: Memory, currentLog: () => Log | undefined): CallPorts {
  const opened = <Value>(sealed: string | undefined): Value | undefined => {
    const { sealKey, paymentId = '' } = currentLog() ?? {}
    return open<Value>(sealKey, paymentId, sealed)
  }
  const addressOf = (page: 'return' | 'three-ds', attemptId: string): string => {
    const { signingSecret, publicOrigin } = readSettings(env)
    return `${publicOrigin}/${page}/${returnTokenFor(signingSecret, attemptId)}`
  }
  const openedKept = (kept: string): string | undefined => {
    const { sealKey, paymentId = '' } = currentLog() ?? {}
    return openedText(sealKey, paymentId, kept)
  }
  return {
    vault: env.VAULT,
    returnUrlFor: (attemptId) => addressOf('return', attemptId),
    stepUrlFor: (attemptId, step) => `${addressOf('three-ds', attemptId)}?step=${step}`,
    tokenOf: memory.tokenOf,
    payerOf: () => {
      const { name, email } = opened<PaymentDetails>(currentLog()?.state?.sealed)?.customer ?? {}
      return { ...(name === undefined ? {} : { name }), ...(email === undefined ? {} : { email }) }
    },
    browserOf: ({ browserSealed }) => opened(browserSealed),
    returnedOf: ({ returned = {} }) => mapped(returned, openedKept),
    sealed: (text) => {
      const { sealKey, paymentId } = currentLog() ?? {}
      if (sealKey === undefined || paymentId === undefined)
        throw new Error('a call is made for a payment without a log')
      return sealedText(sealKey, paymentId, text)
    },
    opened: openedKept,
    evidenceOf: (number) => opened<DisputeEvidence>(currentLog()?.state?.disputes[number - 1]?.sealed) ?? {},
  }
}
