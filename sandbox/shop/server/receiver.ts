import type { IncomingHttpHeaders } from 'node:http'
import { Webhook } from 'standardwebhooks'
import { type Answer, emptyAnswer, jsonAnswer } from '../../http/answer.ts'
import type { Receipt } from '../eventsView.ts'

/** Enough to see what came lately. A shop that acts on webhooks keeps the ids in its own database. */
const MOST_REMEMBERED = 200

export interface Receiver {
  /** From now on messages that are signed with this secret are taken. */
  setSecret(secret: string): void
  take(headers: IncomingHttpHeaders, body: string): Answer
  receiptOf(id: string): Receipt | null
}

/** A webhook endpoint as a shop writes one: it looks at the signature, then whether it has the message already. */
export function createReceiver(): Receiver {
  let webhook: Webhook | undefined
  const receipts = new Map<string, Receipt>()

  return {
    setSecret: (secret) => {
      webhook = new Webhook(secret)
    },
    receiptOf: (id) => receipts.get(id) ?? null,
    take: (headers, body) => {
      // Turnpike tries again, and by then the secret is here.
      if (webhook === undefined) return say(503, 'The shop does not know its webhook secret yet.')
      try {
        webhook.verify(body, textHeaders(headers))
      } catch {
        return say(400, 'The signature is not one of ours.')
      }
      const id = String(headers['webhook-id'])
      const times = (receipts.get(id)?.times ?? 0) + 1
      // Deleted and set again, so that the oldest in the map is the one that came longest ago.
      receipts.delete(id)
      receipts.set(id, { times, lastAt: new Date().toISOString() })
      if (receipts.size > MOST_REMEMBERED) receipts.delete(receipts.keys().next().value ?? '')
      // A message that came before is thanked for in the same way, or it would come for ever.
      return emptyAnswer(204)
    },
  }
}

const say = (status: number, message: string): Answer => jsonAnswer(status, { message })

const textHeaders = (headers: IncomingHttpHeaders): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  )
