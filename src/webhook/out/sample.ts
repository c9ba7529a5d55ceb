import type { ActivityOwner } from '../../activity/contract.ts'
import { sampleStory } from '../../catalogue/samples.ts'
import { paymentIdFor } from '../../ids/ids.ts'
import { placed } from '../../payment/draft.ts'
import type { PaymentEvent, PaymentEventType } from '../../payment/event.ts'
import { evolveAll } from '../../payment/evolve.ts'
import { present } from '../../payment/present.ts'
import type { PaymentView } from '../../payment/view.ts'

export interface Sample {
  readonly event: PaymentEvent
  /** The made-up payment as it stands after it. */
  readonly view: PaymentView
}

/** A made-up event of this type, of a payment that does not exist. `name` makes it another one. */
export function sampleOf(type: PaymentEventType, owner: ActivityOwner, name: string, nowMs: number): Sample {
  const { merchantId, mode } = owner
  const paymentId = paymentIdFor(merchantId, mode, name)
  const events = sampleStory(type, nowMs).map((event, index) => placed(event, index + 1, nowMs))
  const event = events.at(-1)
  const state = evolveAll(undefined, events, paymentId)
  if (event === undefined || state === undefined) throw new Error(`there is no sample of ${type}`)
  return { event, view: { ...present({ ...state, merchantId, mode }), details: {} } }
}
