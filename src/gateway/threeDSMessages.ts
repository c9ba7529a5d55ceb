import type { AttemptRequest } from './gateway.ts'
import type { AuthorizeOutcome, Unknown } from './outcome.ts'
import { STAGES, type ThreeDSStep, type WindowSize } from './threeDS.ts'

/** EMV 3-D Secure: messages are JSON in base64url without padding; a CRes has some hundred bytes. */
const LONGEST_MESSAGE = 8 * 1024

export const encodeMessage = (message: object): string => Buffer.from(JSON.stringify(message)).toString('base64url')

export function decodeMessage(text: string | undefined): Readonly<Record<string, unknown>> | undefined {
  if (text === undefined || text.length > LONGEST_MESSAGE) return undefined
  try {
    const message: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
    return typeof message === 'object' && message !== null ? (message as Readonly<Record<string, unknown>>) : undefined
  } catch {
    return undefined
  }
}

/** What the 3DS server asks the issuer's challenge server. */
export const creqOf = (message: {
  readonly threeDSServerTransID: string
  readonly acsTransID: string
  readonly messageVersion: string
  readonly challengeWindowSize: WindowSize
}): string => encodeMessage({ ...message, messageType: 'CReq' })

/** What the issuer's page gets in the hidden frame, and sends back to the address in it when it is done. */
export const methodDataOf = (threeDSServerTransID: string, threeDSMethodNotificationURL: string): string =>
  encodeMessage({ threeDSServerTransID, threeDSMethodNotificationURL })

/** The outcome that asks for this step; there has to be a page that can take it. */
export const stepRequired = (
  { stepUrl }: Pick<AttemptRequest, 'stepUrl'>,
  step: ThreeDSStep,
): Extract<AuthorizeOutcome, { readonly kind: 'action_required' }> | Unknown =>
  stepUrl === undefined
    ? { kind: 'unknown', reason: 'the step cannot be taken here' }
    : {
        kind: 'action_required',
        action: {
          type: 'three_ds_challenge',
          url: stepUrl,
          stage: STAGES[step.kind],
          ...(step.kind === 'challenge' ? { windowSize: step.windowSize } : {}),
        },
        step,
      }

export type Returned = Readonly<Record<string, string>>

/** Whether the issuer's page was done with the device within its time: Y, N, or U where it did not want to. */
export type CompletionIndicator = 'Y' | 'N' | 'U'

export const completionOf = ({ threeDSCompInd }: Returned): CompletionIndicator | undefined =>
  threeDSCompInd === 'Y' || threeDSCompInd === 'N' || threeDSCompInd === 'U' ? threeDSCompInd : undefined

/**
 * Whether what a visit brought is an answer to this step. Device data answer no challenge, and a result that names another
 * transaction is none of ours, wherever it was made: it is not even handed on.
 */
export function answersStep(step: ThreeDSStep | undefined, returned: Returned): boolean {
  const hasDeviceData = completionOf(returned) !== undefined
  switch (step?.kind) {
    case undefined:
      return true
    case 'device_data':
      return hasDeviceData
    case 'decoupled':
      return !hasDeviceData && returned.cres === undefined
    case 'challenge':
      return !hasDeviceData && decodeMessage(returned.cres)?.threeDSServerTransID === step.threeDSServerTransId
  }
}
