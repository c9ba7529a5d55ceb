import type { AttemptRequest, AuthorizeRequest } from '../gateway.ts'
import type { AuthorizeOutcome, Unknown } from '../outcome.ts'
import type { Authentication, Exemption, ThreeDSStep } from '../threeDS.ts'
import { transactionStatusOf } from '../threeDS.ts'
import { completionOf, creqOf, decodeMessage, type Returned, stepRequired } from '../threeDSMessages.ts'
import { jsonOf, type PaymentAnswer } from './shapes.ts'

/** Adyen's names of exemptions. Of later payments in a series it is told by their interaction, not by an exemption. */
const EXEMPTION_NAMES: Readonly<Partial<Record<Exemption, string>>> = {
  LOW_VALUE: 'lowValue',
  TRANSACTION_RISK_ANALYSIS: 'transactionRiskAnalysis',
}
const EXEMPTIONS: ReadonlyMap<string, Exemption> = new Map([
  ['lowValue', 'LOW_VALUE'],
  ['transactionRiskAnalysis', 'TRANSACTION_RISK_ANALYSIS'],
])

/** EMV 3-D Secure, `threeDSRequestorChallengeInd`: a challenge is requested, as a mandate. */
const CHALLENGE_MANDATED = '04'

/**
 * What the request says of 3-D Secure. Whether it is native or by redirect is the account's setting, at `NATIVE_FIELD`; the
 * results of a native one are posted to our own addresses.
 */
export function threeDSOf({ threeDS, windowSize, returnUrl }: AuthorizeRequest) {
  const isMandated = threeDS?.challenge === 'REQUIRED'
  return {
    origin: new URL(returnUrl).origin,
    authenticationData: {
      ...(isMandated ? { attemptAuthentication: 'always' } : {}),
      threeDSRequestData: windowSize === undefined ? {} : { challengeWindowSize: windowSize },
    },
    threeDS2RequestData: {
      notificationURL: returnUrl,
      ...(isMandated ? { threeDSRequestorChallengeInd: CHALLENGE_MANDATED } : {}),
    },
  }
}

export const NATIVE_FIELD = [['authenticationData', 'threeDSRequestData', 'nativeThreeDS'], 'nativeThreeDS'] as const

export function exemptionOf({ threeDS }: AuthorizeRequest): { readonly scaExemption?: string } {
  const scaExemption = threeDS?.exemption && EXEMPTION_NAMES[threeDS.exemption]
  return scaExemption === undefined ? {} : { scaExemption }
}

/** An action of type `threeDS2`: its token says which transaction it is and where the issuer's pages are. */
export function nativeStep(
  { resultCode, action }: PaymentAnswer,
  request: AttemptRequest,
): Extract<AuthorizeOutcome, { readonly kind: 'action_required' }> | Unknown {
  const token = decodeMessage(action?.token)
  const threeDSServerTransId = textOf(token?.threeDSServerTransID)
  if (action === undefined || threeDSServerTransId === undefined) return unreadable(resultCode)
  const { paymentData, authorisationToken } = action
  const known = { threeDSServerTransId, carried: JSON.stringify({ paymentData, authorisationToken }) }
  if (action.subtype === 'fingerprint') {
    const methodUrl = addressOf(token?.threeDSMethodURL)
    return stepRequired(request, { kind: 'device_data', ...known, ...(methodUrl === undefined ? {} : { methodUrl }) })
  }
  const { windowSize = '05' } = request
  const acsUrl = addressOf(token?.acsURL)
  const [acsTransID, messageVersion] = [textOf(token?.acsTransID), textOf(token?.messageVersion)]
  if (acsUrl === undefined || acsTransID === undefined || messageVersion === undefined) return unreadable(resultCode)
  const creq = creqOf({
    threeDSServerTransID: threeDSServerTransId,
    acsTransID,
    messageVersion,
    challengeWindowSize: windowSize,
  })
  return stepRequired(request, { kind: 'challenge', ...known, acsUrl, creq, windowSize })
}

const unreadable = (resultCode: string): Unknown => ({
  kind: 'unknown',
  reason: `the token of ${resultCode} says nothing`,
})

/** Longer than any of the protocol's own: ids have 36 characters, versions five. */
const LONGEST_TEXT = 64

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' && value.length <= LONGEST_TEXT ? value : undefined

function addressOf(value: unknown): string | undefined {
  const url = typeof value === 'string' && value.length <= 2048 ? URL.parse(value) : null
  return url?.protocol === 'https:' || url?.protocol === 'http:' ? url.href : undefined
}

const base64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64')

/** The body of `/payments/details` for what the shopper's browser brought back from the step; undefined where it is nothing. */
export function detailsOf(step: ThreeDSStep, returned: Returned): object | undefined {
  const carried = jsonOf(step.carried ?? '') as { readonly paymentData?: string; readonly authorisationToken?: string }
  const { paymentData, authorisationToken } = carried ?? {}
  const data = paymentData === undefined ? {} : { paymentData }
  const threeDSCompInd = completionOf(returned)
  if (step.kind === 'device_data' && threeDSCompInd !== undefined) {
    return { details: { 'threeds2.fingerprint': base64({ threeDSCompInd }) }, ...data }
  }
  const transStatus = transactionStatusOf(decodeMessage(returned.cres)?.transStatus)
  if (step.kind !== 'challenge' || transStatus === undefined) return undefined
  return { details: { threeDSResult: base64({ transStatus, authorisationToken }) }, ...data }
}

/** How it went, from the result where Adyen sends it whole, else from what it says beside. Never the cryptogram. */
export function authenticationOf(
  { threeDS2Result, additionalData }: PaymentAnswer,
  { step }: Pick<AttemptRequest, 'step'>,
): { readonly authentication?: Authentication } {
  const { transStatus, messageVersion, exemptionIndicator } = threeDS2Result ?? {}
  const { threeDAuthenticatedResponse, threeDSVersion, liabilityShift } = additionalData ?? {}
  const transactionStatus = transactionStatusOf(transStatus ?? threeDAuthenticatedResponse)
  const version = messageVersion ?? threeDSVersion
  const eci = threeDS2Result?.eci ?? additionalData?.eci
  const exemptionGranted = EXEMPTIONS.get(exemptionIndicator ?? '')
  if (transactionStatus === undefined && eci === undefined && liabilityShift === undefined) return {}
  const authentication: Authentication = {
    ...(transactionStatus === undefined ? {} : { transactionStatus }),
    ...(version === undefined ? {} : { version }),
    ...(eci === undefined ? {} : { eci }),
    ...(step === undefined ? {} : { flow: step.kind === 'challenge' ? 'CHALLENGE' : 'FRICTIONLESS' }),
    ...(exemptionGranted === undefined ? {} : { exemptionGranted }),
    ...(liabilityShift === undefined ? {} : { liabilityShifted: liabilityShift === 'true' }),
  }
  return { authentication }
}
