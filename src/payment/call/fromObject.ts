import { returnTokenFor } from '../../access/returnToken.ts'
import { type ApiEnv, readSettings } from '../../env.ts'
import type { DisputeEvidence } from '../../gateway/gateway.ts'
import type { Log } from '../log.ts'
import type { Memory } from '../memory.ts'
import { open } from '../seal.ts'
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
  return {
    vault: env.VAULT,
    returnUrlFor: (attemptId) => addressOf('return', attemptId),
    stepUrlFor: (attemptId, step) => `${addressOf('three-ds', attemptId)}?step=${step}`,
    tokenOf: memory.tokenOf,
    browserOf: ({ browserSealed }) => opened(browserSealed),
    evidenceOf: (number) => opened<DisputeEvidence>(currentLog()?.state?.disputes[number - 1]?.sealed) ?? {},
  }
}
