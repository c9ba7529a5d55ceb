import {
  type Authentication,
  type Exemption,
  shiftsLiability,
  type ThreeDSStage,
  type ThreeDSWish,
  type TransactionStatus,
} from '../src/gateway/threeDS.ts'
import { builder } from './builder.ts'
import { describedValues } from './enumValues.ts'

export const ScaExemptionEnum = builder.enumType('ScaExemption', {
  description:
    "An exemption from strong customer authentication, by the European Union's and the United Kingdom's rules.",
  values: describedValues<Exemption>({
    LOW_VALUE: 'At most 30 EUR or 25 GBP.',
    TRANSACTION_RISK_ANALYSIS:
      "Little risk, by the acquirer's fraud rate: at most 500 EUR or 440 GBP, and less where that rate is higher.",
    RECURRING: 'A later payment of a series of equal amounts to the same payee.',
  }),
})

export const ThreeDSChallengePreferenceEnum = builder.enumType('ThreeDSChallengePreference', {
  description: 'Whether the issuer shall ask the shopper.',
  values: describedValues<'AUTOMATIC' | 'REQUIRED'>({
    AUTOMATIC: 'As gateway and issuer decide.',
    REQUIRED: 'Always, whatever they think of the risk.',
  }),
})

/** EMV 3-D Secure's codes, for people. */
export const WINDOW_SIZE_WORDS =
  '01 is 250x400 pixels, 02 is 390x400, 03 is 500x600, 04 is 600x400, 05 the whole window'

export const ThreeDSStageEnum = builder.enumType('ThreeDSStage', {
  description: 'What the page of a 3-D Secure step does.',
  values: describedValues<ThreeDSStage>({
    DEVICE_DATA:
      'The issuer looks at the browser from a hidden frame, ten seconds at most. There is nothing to see: show the page in a hidden frame, or open it.',
    CHALLENGE: 'The issuer asks the shopper.',
    DECOUPLED: "The issuer asks the shopper elsewhere, most often in the bank's app. The page says so and waits.",
  }),
})

const TransactionStatusEnum = builder.enumType('ThreeDSTransactionStatus', {
  description: 'How 3-D Secure ended, as EMVCo names it.',
  values: describedValues<TransactionStatus>({
    Y: 'Authenticated.',
    A: 'Attempted: the issuer could not authenticate, and its network stands in for it.',
    N: 'Not authenticated.',
    R: 'Rejected: the issuer asks not to go on.',
    U: 'It could not be done, for technical reasons.',
    C: 'A challenge is wanted.',
    D: 'A decoupled authentication is wanted.',
    I: 'Information only: no challenge was wished for, and none was made.',
  }),
})

const FlowEnum = builder.enumType('ThreeDSFlow', {
  description: 'What the shopper had to do for it.',
  values: describedValues<NonNullable<Authentication['flow']>>({
    FRICTIONLESS: 'Nothing.',
    CHALLENGE: "To answer the issuer's question.",
    DECOUPLED: 'To answer it elsewhere.',
  }),
})

export interface AuthenticationNode {
  readonly wish: ThreeDSWish
  readonly authentication: Authentication
}

export const AuthenticationType = builder.objectRef<AuthenticationNode>('Authentication').implement({
  description:
    'What was asked of 3-D Secure and how it went, as far as the gateway tells. The cryptogram is not kept, and not here.',
  fields: (t) => ({
    transactionStatus: t.field({
      description: 'Null where it is not known.',
      type: TransactionStatusEnum,
      nullable: true,
      resolve: ({ authentication }) => authentication.transactionStatus,
    }),
    flow: t.field({
      description: 'Null where it is not known.',
      type: FlowEnum,
      nullable: true,
      resolve: ({ authentication }) => authentication.flow,
    }),
    version: t.string({
      description: 'Of the protocol, such as 2.2.0. Null where it is not known.',
      nullable: true,
      resolve: ({ authentication }) => authentication.version,
    }),
    eci: t.string({
      description: "The network's electronic commerce indicator. Null where it is not known.",
      nullable: true,
      resolve: ({ authentication }) => authentication.eci,
    }),
    challenge: t.field({
      description: 'What was asked for.',
      type: ThreeDSChallengePreferenceEnum,
      resolve: ({ wish }) => wish.challenge ?? 'AUTOMATIC',
    }),
    exemptionRequested: t.field({
      description: 'Null where none was asked for.',
      type: ScaExemptionEnum,
      nullable: true,
      resolve: ({ wish }) => wish.exemption,
    }),
    exemptionGranted: t.field({
      description: 'What issuer or acquirer applied. Null where none was, or it is not known.',
      type: ScaExemptionEnum,
      nullable: true,
      resolve: ({ authentication }) => authentication.exemptionGranted,
    }),
    liabilityShifted: t.boolean({
      description:
        'Whether the issuer bears the loss of fraud: after a full or an attempted authentication, and never under an exemption. Null where it is not known.',
      nullable: true,
      resolve: ({ authentication }) => shiftsLiability(authentication),
    }),
  }),
})

export const authenticationNode = ({
  threeDS,
  authentication,
}: {
  readonly threeDS?: ThreeDSWish
  readonly authentication?: Authentication
}): AuthenticationNode | undefined =>
  threeDS === undefined && authentication === undefined
    ? undefined
    : { wish: threeDS ?? {}, authentication: authentication ?? {} }
