import { setTimeout as wait } from 'node:timers/promises'
import { CARDS, type Outcome } from '../../test/stack/support/client.ts'
import { between, oneOf } from '../world/random.ts'
import type { Shopper } from './shopper.ts'

/** The life of one payment, from the shop's side; `key` is its own and begins every key that it uses. */
export type Life = (shopper: Shopper, key: string) => Promise<void>

const LOOKS_AGAIN_AFTER_MS = 250
/** A result that only a webhook tells, or the object's own look, is there by then. */
const LOOKS = 120

const create = async (
  shopper: Shopper,
  key: string,
  number: string,
  input: object = {},
): Promise<Outcome | undefined> => {
  const token = await shopper.tokenize(number)
  if (token === undefined) return undefined
  return shopper.phases.during('authorize', () =>
    shopper.ask('createPayment', {
      idempotencyKey: `${key} create`,
      amount: shopper.euros('10.00'),
      reference: key,
      confirm: true,
      paymentMethod: { token },
      ...input,
    }),
  )
}

/** A sale, looked at once more when the lists have it. */
const sale: Life = async (shopper, key) => {
  const paid = await create(shopper, key, shopper.canaryCard())
  if (paid?.payment === undefined) return
  const { id } = paid.payment
  await shopper.phases.during('projection', () => shopper.untilListed(id))
  await shopper.read(id)
}

/** Captured in two or three parts, the last of them final; then a part of it goes back. */
const parts: Life = async (shopper, key) => {
  const held = await create(shopper, key, shopper.canaryCard(), { captureMethod: 'MANUAL' })
  if (held?.payment?.status !== 'AUTHORIZED') return
  const paymentId = held.payment.id
  const count = between(shopper.random, 2, 3)
  for (let part = 1; part <= count; part += 1) {
    await shopper.phases.during('capture', () =>
      shopper.ask('capturePayment', {
        idempotencyKey: `${key} capture ${part}`,
        paymentId,
        amount: shopper.euros('3.00'),
        finalCapture: part === count,
      }),
    )
  }
  await shopper.phases.during('refund', () =>
    shopper.ask('refundPayment', { idempotencyKey: `${key} refund`, paymentId, amount: shopper.euros('2.50') }),
  )
  await shopper.read(paymentId)
}

/** Three refunds at once that are together more than was taken. */
const refunds: Life = async (shopper, key) => {
  const paid = await create(shopper, key, shopper.canaryCard())
  if (paid?.payment === undefined) return
  const paymentId = paid.payment.id
  await Promise.all(
    [1, 2, 3].map((number) =>
      shopper.phases.during('refund', () =>
        shopper.ask('refundPayment', {
          idempotencyKey: `${key} refund ${number}`,
          paymentId,
          amount: shopper.euros('4.00'),
        }),
      ),
    ),
  )
  await shopper.read(paymentId)
}

/** A hold that is let go, sometimes while it is being captured. */
const voided: Life = async (shopper, key) => {
  const held = await create(shopper, key, shopper.canaryCard(), { captureMethod: 'MANUAL' })
  if (held?.payment === undefined) return
  const paymentId = held.payment.id
  const capture = () => shopper.ask('capturePayment', { idempotencyKey: `${key} capture`, paymentId })
  await Promise.all([
    shopper.phases.during('void', () => shopper.ask('cancelPayment', { idempotencyKey: `${key} cancel`, paymentId })),
    shopper.random() < 0.3 ? capture() : undefined,
  ])
  await shopper.read(paymentId)
}

/** Declined, then paid with another card. */
const declined: Life = async (shopper, key) => {
  const first = await create(shopper, key, oneOf(shopper.random, [CARDS.declines, CARDS.insufficientFunds]))
  if (first?.payment === undefined) return
  const token = await shopper.tokenize(shopper.canaryCard())
  const paymentId = first.payment.id
  await shopper.ask('confirmPayment', { idempotencyKey: `${key} again`, paymentId, paymentMethod: { token } })
  await shopper.read(paymentId)
}

/** 3-D Secure. The shopper answers and closes the tab: only the acquirer's webhook, or a look, tells how it ended. */
const challenged: Life = async (shopper, key) => {
  const input = { returnUrl: 'https://shop.example/back' }
  const asked = await create(shopper, key, CARDS.challenge, input)
  if (asked?.payment === undefined) return
  const shown = await shopper.read(asked.payment.id)
  const url = shown?.nextAction?.url
  if (shown === undefined || url === undefined) return
  const body = new URLSearchParams({ answer: shopper.random() < 0.8 ? 'approve' : 'reject' })
  await shopper.phases.during('webhook in', async () => {
    for (let tries = 0; tries < LOOKS; tries += 1) {
      // Answering twice changes nothing there.
      const isAnswered = await fetch(url, { method: 'POST', body, redirect: 'manual' }).then(
        ({ status }) => status < 500,
        () => false,
      )
      if (isAnswered) break
      await wait(LOOKS_AGAIN_AFTER_MS)
    }
    for (let looks = 0; looks < LOOKS; looks += 1) {
      const now = await shopper.read(shown.id)
      if (now === undefined || now.status !== 'REQUIRES_ACTION') return
      await wait(LOOKS_AGAIN_AFTER_MS)
    }
  })
}

/** The same request with the same key six times at once. */
const atOnce: Life = async (shopper, key) => {
  const token = await shopper.tokenize(shopper.canaryCard())
  if (token === undefined) return
  const input = {
    idempotencyKey: `${key} create`,
    amount: shopper.euros('10.00'),
    reference: key,
    confirm: true,
    paymentMethod: { token },
  }
  await shopper.phases.during('authorize', () =>
    Promise.all(Array.from({ length: 6 }, () => shopper.ask('createPayment', input))),
  )
}

/** How often each kind of life is lived, in parts. */
const MIX: readonly (readonly [parts: number, life: Life])[] = [
  [4, sale],
  [4, parts],
  [3, refunds],
  [3, voided],
  [2, declined],
  [3, challenged],
  [2, atOnce],
]

export function lifeFor(place: number): Life {
  const all = MIX.flatMap(([times, life]) => Array.from({ length: times }, () => life))
  return all[Math.floor(place * all.length)] ?? sale
}
