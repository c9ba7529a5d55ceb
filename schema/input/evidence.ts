import type { DisputeEvidence } from '../../src/gateway/gateway.ts'
import { ok } from '../../src/result.ts'
import { checkDateTime } from './dateTime.ts'
import { type Checked, problem } from './problem.ts'
import { checkTexts } from './shopper.ts'

const TEXTS = [
  'productDescription',
  'customerName',
  'customerEmail',
  'shippingCarrier',
  'shippingTrackingNumber',
  'refundPolicy',
  'customerCommunication',
  'explanation',
] as const

/** Letters to an issuer run to pages; names and numbers do not. */
const LONG_TEXTS: ReadonlySet<string> = new Set([
  'productDescription',
  'refundPolicy',
  'customerCommunication',
  'explanation',
])
const LONGEST_LETTER = 5000
const LONGEST_NAME = 255

export type EvidenceInput = Readonly<Partial<Record<(typeof TEXTS)[number], string | null | undefined>>> & {
  readonly shippedAt?: unknown
}

export function checkEvidence(given: EvidenceInput): Checked<DisputeEvidence> {
  const texts = checkTexts(given, TEXTS, ['evidence'], (name) => ({
    longest: LONG_TEXTS.has(name) ? LONGEST_LETTER : LONGEST_NAME,
    multiline: LONG_TEXTS.has(name),
  }))
  if (!texts.ok) return texts
  const shippedAt = given.shippedAt ?? undefined
  const moment = shippedAt === undefined ? ok(undefined) : checkDateTime(shippedAt, ['evidence', 'shippedAt'])
  if (!moment.ok) return moment
  const evidence: DisputeEvidence = {
    ...texts.value,
    ...(moment.value === undefined ? {} : { shippedAt: new Date(moment.value).toISOString() }),
  }
  return Object.keys(evidence).length > 0 ? ok(evidence) : problem(['evidence'], 'must hold something to submit')
}
