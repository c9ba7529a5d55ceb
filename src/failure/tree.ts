import type { Branch } from './leaf.ts'
import { authenticationPin, authenticationThreeDS } from './tree/authentication.ts'
import { captureRefused, voidRefused } from './tree/capture.ts'
import { cardDetails, cardKind, cardToken } from './tree/card.ts'
import { configurationAccess, configurationAccount, configurationRouting } from './tree/configuration.ts'
import { fraudBank, fraudGateway } from './tree/fraud.ts'
import { fundsBalance, fundsLimit } from './tree/funds.ts'
import { gatewayOutage, gatewayUncertain, networkMessage, networkOutage } from './tree/gateway.ts'
import { issuerHard, issuerReach, issuerRefusal, issuerStanding } from './tree/issuer.ts'
import { payerAccount, payerApproval, payerWallet } from './tree/payer.ts'
import { disputeResponse, refundRefused, refundUnpaid } from './tree/refund.ts'
import { requestAmount, requestForm, requestPayer, requestState } from './tree/request.ts'

/** The whole taxonomy, in the order in which docs/error-codes.md shows it. */
export const BRANCHES = [
  issuerRefusal,
  issuerHard,
  issuerStanding,
  issuerReach,
  fundsBalance,
  fundsLimit,
  cardDetails,
  cardKind,
  cardToken,
  authenticationThreeDS,
  authenticationPin,
  fraudBank,
  fraudGateway,
  payerApproval,
  payerAccount,
  payerWallet,
  gatewayOutage,
  gatewayUncertain,
  networkOutage,
  networkMessage,
  configurationRouting,
  configurationAccess,
  configurationAccount,
  requestForm,
  requestAmount,
  requestPayer,
  requestState,
  captureRefused,
  voidRefused,
  refundUnpaid,
  refundRefused,
  disputeResponse,
] as const

type CodeOf<Of> = Of extends Branch<infer Code> ? Code : never

/** The name of every leaf. */
export type FailureCode = CodeOf<(typeof BRANCHES)[number]>
