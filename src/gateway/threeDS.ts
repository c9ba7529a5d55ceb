/** An exemption from strong customer authentication, as PSD2's regulatory standards name them (articles 14, 16 and 18). */
export type Exemption = 'LOW_VALUE' | 'TRANSACTION_RISK_ANALYSIS' | 'RECURRING'

export const EXEMPTIONS: readonly Exemption[] = ['LOW_VALUE', 'TRANSACTION_RISK_ANALYSIS', 'RECURRING']

/** What an attempt asks of 3-D Secure; without a wish the gateway and the issuer decide. */
export interface ThreeDSWish {
  /** The issuer shall ask the shopper, whatever it thinks of the risk. */
  readonly challenge?: 'REQUIRED'
  readonly exemption?: Exemption
  readonly windowSize?: WindowSize
}

/** EMV 3-D Secure, `challengeWindowSize`: 250x400, 390x400, 500x600, 600x400, full screen. */
export type WindowSize = '01' | '02' | '03' | '04' | '05'

export const WINDOW_SIZES: Readonly<Record<WindowSize, readonly [width: number, height: number] | undefined>> = {
  '01': [250, 400],
  '02': [390, 400],
  '03': [500, 600],
  '04': [600, 400],
  '05': undefined,
}

export const isWindowSize = (value: unknown): value is WindowSize =>
  typeof value === 'string' && Object.hasOwn(WINDOW_SIZES, value)

/** What fits any page that has a modal; who has more room says so by rule, or with the browser's data. */
const FITS_MOST: WindowSize = '02'

/** As the shopper's page wants it, else as the rule does. A screen that is narrower than that is filled. */
export function windowSizeOf(
  browser: Readonly<Record<string, unknown>> = {},
  { windowSize = FITS_MOST }: ThreeDSWish = {},
): WindowSize {
  const { challengeWindowSize, browserScreenWidth } = browser
  const wanted = isWindowSize(challengeWindowSize) ? challengeWindowSize : windowSize
  const [width = 0] = WINDOW_SIZES[wanted] ?? []
  return typeof browserScreenWidth === 'number' && browserScreenWidth < width ? '05' : wanted
}

/**
 * A step of 3-D Secure that Turnpike's own page takes with the shopper's browser. `carried` is the gateway's own and goes
 * back to it with the result; `untilMs` is when the step ends by itself.
 */
export type ThreeDSStep =
  /** The issuer looks at the browser from a hidden frame. Without an address it does not want to. */
  | (Steps & { readonly kind: 'device_data'; readonly methodUrl?: string })
  /** The issuer asks the shopper. `creq` is posted to it as it is. */
  | (Steps & {
      readonly kind: 'challenge'
      readonly acsUrl: string
      readonly creq: string
      readonly windowSize: WindowSize
    })
  /** The issuer asks the shopper on its own, for example in the bank's app; the result comes by webhook. */
  | (Steps & { readonly kind: 'decoupled' })

interface Steps {
  readonly threeDSServerTransId: string
  readonly untilMs?: number
  readonly carried?: string
}

/** What the shopper is told of a step: what happens in it, and how much room it wants. */
export type ThreeDSStage = 'DEVICE_DATA' | 'CHALLENGE' | 'DECOUPLED'

export const STAGES: Readonly<Record<ThreeDSStep['kind'], ThreeDSStage>> = {
  device_data: 'DEVICE_DATA',
  challenge: 'CHALLENGE',
  decoupled: 'DECOUPLED',
}

/** EMV 3-D Secure, `transStatus`. */
export type TransactionStatus = 'Y' | 'A' | 'N' | 'R' | 'U' | 'C' | 'D' | 'I'

const TRANSACTION_STATUSES: ReadonlySet<string> = new Set(['Y', 'A', 'N', 'R', 'U', 'C', 'D', 'I'])

export const transactionStatusOf = (value: unknown): TransactionStatus | undefined =>
  typeof value === 'string' && TRANSACTION_STATUSES.has(value) ? (value as TransactionStatus) : undefined

/** How an authentication went, as far as the gateway tells. The cryptogram (CAVV) is never kept. */
export interface Authentication {
  readonly transactionStatus?: TransactionStatus
  /** Of the protocol, such as 2.2.0. */
  readonly version?: string
  /** The electronic commerce indicator that goes into the authorization. */
  readonly eci?: string
  readonly flow?: 'FRICTIONLESS' | 'CHALLENGE' | 'DECOUPLED'
  /** The exemption that issuer or acquirer applied. */
  readonly exemptionGranted?: Exemption
  /** Whether the gateway itself says that the issuer is liable for fraud. */
  readonly liabilityShifted?: boolean
}

/** The networks' indicators of a payment that was not authenticated, or only exempted: Visa's 07, Mastercard's 00 and 07. */
const UNAUTHENTICATED_ECI: ReadonlySet<string> = new Set(['00', '07', '7', '0'])

/**
 * Whether the issuer bears the loss of fraud: after a full or an attempted authentication, and never under an exemption
 * that was granted. Undefined where nothing is known.
 */
export function shiftsLiability(authentication: Authentication): boolean | undefined {
  const { transactionStatus, eci, exemptionGranted, liabilityShifted } = authentication
  if (liabilityShifted !== undefined) return liabilityShifted
  if (exemptionGranted !== undefined) return false
  if (transactionStatus === undefined) return undefined
  const isAuthenticated = transactionStatus === 'Y' || transactionStatus === 'A'
  return isAuthenticated && !UNAUTHENTICATED_ECI.has(eci ?? '')
}
