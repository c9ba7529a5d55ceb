import type { DisputeStage, DisputeStatus } from '../src/gateway/gateway.ts'
import { builder } from './builder.ts'
import { describedValues } from './enumValues.ts'

export const DisputeStageEnum = builder.enumType('DisputeStage', {
  description:
    'How far a dispute has gone. It only moves on, in this order: inquiry, chargeback, pre-arbitration, arbitration.',
  values: describedValues<DisputeStage>({
    INQUIRY: 'The bank asks. No money moves, and `amountRefundable` stays as it is.',
    CHARGEBACK: 'The bank has taken the money back. It counts in `amountDisputed` and lowers `amountRefundable`.',
    PRE_ARBITRATION: 'The answer to the chargeback was contested; the last step before the card scheme decides.',
    ARBITRATION: 'The card scheme decides.',
  }),
})

export const DisputeStatusEnum = builder.enumType('DisputeStatus', {
  description: 'Whose turn it is, or how the dispute ended.',
  values: describedValues<DisputeStatus>({
    NEEDS_RESPONSE: 'Accept it or submit evidence, before `respondBy`.',
    UNDER_REVIEW: 'The evidence is sent, and the bank or the scheme decides.',
    WON: 'Decided for the merchant; the money is no longer disputed.',
    LOST: 'Decided for the shopper; the money is gone.',
    ACCEPTED: 'Conceded by the merchant; the money is gone.',
    EXPIRED: 'Not answered in time; the money is gone.',
    WITHDRAWN: 'Taken back by the shopper or the bank; the money is no longer disputed.',
  }),
})
