import { type Entries, type Field, SHARED } from './entry.ts'

const dispute: Field = ['Int', 'The number of the dispute within the payment; `dsp_…_<number>` is its id.']

/** A dispute as the gateway last told it. */
const picture = {
  dispute,
  gatewayReference: ['String', 'What the gateway calls it.'],
  stage: ['String', '`INQUIRY`, `CHARGEBACK`, `PRE_ARBITRATION` or `ARBITRATION`.'],
  status: ['String', '`NEEDS_RESPONSE`, `UNDER_REVIEW`, `WON`, `LOST`, `ACCEPTED`, `EXPIRED` or `WITHDRAWN`.'],
  amount: ['Money', 'What is disputed.'],
  reason: ['String', 'Why, in a word that is the same for all gateways.'],
  reasonCode: ['String', "The scheme's or gateway's own code for it."],
  respondBy: ['DateTime?', 'Until when evidence is taken.'],
  picturedAt: ['DateTime', "The gateway's own time of what it told."],
} as const satisfies Readonly<Record<string, Field>>

export const DISPUTES = {
  DISPUTE_OPENED: {
    name: 'dispute.opened',
    version: 1,
    words: "The shopper's bank opened a dispute.",
    fields: { ...picture, origin: SHARED.origin },
  },
  DISPUTE_RESPONSE_STARTED: {
    name: 'dispute.response_started',
    version: 1,
    words: 'Evidence or an acceptance is about to be sent.',
    fields: {
      dispute,
      response: ['String', '`accept` or `evidence`.'],
      evidence: ['Evidence?', 'What is sent. Absent after erasure.'],
    },
  },
  DISPUTE_UPDATED: {
    name: 'dispute.updated',
    version: 1,
    words: 'The dispute moved to another stage or status, a draft was kept, or a response was answered.',
    fields: {
      ...picture,
      responded: ['String?', 'Where a response was answered: `accepted` or `refused` by the gateway.'],
      failure: ['Failure?', 'Why it was refused.'],
      evidence: ['Evidence?', 'A draft that was kept. Absent after erasure.'],
    },
  },
  DISPUTE_CLOSED: {
    name: 'dispute.closed',
    version: 1,
    words: 'The dispute ended.',
    fields: { ...picture, responded: ['String?', '`accepted` where a response of yours ended it.'] },
  },
} as const satisfies Entries<'DISPUTE_OPENED' | 'DISPUTE_RESPONSE_STARTED' | 'DISPUTE_UPDATED' | 'DISPUTE_CLOSED'>
