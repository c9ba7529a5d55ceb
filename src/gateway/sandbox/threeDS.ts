import type { AttemptRequest, AuthorizeRequest } from '../gateway.ts'
import type { AuthorizeOutcome, Unknown } from '../outcome.ts'
import type { Authentication, Exemption } from '../threeDS.ts'
import { creqOf, stepRequired } from '../threeDSMessages.ts'
import type { AuthenticationAnswer, PaymentAnswer } from './shapes.ts'

const EXEMPTION_NAMES = {
  LOW_VALUE: 'lowValue',
  TRANSACTION_RISK_ANALYSIS: 'transactionRiskAnalysis',
  RECURRING: 'recurring',
} as const satisfies Readonly<Record<Exemption, string>>

const EXEMPTIONS: Readonly<Record<(typeof EXEMPTION_NAMES)[Exemption], Exemption>> = {
  lowValue: 'LOW_VALUE',
  transactionRiskAnalysis: 'TRANSACTION_RISK_ANALYSIS',
  recurring: 'RECURRING',
}

/** What the acquirer is asked of 3-D Secure; it decides by itself where nothing is. */
export function wishOf({ threeDS, windowSize }: AuthorizeRequest): object | undefined {
  const { challenge, exemption } = threeDS ?? {}
  if (challenge === undefined && exemption === undefined && windowSize === undefined) return undefined
  return {
    ...(challenge === undefined ? {} : { challenge: 'required' }),
    ...(exemption === undefined ? {} : { exemption: EXEMPTION_NAMES[exemption] }),
    ...(windowSize === undefined ? {} : { windowSize }),
  }
}

export function authenticationOf(answer: AuthenticationAnswer): { readonly authentication?: Authentication } {
  if (answer == null) return {}
  const { transStatus, version, eci, flow, exemption } = answer
  return {
    authentication: {
      ...(transStatus === undefined ? {} : { transactionStatus: transStatus }),
      ...(version === undefined ? {} : { version }),
      ...(eci === undefined ? {} : { eci }),
      ...(flow === undefined ? {} : { flow }),
      ...(exemption === undefined ? {} : { exemptionGranted: EXEMPTIONS[exemption] }),
    },
  }
}

type Waiting = Extract<
  PaymentAnswer,
  { readonly status: 'challenge_required' | 'device_data_required' | 'decoupled_required' }
>

/** Where the shopper has to go: to the acquirer's own page, or to ours for a step that the issuer wants. */
export function stepOutcome(
  payment: Waiting,
  request: Pick<AttemptRequest, 'stepUrl' | 'windowSize'>,
): Extract<AuthorizeOutcome, { readonly kind: 'action_required' }> | Unknown {
  const { windowSize = '05' } = request
  switch (payment.status) {
    case 'challenge_required': {
      if (payment.challenge != null) {
        return {
          kind: 'action_required',
          action: { type: payment.bank == null ? 'three_ds_challenge' : 'redirect', url: payment.challenge.url },
        }
      }
      if (payment.threeDS == null) return { kind: 'unknown', reason: 'a challenge without an address' }
      const { serverTransId, acsUrl, acsTransId, version, until } = payment.threeDS
      const creq = creqOf({
        threeDSServerTransID: serverTransId,
        acsTransID: acsTransId,
        messageVersion: version,
        challengeWindowSize: windowSize,
      })
      return stepRequired(request, {
        kind: 'challenge',
        threeDSServerTransId: serverTransId,
        acsUrl,
        creq,
        windowSize,
        untilMs: until,
      })
    }
    case 'device_data_required': {
      const { serverTransId, methodUrl, until } = payment.threeDS
      return stepRequired(request, {
        kind: 'device_data',
        threeDSServerTransId: serverTransId,
        ...(methodUrl === undefined ? {} : { methodUrl }),
        untilMs: until,
      })
    }
    case 'decoupled_required': {
      const { serverTransId, until } = payment.threeDS
      return stepRequired(request, { kind: 'decoupled', threeDSServerTransId: serverTransId, untilMs: until })
    }
  }
}
